import type { Command } from '../grammar/command.ts'
import { chencryption } from './chencryption.ts'
import { lsencryption } from './lsencryption.ts'

/** The command set: one table. */
export const commands: readonly Command[] = [
  chencryption,
  lsencryption,
]

const byName = new Map(commands.flatMap((command) =>
  [command.name, ...command.aliases].map((name) => [name, command] as const)))

export const commandByName = (name: string): Command | undefined => byName.get(name)

import type { Dumps } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { jailRoot } from '../jail.ts'

/** What the command set lists; `folder` is `/dumps` or a plain name under it. */
const DUMP_FOLDERS = /^\/dumps(\/[A-Za-z0-9]+)?$/

export function createDumps({ ports, configuration }: Core): Dumps {
  return {
    list: async (folder) => DUMP_FOLDERS.test(folder)
      ? ports.files.list(`${jailRoot(configuration.data)}${folder}`)
      : undefined,
  }
}

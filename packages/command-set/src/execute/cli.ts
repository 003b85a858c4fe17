import { commandByName } from '../commands/index.ts'
import { unsupportedCommands } from '../commands/unsupported.ts'
import { readArgv } from '../grammar/argv.ts'
import { formatMessage } from '../messages/format.ts'
import { jsonOfDetail, jsonOfList } from '../output/json.ts'
import type { Reply } from '../output/reply.ts'
import { renderDetail, renderTable } from '../output/text.ts'
import type { ViewSwitches } from '../output/view-switches.ts'
import type { RawArguments } from '../grammar/raw.ts'
import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'
import { runCommand } from './run.ts'
import type { CliAnswer, Context } from './context.ts'

/** Families of the prefixes. A bare name is of any family. */
const prefixes: Readonly<Record<string, readonly string[]>> = {
  svcinfo: ['info'],
  svctask: ['task', 'check'],
}

/** Prefixes of families that are known, and whose commands are not. */
const unsupportedPrefixes = ['svcconfig', 'sainfo', 'satask']

/** Runs one command, given as words: `svcinfo`, `lsvdisk`, `-delim`, `:`. */
export async function executeArgv(argv: readonly string[], context: Context): Promise<CliAnswer> {
  const [first = '', ...others] = argv
  const families = Object.hasOwn(prefixes, first) ? prefixes[first] : undefined
  if (unsupportedPrefixes.includes(first)) return refused(refuse('7205'))
  if (families && others.length === 0) return refused(refuse('5707', 'command'))
  const [name = '', ...words] = families ? others : argv
  if (unsupportedCommands.includes(name)) return refused(refuse('7205'))
  const command = commandByName(name)
  if (!command) return families ? refused(refuse('7205')) : notFound(name)
  if (families && !families.includes(command.family)) return refused(refuse('7205'))
  const raw = readArgv(words, command.allParameters)
  const reply = await runCommand(command, raw, context)
  if ('ok' in reply) return refused(reply)
  return {
    stdout: raw.ok ? printed(reply, raw.value) : '',
    stderr: (reply.remarks ?? []).map((remark) => `${formatMessage(remark)}\n`).join(''),
    exitCode: 0,
  }
}

const refused = (refusal: Refusal): CliAnswer =>
  ({ stdout: '', stderr: `${formatMessage(refusal)}\n`, exitCode: 1 })

/** What the restricted shell of a real system says. Monitors look for the second half. */
export const notFound = (name: string): CliAnswer =>
  ({ stdout: '', stderr: `rbash: ${name}: command not found\n`, exitCode: 127 })

function printed(reply: Reply, { given }: RawArguments): string {
  const delim = given.get('delim')
  const switches: ViewSwitches = {
    delim: typeof delim === 'string' ? delim : undefined,
    noHeader: given.has('nohdr'),
    inBytes: given.has('bytes'),
    json: given.has('json'),
  }
  switch (reply.kind) {
    case 'list': {
      if (!switches.json) return renderTable(reply, switches)
      return `${JSON.stringify(jsonOfList(reply, switches.inBytes))}\n`
    }
    case 'detail': {
      if (!switches.json) return renderDetail(reply, switches)
      return `${JSON.stringify(jsonOfDetail(reply, switches.inBytes))}\n`
    }
    case 'text': return `${switches.json ? JSON.stringify(reply.text) : reply.text}\n`
    case 'created': return given.has('nomsg') ? `${reply.id}\n` : `${reply.message}\n`
    case 'done': return ''
  }
}

import { commandByName } from '../commands/index.ts'
import { unsupportedCommands } from '../commands/unsupported.ts'
import type { RawArguments } from '../grammar/raw.ts'
import { readRest } from '../grammar/rest.ts'
import type { RestBody } from '../grammar/rest.ts'
import { messageCatalogue } from '../messages/catalogue.ts'
import { formatRestError } from '../messages/format.ts'
import { jsonOfDetail, jsonOfList } from '../output/json.ts'
import type { Reply } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'
import { runCommand } from './run.ts'
import type { Context, RestAnswer, RestRequest } from './context.ts'

/** Runs the command of one REST request. Login and tokens are the web server's. */
export async function executeRest(request: RestRequest, context: Context): Promise<RestAnswer> {
  const segments = decodePath(request.path)
  if (segments === undefined) return answer(400, 'The path is not URL-encoded.')
  const [name = '', ...rest] = segments
  if (unsupportedCommands.includes(name)) return refused(refuse('7205'))
  const command = commandByName(name)
  if (!command) return answer(404, `Command ${name} was not found.`)
  const body = parseBody(request.body)
  if (body === undefined) return answer(400, 'The body is not a JSON object.')
  const raw = readRest(rest, body, command.allParameters)
  const reply = await runCommand(command, raw, context)
  if ('ok' in reply) return refused(reply)
  return answer(200, raw.ok ? bodyOf(reply, raw.value) : '')
}

const answer = (status: number, body: unknown): RestAnswer =>
  ({ status, body: JSON.stringify(body) })

const refused = (refusal: Refusal): RestAnswer =>
  answer(messageCatalogue[refusal.code].http, formatRestError(refusal))

function decodePath(path: string): string[] | undefined {
  const [bare = ''] = path.split('?')
  try {
    return bare.split('/').filter((segment) => segment !== '').map(decodeURIComponent)
  } catch {
    return undefined
  }
}

/** Absent, empty, `null` and `{}` are the same: no parameters. Undefined: not an object. */
function parseBody(text: string): RestBody | undefined {
  if (text.trim() === '') return {}
  try {
    const body: unknown = JSON.parse(text)
    if (body === null) return {}
    return isObject(body) ? body : undefined
  } catch {
    return undefined
  }
}

const isObject = (body: unknown): body is RestBody =>
  typeof body === 'object' && !Array.isArray(body)

function bodyOf(reply: Reply, { given }: RawArguments): unknown {
  switch (reply.kind) {
    case 'list': return jsonOfList(reply, given.has('bytes'))
    case 'detail': return jsonOfDetail(reply, given.has('bytes'))
    case 'text': return reply.text
    case 'created': return { id: String(reply.id), message: reply.message }
    case 'done': return ''
  }
}

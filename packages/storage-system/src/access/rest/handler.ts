import { decodeUtf8 } from '@keyturn/bytes'
import { executeRest } from '@keyturn/command-set'
import type { HttpHandler, HttpRequest, HttpResponse } from '@keyturn/platform/ports'
import { contextOf, type AccessParts } from '../parts.ts'
import { answerJson, answerMessage, answerText } from './answers.ts'
import { download } from './download.ts'
import { listObligations, waiveByRest } from './obligations.ts'
import { rescueByRest } from './rescue.ts'
import { Tokens } from './tokens.ts'

/** Requests under way; each may wait for a key server. */
const maxRequests = 256
/** Logins under way: each takes a tenth of a second of a core. */
const maxLogins = 64

/** `/rest/…` and `/rest/v1/…`: POST alone, a login first, then commands with its token. */
export function createRestHandler(parts: AccessParts): HttpHandler {
  const tokens = new Tokens(parts.ports.clock, parts.ports.random)
  const limitRequests = limited(maxRequests)
  const limitLogins = limited(maxLogins)
  return async (request) => {
    const path = /^\/rest(?:\/v1)?\/+(.*)$/.exec(request.path)?.[1]
    if (path === undefined) return answerJson(404, 'The interface is at /rest/v1.')
    if (request.method !== 'POST') return answerJson(405, 'Use POST.', { Allow: 'POST' })
    return path === 'auth' || path === 'auth/'
      ? limitLogins(() => logIn(parts, tokens, request))
      : limitRequests(() => serve(parts, tokens, path, request))
  }
}

async function logIn(
  { logins, system }: AccessParts,
  tokens: Tokens,
  { headers }: HttpRequest,
): Promise<HttpResponse> {
  const name = headers['x-auth-username']
  const password = headers['x-auth-password']
  if (name === undefined || password === undefined) return answerMessage(401, '8045')
  const user = await logins.withPassword(name, password)
  if (!user) return answerMessage(401, '6510')
  const { restTimeoutMinutes } = await system.security.view()
  return answerJson(200, { token: tokens.issue(user.name, restTimeoutMinutes) })
}

async function serve(
  parts: AccessParts,
  tokens: Tokens,
  path: string,
  { headers, body, remoteAddress }: HttpRequest,
): Promise<HttpResponse> {
  const name = tokens.userOf(headers['x-auth-token'] ?? '')
  // Removed, locked, or with another role since the login: the user counts as they are now.
  const user = name === undefined ? undefined : await parts.logins.current(name)
  if (!user) return answerMessage(401, '8045')
  const [command = '', ...flags] = path.split('/')
  const mayRunOwn = !user.passwordChangeRequired
  if (command === 'download' && mayRunOwn) return download(parts, user, body)
  if (command === 'rescue' && mayRunOwn) {
    return rescueByRest(parts, user, flags, body, remoteAddress)
  }
  if (command === 'obligations' && mayRunOwn) return listObligations(parts)
  if (command === 'waive' && mayRunOwn) return waiveByRest(parts, user, flags[0], remoteAddress)
  const text = decodeUtf8(body)
  if (text === undefined) return answerJson(400, 'The body is not UTF-8.')
  const context = contextOf(parts, user, 'REST', remoteAddress)
  const answer = await executeRest({ path, body: text }, context)
  return answerText(answer.status, answer.body)
}

/** Lets so many run at one time; the rest are asked to come again. */
function limited(most: number) {
  let running = 0
  return async (work: () => Promise<HttpResponse>): Promise<HttpResponse> => {
    if (running >= most) return answerJson(429, 'Too many requests.', { 'Retry-After': '1' })
    running++
    try {
      return await work()
    } finally {
      running--
    }
  }
}

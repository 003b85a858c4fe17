import { toHex } from '@keyturn/bytes'
import type { HttpHandler, HttpRequest } from '@keyturn/platform/ports'
import type { UserRecord } from '../records/index.ts'
import type { AdminOptions } from './contracts.ts'
import { AdminError, json } from './errors.ts'
import { Gate } from './gate.ts'
import { LockOut } from './lock-out.ts'
import type { Context, Level, Reply, Route } from './route.ts'
import { routes } from './routes/index.ts'
import { readBody } from './schemas.ts'
import { type Session, Sessions } from './sessions.ts'

export const ADMIN_BASE = '/keyturn/rest/v1'

const allowed: Readonly<Record<Exclude<Level, 'open'>, readonly UserRecord['role'][]>> = {
  read: ['administrator', 'operator', 'auditor'],
  operate: ['administrator', 'operator'],
  administer: ['administrator'],
}

const DECOY_BYTES = 32

/** Fingerprints, identifiers and names are printable and no longer than this. */
const MAX_PARAMETER_LENGTH = 128
const printable = /^[!-~]+$/

const nobody: Session = { user: '', role: 'auditor', expires: 0 }

/** The handler of `/keyturn/rest/v1/…` (docs/reference/key-server-rest.md). */
export function createAdminApi(options: AdminOptions): HttpHandler {
  let decoy: Promise<string> | undefined
  const shared: Shared = {
    ...options,
    sessions: new Sessions(options),
    lockOut: new LockOut(options.clock),
    gate: new Gate(),
    decoy: () => decoy ??= options.passwords.hash(toHex(options.random.bytes(DECOY_BYTES))),
  }
  return async (request) => {
    const found = findRoute(request)
    if (found instanceof AdminError) return found.response()
    const reply = await answer(shared, request, found)
    return reply instanceof AdminError ? reply.response() : json(reply.status, reply.body)
  }
}

type Shared = AdminOptions & Pick<Context, 'sessions' | 'lockOut' | 'gate' | 'decoy'>

interface Found {
  readonly route: Route
  readonly parameters: Readonly<Record<string, string>>
}

async function answer(
  shared: Shared,
  request: HttpRequest,
  { route, parameters }: Found,
): Promise<Reply> {
  const token = tokenOf(request)
  const session = route.level === 'open' ? nobody : shared.sessions.find(token)
  if (session === undefined) return new AdminError('NotAuthenticated')
  if (route.level !== 'open' && !allowed[route.level].includes(session.role)) {
    return new AdminError('NotAllowed', { role: session.role })
  }
  const self = await shared.server()
  if (route.changes && self.role === 'secondary') {
    const primary = self.primaryName ?? 'of this server'
    return new AdminError('SecondaryReadsOnly', { server: self.name, primary })
  }
  const body = readBody(route.schema, request.body)
  if (body instanceof AdminError) return body
  return route.handle({ ...shared, request, parameters, body, token, session, self })
}

function tokenOf({ headers }: HttpRequest): string {
  return /^Bearer ([0-9a-f]{64})$/i.exec(headers['authorization'] ?? '')?.[1] ?? ''
}

function findRoute({ method, path }: HttpRequest): Found | AdminError {
  const unknown = new AdminError('PathUnknown', { path })
  if (!path.startsWith(`${ADMIN_BASE}/`)) return unknown
  const segments = path.slice(ADMIN_BASE.length + 1).split('/').map(decodeSegment)
  let pathKnown = false
  for (const route of routes) {
    const parameters = match(route.path.slice(1).split('/'), segments)
    if (parameters === undefined) continue
    if (route.method === method) return { route, parameters }
    pathKnown = true
  }
  return pathKnown ? new AdminError('MethodNotAllowed', { method, path }) : unknown
}

function match(
  pattern: readonly string[],
  segments: readonly (string | undefined)[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [at, part] of pattern.entries()) {
    const segment = segments[at]
    if (segment === undefined || segment === '') return undefined
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined
      continue
    }
    if (segment.length > MAX_PARAMETER_LENGTH || !printable.test(segment)) return undefined
    parameters[part.slice(1)] = segment
  }
  return parameters
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}


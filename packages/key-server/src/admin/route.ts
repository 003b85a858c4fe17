import type { HttpRequest } from '@keyturn/platform/ports'
import type { LedgerEntry, ServerRecord } from '../records/index.ts'
import type { AdminOptions } from './contracts.ts'
import type { AdminError } from './errors.ts'
import type { Gate } from './gate.ts'
import type { LockOut } from './lock-out.ts'
import type { Body, TSchema } from './schemas.ts'
import type { Session, Sessions } from './sessions.ts'

/**
 * What a route asks of the role: `open` to everybody, `read` to every user, `operate` to operators and
 * administrators, `administer` to administrators.
 */
export type Level = 'open' | 'read' | 'operate' | 'administer'

/** What a route answers with: a status and a body, or a refusal. */
export type Reply = { readonly status: number; readonly body?: unknown } | AdminError

export interface Context<Schema extends TSchema = TSchema> extends AdminOptions {
  readonly sessions: Sessions
  readonly lockOut: LockOut
  readonly gate: Gate
  /** A password hash that nothing fits, of the cost of all others. */
  readonly decoy: () => Promise<string>
  readonly request: HttpRequest
  /** Of the path, decoded. */
  readonly parameters: Readonly<Record<string, string>>
  readonly body: Body<Schema>
  readonly token: string
  readonly session: Session
  readonly self: ServerRecord
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/keyturn/rest/v1`, with `:name` for a parameter. */
  readonly path: string
  readonly level: Level
  /** Changes what is replicated, so a secondary refuses it. */
  readonly changes: boolean
  readonly schema: TSchema
  readonly handle: (context: Context) => Promise<Reply>
}

/** Ties the schema of a route to the body that its handler sees. */
export function route<Schema extends TSchema>(
  declared: Omit<Route, 'schema' | 'handle'> & {
    readonly schema: Schema
    readonly handle: (context: Context<Schema>) => Promise<Reply>
  },
): Route {
  return declared as unknown as Route
}

/** The audit entry of something that this user does. */
export function entryOf(
  { session, request }: Context,
  action: string,
  object: string,
): LedgerEntry {
  return {
    action, actor: `user:${session.user}`, object, outcome: 'Success', address: request.remoteAddress,
  }
}

/** Times in answers: ISO 8601, UTC. */
export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()

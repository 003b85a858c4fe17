import type { HttpResponse } from '@keyturn/platform/ports'

interface CatalogueRow {
  readonly status: number
  readonly message: string
  readonly hint?: string
}

/**
 * Every error of the administrator's interface. docs/reference/key-server-rest.md lists the same rows; a
 * test holds both together. `{name}` is filled in; nothing here ever holds a secret.
 */
export const errorCatalogue = {
  BodyInvalid: { status: 400, message: 'The body is not as documented: {cause}.' },
  QueryInvalid: { status: 400, message: 'The query is not as documented: {cause}.' },
  GroupNameInvalid: {
    status: 400, message: 'The group name {name} is not valid.',
    hint: 'A letter first, then letters, digits, "-" and "_", at most 64 characters.',
  },
  CertificateInvalid: {
    status: 400, message: 'The text holds no certificate in PEM form.',
    hint: 'Send the whole file, from -----BEGIN CERTIFICATE----- on.',
  },
  NotAuthenticated: {
    status: 401, message: 'Log in first: the token is missing, unknown or expired.',
    hint: 'POST /keyturn/rest/v1/sessions with user and password gives a token.',
  },
  LoginFailed: { status: 401, message: 'User name or password is wrong.' },
  NotAllowed: { status: 403, message: 'The role {role} may not do this.' },
  PasswordWrong: { status: 403, message: 'The current password is wrong.' },
  PathUnknown: { status: 404, message: 'There is nothing at {path}.' },
  ClientNotFound: {
    status: 404, message: 'There is no client with the fingerprint {fingerprint}.',
    hint: 'It appears among the pending ones once it has connected to the KMIP port.',
  },
  GroupNotFound: { status: 404, message: 'There is no group {name}.' },
  ObjectNotFound: { status: 404, message: 'There is no object {object}.' },
  SecondaryNotFound: {
    status: 404, message: 'There is no secondary {name}.',
    hint: 'Names are those of the configuration, section [replication]: {names}.',
  },
  MethodNotAllowed: { status: 405, message: '{path} does not take {method}.' },
  ClientExists: { status: 409, message: 'The certificate {fingerprint} is known already.' },
  ClientNotPending: {
    status: 409, message: 'The client {fingerprint} is {state}: only pending ones can be removed.',
    hint: 'Revoke it instead.',
  },
  GroupExists: { status: 409, message: 'There is a group {name} already.' },
  NothingToUndo: {
    status: 409, message: 'The object {object} cannot be brought back: it was not destroyed, or its time is over.',
  },
  NameTaken: { status: 409, message: 'Another object has taken the name of {object} meanwhile.' },
  SecondaryReadsOnly: {
    status: 409, message: '{server} is a secondary key server: changes are made at the primary {primary}.',
  },
  NotPrimary: {
    status: 409, message: '{server} is {role}: it has no secondaries to replicate to.',
    hint: 'Ask the primary.',
  },
  ChangedMeanwhile: {
    status: 409, message: 'Somebody else changed the same record at the same time.', hint: 'Try again.',
  },
  LockedOut: {
    status: 429, message: 'Too many failed logins.', hint: 'Try again in {seconds} seconds.',
  },
  Busy: { status: 429, message: 'Too many logins at once.', hint: 'Try again in {seconds} seconds.' },
} as const satisfies Record<string, CatalogueRow>

export type ErrorCode = keyof typeof errorCatalogue

/** A refusal of the interface, as a value. */
export class AdminError {
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(code: ErrorCode, details: Readonly<Record<string, string | number>> = {}) {
    const row: CatalogueRow = errorCatalogue[code]
    const fill = (text: string): string =>
      text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?'))
    this.code = code
    this.message = fill(row.message)
    this.hint = row.hint && fill(row.hint)
    this.retryAfterSeconds = row.status === 429 ? Number(details['seconds']) : undefined
  }

  response(): HttpResponse {
    const { code, message, hint, retryAfterSeconds } = this
    const response = json(errorCatalogue[code].status, { error: { code, message, hint } })
    if (retryAfterSeconds === undefined) return response
    return { ...response, headers: { ...response.headers, 'Retry-After': String(retryAfterSeconds) } }
  }
}

export function json(status: number, body: unknown): HttpResponse {
  return {
    status,
    headers: { 'Content-Type': 'application/json' },
    body: status === 204 ? '' : JSON.stringify(body),
  }
}

import { encodeUtf8 } from '@keyturn/bytes'
import { type EventName, refuse, type Refusal } from '@keyturn/command-set'
import { KmipClientError } from '@keyturn/kmip/client'

/**
 * What validation tells apart. `message` is for logs and sense data; it never holds key material.
 */
export interface Fault {
  readonly kind: 'unreachable' | 'error' | 'undecodable' | 'unsupported' | 'notPrimary'
  readonly message: string
  /** KMIP Result Reason, where the server gave one. */
  readonly reason?: string
}

/** What the key server does is not what we need of it. */
export class KeyServerError extends Error {
  override readonly name = 'KeyServerError'
  readonly fault: Fault

  constructor(fault: Fault) {
    super(fault.message)
    this.fault = fault
  }
}

/** Any failure of a conversation as a fault; what is no failure of a conversation is thrown on. */
export function faultOf(error: unknown): Fault {
  if (error instanceof KeyServerError) return error.fault
  if (!(error instanceof KmipClientError)) throw error
  const { failure } = error
  switch (failure.kind) {
    case 'connect':
    case 'tls':
    case 'certificate':
    case 'timeout':
    case 'closed':
      return { kind: 'unreachable', message: failure.message }
    case 'refused':
      return { kind: 'error', message: failure.message, reason: failure.reason }
    case 'undecodable':
      return { kind: 'undecodable', message: failure.message }
    case 'version':
      return { kind: 'unsupported', message: failure.message }
  }
}

const rows = {
  unreachable: { event: 'keyServerUnreachable', refusal: refuse('9135') },
  error: { event: 'keyServerError', refusal: refuse('9131') },
  undecodable: { event: 'keyServerError', refusal: refuse('9136') },
  unsupported: { event: 'keyServerUnsupported', refusal: refuse('9134') },
  notPrimary: { event: 'keyServerNotPrimary', refusal: refuse('9143') },
} as const satisfies Record<Fault['kind'], { event: EventName; refusal: Refusal }>

export const eventOf = ({ kind }: Fault): EventName => rows[kind].event
export const refusalOf = ({ kind }: Fault): Refusal => rows[kind].refusal

/** The events of a key server, all of which a good validation settles. */
export const keyServerEvents = [
  'keyServerError',
  'keyServerUnsupported',
  'keyServerUnreachable',
  'keyServerNotPrimary',
] as const satisfies readonly EventName[]

/** Sense data: result reason and message as text, as much of it as fits. */
export function senseOf({ reason, message }: Fault): Uint8Array {
  return encodeUtf8(reason === undefined ? message : `${reason}: ${message}`)
}

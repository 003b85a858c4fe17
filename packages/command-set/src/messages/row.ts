/** E: refused, exit 1. W: done, with a remark. I: information. */
export type Severity = 'E' | 'W' | 'I'

/** Who can mend what the message says. */
export type Mender =
  /** Whoever typed the command: say it differently. */
  | 'caller'
  /** An administrator of the storage system: its state has to change first. */
  | 'administrator'
  /** An administrator of the key server, or of the network to it. */
  | 'keyServerAdministrator'
  /** Somebody at the machine: a flash drive, a disk, a node. */
  | 'operator'
  /** Nobody now: this version does not do it. */
  | 'developer'

export interface MessageRow {
  readonly severity: Severity
  /** One line in our own words, no colon; `[%1]` and `[%2]` are places for values. */
  readonly text: string
  readonly mender: Mender
  /** May the same command succeed later, with nothing but the cause mended or time gone by? */
  readonly retry: boolean
  /** Status over REST. */
  readonly http: number
}

type Options = Partial<Pick<MessageRow, 'severity' | 'retry' | 'http'>>

const rowFor = (mender: Mender, retryHelps: boolean) =>
  (text: string, options: Options = {}): MessageRow =>
    ({ severity: 'E', text, mender, retry: retryHelps, http: 500, ...options })

export const caller = rowFor('caller', false)
export const administrator = rowFor('administrator', true)
export const keyServerAdministrator = rowFor('keyServerAdministrator', true)
export const operator = rowFor('operator', true)
export const developer = rowFor('developer', false)

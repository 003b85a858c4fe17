import type { Done } from './outcome.ts'
import type { EventName } from '../events/catalogue.ts'

/** An entry of the event log. Its texts stand in the event catalogue, under its name. */
export interface EventView {
  /** 1-8000000, rising. */
  readonly sequenceNumber: number
  readonly event: EventName
  readonly firstTime: number
  readonly lastTime: number
  /** Undefined for the system itself. */
  readonly objectId: number | undefined
  readonly objectName: string | undefined
  readonly reportingNode: { readonly id: number; readonly name: string }
  /** Equal events on the same object are combined. */
  readonly count: number
  readonly expired: boolean
  readonly fixed: boolean
  readonly autoFixed: boolean
  readonly fixedTime: number | undefined
  /** At most 128 bytes, shown as sense1 to sense8, 16 each. */
  readonly sense: Uint8Array
}

/** Unknown sequence number: 6591. */
export interface Events {
  /** In ascending order of sequence number. */
  list(): Promise<readonly EventView[]>
  /** Fixing `oneKeyHolder` is the administrator's word that the key servers are backed up. */
  fix(sequenceNumber: number): Promise<Done>
  unfix(sequenceNumber: number): Promise<Done>
}

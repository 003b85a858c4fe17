import type { StorageConfiguration } from './configuration.ts'
import type { EventLog } from './events/event-log.ts'
import type { Keyring } from './unlock/keyring.ts'
import type { StoragePorts } from './ports.ts'
import type { Records } from './records/index.ts'

/** What every part of one running storage system shares. */
export interface Core {
  readonly ports: StoragePorts
  readonly configuration: StorageConfiguration
  readonly records: Records
  readonly events: EventLog
  readonly keyring: Keyring
}

import { encodeUtf8 } from '@keyturn/bytes'
import type { Outcome, System } from '@keyturn/command-set'
import { startAccess } from './access/index.ts'
import type { AccessUsers } from './access/users.ts'
import { assemble, type Assembly } from './assemble.ts'
import type { StorageConfiguration } from './configuration.ts'
import type { Core } from './core.ts'
import { EventLog } from './events/event-log.ts'
import { jailRoot, publicFolders } from './jail.ts'
import { startMonitoring } from './monitoring.ts'
import type { StoragePorts } from './ports.ts'
import { Records } from './records/index.ts'
import { reconcile } from './rekey/alerts.ts'
import { createObligations, type Obligations } from './rekey/waive.ts'
import { setUp } from './setup.ts'
import { Keyring } from './unlock/keyring.ts'
import { rescue, type RescueCaller } from './unlock/rescue.ts'
import { createAccessUsers } from './users/access.ts'
import { sweepDoomedFiles } from './volumes/mend.ts'
import { BackendWatch } from './volumes/watch.ts'

/**
 * At start, key servers get so long to unlock the system before it serves, locked (milliseconds).
 */
const UNLOCK_HEAD_START_MS = 2_000
const FOLDER_MODE = 0o700
const PUBLIC_FILE_MODE = 0o644

/** A storage system; `start` first. The simulator runs many of them in one thread. */
export interface StorageSystem {
  /**
   * Resolves when everything serves, with the system unlocked or locked. Rejects in words for an
   * administrator when it cannot; what was started by then is stopped.
   */
  start(): Promise<Running>
  /** Ends connections, locks, and closes the store; every key in memory is wiped. */
  stop(): Promise<void>
}

/** What the edges of a running system work with. */
export interface Running {
  readonly system: System
  readonly users: AccessUsers
  /** The audited last resort; see unlock/rescue.ts. */
  rescue(caller: RescueCaller): Promise<Outcome<string>>
  readonly obligations: Obligations
  /** Whether the system waits for a key. */
  isLocked(): boolean
}

/** Steps that end what was started, run in reverse. */
type Stops = (() => Promise<void> | void)[]

export function createStorageSystem(
  ports: StoragePorts,
  configuration: StorageConfiguration,
): StorageSystem {
  const stops: Stops = []
  let stopping = false
  const stop = async (): Promise<void> => {
    stopping = true
    for (const step of stops.splice(0).reverse()) await step()
  }
  // What is under way while the store is being closed fails, and means nothing any more.
  const abort = (cause: unknown): void => {
    if (!stopping) ports.abort(cause)
  }
  return {
    start: async () => {
      try {
        return await start({ ...ports, abort }, configuration, stops)
      } catch (cause) {
        await stop()
        throw cause
      }
    },
    stop,
  }
}

async function start(
  ports: StoragePorts,
  configuration: StorageConfiguration,
  stops: Stops,
): Promise<Running> {
  const records = await Records.open(await ports.openStore(), ports.abort)
  stops.push(() => records.close())
  await setUp(ports, configuration, records)
  const events = new EventLog(records, ports.clock)
  const keyring = new Keyring(ports.cryptography, ports.random, records)
  stops.push(() => keyring.close())
  const core: Core = { ports, configuration, records, events, keyring }
  await makeFolders(core)
  const assembly = assemble(core)
  const { encryption, storage, nbd, system } = assembly
  stops.push(() => storage.attachments.dataPlane.close())
  const watch = new BackendWatch(core, storage)
  stops.push(() => watch.stop())
  await watch.look()
  await sweepDoomedFiles(core, storage.backends)
  await unlock(core, assembly, stops)
  await nbd.start()
  stops.push(() => nbd.stop())
  const monitoring = await startMonitoring(core, encryption.directory, encryption.monitor)
  if (monitoring) stops.push(() => monitoring.close())
  const running: Running = {
    system,
    users: await createAccessUsers(core),
    rescue: (caller) => rescue(encryption, system.audit, caller),
    obligations: createObligations(encryption, system.audit),
    isLocked: () => keyring.isLocked,
  }
  const access = await startAccess({ core, ...running })
  stops.push(() => access.close())
  return running
}

/**
 * An unfinished prepare is cancelled, a commit goes on, and the key servers are asked for the key.
 */
async function unlock(core: Core, { encryption }: Assembly, stops: Stops): Promise<void> {
  const { driver, monitor } = encryption
  const { clock, abort } = core.ports
  await reconcile(core)
  stops.push(() => {
    monitor.stop()
    driver.stop()
  })
  await driver.start()
  const round = monitor.round().catch(abort)
  const headStart = new AbortController()
  await Promise.race([round, clock.sleep(UNLOCK_HEAD_START_MS, headStart.signal)])
  headStart.abort()
}

/** The public folders, and the certificate for whoever is to trust this system. */
async function makeFolders({ configuration, ports, records }: Core): Promise<void> {
  const { data } = configuration
  for (const folder of publicFolders) {
    await ports.files.makeFolder(`${jailRoot(data)}${folder}`, FOLDER_MODE)
  }
  const { certificate } = records.certificate.require()
  await ports.files.write(`${data}/certificate.pem`, encodeUtf8(certificate), PUBLIC_FILE_MODE)
}

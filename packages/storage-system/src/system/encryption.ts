import { toHex } from '@keyturn/bytes'
import {
  accept,
  type Encryption,
  type EncryptionAction,
  type EncryptionFacts,
  type EncryptionView,
  judgeEncryption,
  type Outcome,
  refuse,
  type Refusal,
} from '@keyturn/command-set'
import { rekeyStatusShown, type RekeyState } from '@keyturn/key-slots'
import type { Core } from '../core.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import { keyServerEvents, refusalOf } from '../key-servers/fault.ts'
import type { KeyServerMonitor } from '../key-servers/monitor.ts'
import type { RekeyDriver } from '../rekey/driver.ts'
import { refusalOfStep } from '../rekey/refusals.ts'

/**
 * A command that waits for key servers gives up after this time, and leaves the state of before
 * (milliseconds).
 */
const COMMAND_LIMIT_MS = 60_000
/** After a step the answer waits so long for the key servers' new states (milliseconds). */
const STATES_LIMIT_MS = 3_000
const NAME_RANDOM_BYTES = 16
const METHOD = 'keyServer'

export interface EncryptionParts {
  readonly core: Core
  readonly driver: RekeyDriver
  readonly directory: KeyServerDirectory
  readonly monitor: KeyServerMonitor
}

type Result = Outcome<string | undefined>

export function createEncryption(parts: EncryptionParts): Encryption {
  return {
    view: async () => view(parts),
    change: (action) => change(parts, action),
    usbPorts: async () => [],
  }
}

function view({ core, driver }: EncryptionParts): EncryptionView {
  const { state } = driver
  const shown = rekeyStatusShown(state, METHOD)
  const trouble = core.events.firstStanding(['encryptionKeyRequired', ...keyServerEvents])
  return {
    errorSequenceNumber: trouble?.sequenceNumber,
    usb: {
      status: 'licensed',
      rekey: 'no_key',
      keyCopies: 0,
      keyFilename: undefined,
      rekeyFilename: undefined,
    },
    keyServer: {
      status: state.methods[METHOD].enabled ? 'enabled' : 'licensed',
      rekey: shown.rekey,
      pmkUid: shown.current?.identifier,
      pmkRekeyUid: shown.next?.identifier,
    },
    recoveryKey: { status: 'licensed', rekey: 'no_key', name: undefined, rekeyName: undefined },
  }
}

/** Pools and volumes whose data needs the system key. */
function encryptedObjects({ records }: Core): number {
  let count = 0
  for (const pool of records.pools.values()) if (pool.encrypt) count++
  for (const volume of records.volumes.values()) if (volume.wrappedKey !== undefined) count++
  return count
}

function facts(parts: EncryptionParts): EncryptionFacts {
  const { core, driver, directory, monitor } = parts
  const { rekey } = driver.state
  return {
    view: view(parts),
    offered: ['keyserver'],
    preparing: rekey?.phase === 'preparing' || rekey?.phase === 'proving' ? 'keyserver' : undefined,
    encryptedObjects: encryptedObjects(core),
    keyServers: directory.all().map(({ id, primary }) => {
      const finding = monitor.finding(id)
      const online = finding !== undefined && finding.fault === undefined
      return { primary, status: online ? 'online' : 'offline' }
    }),
    // Flash drives are not offered yet; none is attached.
    usbPorts: { active: 0, required: 1 },
  }
}

async function change(parts: EncryptionParts, action: EncryptionAction): Promise<Result> {
  const judge = () => judgeEncryption(facts(parts), action)
  // What the last round of the monitor found may be old: a prepare asks again before it refuses.
  const early = judge()
  const isStale = action.step === 'prepare' && early?.code === '9139'
  if (early && !isStale) return early
  if (action.method !== 'keyserver') return refuse('8848')
  switch (action.step) {
    case 'enable': return apply(parts, { type: 'enable', method: METHOD }, judge)
    case 'disable': {
      return apply(parts, {
        type: 'disable',
        method: METHOD,
        encryptedObjects: encryptedObjects(parts.core) > 0,
        provenMethod: null,
      }, judge)
    }
    case 'prepare': {
      await parts.monitor.round()
      return settled(parts, await prepare(parts, judge))
    }
    case 'commit': return settled(parts, await commit(parts, action.force, judge))
    case 'cancel': {
      return settled(parts, await apply(parts, { type: 'cancel', method: METHOD }, judge))
    }
    case 'validate':
    case 'confirm':
      throw new Error(`${action.step} is not asked of key servers`)
  }
}

type Judge = () => Refusal | undefined

async function apply(
  { driver }: EncryptionParts,
  event: Parameters<RekeyDriver['apply']>[0],
  judge: Judge,
): Promise<Result> {
  const refused = await driver.apply(event, { judge })
  return refused === undefined ? accept(undefined) : refusalOfStep(refused)
}

/**
 * Makes a new key at the primary and proves it; answers when it is prepared, or nothing is left of
 * it.
 */
export async function prepare(parts: EncryptionParts, judge: Judge): Promise<Result> {
  const { core, driver } = parts
  const random = toHex(core.ports.random.bytes(NAME_RANDOM_BYTES))
  const name = `${core.records.system.require().id}-${random}`
  const begun = await apply(parts, { type: 'prepare', method: METHOD, name }, () =>
    judge() ?? (core.keyring.isLocked ? refuse('8535') : undefined))
  if (!begun.ok) return begun
  const isUnderWay = ({ rekey }: RekeyState) =>
    (rekey?.phase === 'preparing' && rekey.name === name)
    || (rekey?.phase === 'proving' && rekey.key.name === name)
  if (!await inTime(parts, (state) => !isUnderWay(state))) {
    await driver.apply({ type: 'cancel', method: METHOD })
    return refuse('5762')
  }
  const { rekey } = driver.state
  if (rekey?.phase === 'prepared' && rekey.key.name === name) return accept(undefined)
  const fault = driver.faultOf(name)
  return fault === undefined ? refuse('7383') : refusalOf(fault)
}

/** Proves the prepared key once more, and makes it the key; answers when it is, or is not. */
export async function commit(
  parts: EncryptionParts,
  force: boolean,
  judge: Judge,
): Promise<Result> {
  const { driver } = parts
  const begun = await apply(parts, { type: 'commit', method: METHOD, force }, judge)
  if (!begun.ok) return begun
  const { rekey } = driver.state
  const name = rekey !== null && rekey.phase !== 'preparing' ? rekey.key.name : undefined
  const ended = await inTime(parts, (state) => state.rekey?.phase !== 'reproving')
  if (!ended && name !== undefined) {
    await driver.apply({ type: 'proofFailed', name })
    return refuse('5762')
  }
  if (driver.state.methods[METHOD].current?.key.name === name) return accept(undefined)
  const fault = name === undefined ? undefined : driver.faultOf(name)
  return fault === undefined ? refuse('8535') : refusalOf(fault)
}

async function inTime(
  { core, driver }: EncryptionParts,
  isSo: (state: RekeyState) => boolean,
): Promise<boolean> {
  const late = core.ports.clock.sleep(COMMAND_LIMIT_MS).then(() => false)
  return Promise.race([driver.until(isSo).then(() => true), late])
}

/** The states of the key servers follow a step at once, so that the next lskeyserver shows them. */
async function settled({ core, monitor }: EncryptionParts, result: Result): Promise<Result> {
  const round = monitor.round().catch((error: unknown) => core.ports.abort(error))
  await Promise.race([round, core.ports.clock.sleep(STATES_LIMIT_MS)])
  return result
}

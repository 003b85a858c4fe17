// Two simulated servers, wired as main.ts wires real ones. Other tests of this folder import it.
import type { Clock, Network, RecordStore } from '@keyturn/platform/ports'
import {
  describeSimulated, type DurableWriteOracle, Life, openSimulatedStore, simulatedCertificates,
  simulatedCryptography, type SimulatedDisk, SimulatedInternet, simulatedLog, simulatedRandom,
  SimulatedTime,
} from '@keyturn/platform/simulated'
import { type AuditTrail, openAuditTrail } from '../audit/index.ts'
import { namesOf } from '../objects/managed-objects.ts'
import {
  decodeRecord, encodeRecord, type ObjectRecord, type ObservedStore, observeStore, recordKey, type ServerRecord,
} from '../records/index.ts'
import { createSeal, type Seal } from '../seal/index.ts'
import { contentHash } from './content-hash.ts'
import type { ReplicationPorts, ReplicationReceiver, ReplicationSender } from './contracts.ts'
import { beginIncarnation, type IncarnationToken } from './lineage.ts'
import { startReceiver } from './receiver.ts'
import { startSender } from './sender.ts'

export interface World {
  readonly time: SimulatedTime
  readonly internet: SimulatedInternet
  readonly identities: Readonly<Record<string, { certificate: string; key: string }>>
  readonly lines: string[]
}

export async function makeWorld(names: readonly string[] = ['primary', 'secondary']): Promise<World> {
  const time = new SimulatedTime()
  const certificates = simulatedCertificates(() => time.nowMs)
  const identities: Record<string, { certificate: string; key: string }> = {}
  for (const name of names) {
    identities[name] = await certificates.selfSigned({
      commonName: name, dnsNames: [name], ipAddresses: [], validityDays: 3650,
    })
  }
  return { time, internet: new SimulatedInternet(), identities, lines: [] }
}

export interface ServerHandle {
  readonly name: string
  readonly life: Life
  readonly store: ObservedStore
  readonly seal: Seal
  readonly audit: AuditTrail
  readonly ports: ReplicationPorts
  readonly incarnation: IncarnationToken
}

let lives = 0

/** Starts a server on this disk; what it is stands in the row `server`, made when it is absent. */
export async function startServer(
  world: World,
  name: string,
  disk: SimulatedDisk,
  role: ServerRecord['role'],
  options: { fate?: DurableWriteOracle; epoch?: number; programVersion?: string } = {},
): Promise<ServerHandle> {
  const life = new Life()
  const raw: RecordStore = openSimulatedStore(disk, life, options.fate)
  const store = observeStore(raw, () => {})
  const random = simulatedRandom(++lives)
  const clock: Clock = world.time.clock(life)
  const incarnation = await beginIncarnation(store, { random, clock })
  const cryptography = simulatedCryptography
  const log = simulatedLog(world.lines, { server: name })
  if (await store.get(recordKey.server) === undefined) {
    const server: ServerRecord = {
      version: 1, name, role, epoch: options.epoch ?? 1, historyId: name.padEnd(32, '0'),
    }
    await store.commit({ put: [{ key: recordKey.server, value: encodeRecord(server) }] })
  }
  const storeKey = cryptography.sha256(new TextEncoder().encode(`store key of ${name}`))
  const seal = createSeal({ cryptography, random }, name.padEnd(16, '0').slice(0, 16), storeKey)
  const audit = await openAuditTrail({ store, clock, cryptography, beforeAnswer: false })
  const network: Network = world.internet.network(name, life)
  const ports: ReplicationPorts = {
    store, ledger: audit, seal, network, clock, random, cryptography, log,
    programVersion: options.programVersion ?? '0.1.0',
  }
  return { name, life, store, seal, audit, ports, incarnation }
}

export const pinOf = (world: World, name: string) => {
  const { certificate } = world.identities[name] as { certificate: string }
  const { fingerprint } = describeSimulated(certificate) as { fingerprint: string }
  return { fingerprints: [fingerprint], authorities: [certificate] }
}

export function send(
  world: World,
  server: ServerHandle,
  to: readonly string[] = ['secondary'],
  options: { intervalMs?: number; onChange?: boolean } = {},
): Promise<ReplicationSender> {
  return startSender({
    ...server.ports,
    identity: world.identities[server.name] as { certificate: string; key: string },
    secondaries: to.map((name) => ({ name, host: name, port: 1112, peer: pinOf(world, name) })),
    intervalMs: options.intervalMs ?? 300_000,
    onChange: options.onChange ?? false,
    incarnation: server.incarnation,
  })
}

export function receive(
  world: World,
  server: ServerHandle,
  from = 'primary',
): Promise<ReplicationReceiver> {
  return startReceiver({
    ...server.ports,
    identity: world.identities[server.name] as { certificate: string; key: string },
    host: server.name, port: 1112, primary: pinOf(world, from),
  })
}

export const hashOf = ({ store, seal, ports }: ServerHandle): Promise<string> =>
  contentHash(store, seal, ports.cryptography)

/** A key as Create would write it, its name included. */
export async function putKey(
  server: ServerHandle,
  identifier: string,
  options: { material?: string; lastChange?: number; state?: ObjectRecord['state']; name?: string } = {},
): Promise<void> {
  const { store, seal, ports } = server
  const text = options.material ?? `material of ${identifier}`
  const now = options.lastChange ?? Math.floor(ports.clock.now() / 1000)
  const name = options.name ?? `name of ${identifier}`
  const record: ObjectRecord = {
    version: 1, uniqueIdentifier: identifier, objectType: 'SymmetricKey', group: 'storage',
    owner: 'f'.repeat(64), state: options.state ?? 'PreActive', dates: { initial: now, lastChange: now },
    attributes: [{
      name: 'Name', index: 0, value: { nameValue: name, nameType: 'UninterpretedTextString' },
    }],
    shape: { form: 'bytes', fields: {} },
    material: seal.seal(identifier, new TextEncoder().encode(text)),
  }
  const nameKey = recordKey.name(ports.cryptography, 'storage', name)
  await store.commit({
    put: [
      { key: recordKey.object(identifier), value: encodeRecord(record) },
      { key: nameKey, value: encodeRecord({ version: 1, uniqueIdentifier: identifier }) },
    ],
    remove: await formerNames(server, identifier, nameKey),
  })
}

async function formerNames(
  { store, ports }: ServerHandle,
  identifier: string,
  kept: string,
): Promise<string[]> {
  const row = await store.get(recordKey.object(identifier))
  if (!row) return []
  const former = decodeRecord<ObjectRecord>(row.key, row.value)
  return [...namesOf(former)]
    .map((name) => recordKey.name(ports.cryptography, former.group, name))
    .filter((key) => key !== kept)
}

export async function materialAt(server: ServerHandle, identifier: string): Promise<string | undefined> {
  const row = await server.store.get(recordKey.object(identifier))
  if (!row) return undefined
  const { material } = JSON.parse(new TextDecoder().decode(row.value)) as ObjectRecord
  const opened = material && server.seal.open(identifier, material)
  return opened && new TextDecoder().decode(opened)
}

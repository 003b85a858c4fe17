import {
  accept,
  defaultKeyServerPort,
  done,
  type Done,
  findByReference,
  judgeIsklmChange,
  judgeKeyServerChange,
  judgeKeyServerRemoval,
  judgeNewKeyServer,
  type KeyServerChange,
  type KeyServerFacts,
  type KeyServers,
  type KeyServerTypeChange,
  type KeyServerTypeView,
  type KeyServerView,
  maximumKeyServers,
  type NewKeyServer,
  type Outcome,
  refuse,
} from '@keyturn/command-set'
import { rekeyStatusShown } from '@keyturn/key-slots'
import { refusalOf } from '../key-servers/fault.ts'
import { keyServerEvents } from '../key-servers/fault.ts'
import { defaultName } from '../names.ts'
import { readCertificate } from '../pem-file.ts'
import type { KeyServerRow, KeyServerTypeRow } from '../records/index.ts'
import type { EncryptionParts } from './encryption.ts'

const noType: KeyServerTypeRow = { enabled: false, deviceGroup: 'SPECTRUM_VIRT' }

export function createKeyServers(parts: EncryptionParts): KeyServers {
  return {
    list: async () => views(parts),
    isklm: async () => typeView(parts),
    create: (server) => create(parts, server),
    change: (reference, change) => changeServer(parts, reference, change),
    remove: (reference) => remove(parts, reference),
    validate: (reference) => validate(parts, reference),
    changeIsklm: (change) => changeType(parts, change),
  }
}

function views({ core, directory, monitor }: EncryptionParts): readonly KeyServerView[] {
  return directory.all().map((row) => {
    const finding = monitor.finding(row.id)
    const describe = (pem: string) => core.ports.certificates.describe(pem)?.text
    return {
      id: row.id,
      name: row.name,
      status: finding !== undefined && finding.fault === undefined ? 'online' : 'offline',
      errorSequenceNumber: core.events.firstStanding(keyServerEvents, row.id)?.sequenceNumber,
      address: row.address,
      port: row.port,
      type: 'isklm',
      primary: row.primary,
      certificate: row.certificate === undefined ? undefined : describe(row.certificate),
    }
  })
}

function typeView({ core, driver }: EncryptionParts): KeyServerTypeView {
  const type = core.records.keyServerType.get() ?? noType
  const shown = rekeyStatusShown(driver.state, 'keyServer')
  const active = shown.current !== null ? 'enabled_active'
    : shown.next !== null ? 'prepared' : 'enabled_inactive'
  return {
    status: type.enabled ? active : 'disabled',
    deviceGroup: type.deviceGroup,
    certificate: type.certificate === undefined
      ? undefined
      : core.ports.certificates.describe(type.certificate)?.text,
  }
}

function facts(parts: EncryptionParts): KeyServerFacts {
  return {
    servers: views(parts),
    isklm: typeView(parts),
    otherTypeEnabled: false,
    rekey: rekeyStatusShown(parts.driver.state, 'keyServer').rekey,
  }
}

async function create(
  parts: EncryptionParts,
  server: NewKeyServer,
): Promise<Outcome<{ readonly id: number }>> {
  const { core, monitor } = parts
  const { records } = core
  const early = judgeNewKeyServer(facts(parts), server)
  if (early) return early
  const { certificateFile } = server
  const own = certificateFile === undefined
    ? undefined
    : await readCertificate(core, certificateFile)
  if (own && 'ok' in own) return own
  const candidate = {
    address: server.address,
    port: server.port ?? defaultKeyServerPort,
    primary: server.primary,
    ...(own ? { certificate: own.pem } : {}),
  }
  const { fault } = await monitor.assess(candidate)
  if (fault) return refusalOf(fault)
  const outcome = await records.transact<Outcome<KeyServerRow>>(() => {
    const refusal = judgeNewKeyServer(facts(parts), server)
    if (refusal) return { changes: [], result: refusal }
    const id = records.keyServers.lowestFree(maximumKeyServers)
    if (id === undefined) return { changes: [], result: refuse('6034') }
    const name = server.name ?? defaultName('keyserver', records.keyServers.values())
    const row: KeyServerRow = { id, name, ...candidate }
    return { changes: [records.keyServers.put(id, row)], result: accept(row) }
  })
  if (!outcome.ok) return outcome
  await monitor.validate(outcome.value)
  return accept({ id: outcome.value.id })
}

async function changeServer(
  parts: EncryptionParts,
  reference: string,
  change: KeyServerChange,
): Promise<Done> {
  const { core, directory, monitor } = parts
  const { records } = core
  const early = judgeKeyServerChange(facts(parts), reference, change)
  if (early) return early
  const before = findByReference(directory.all(), reference)
  if (before === undefined) return refuse('5753', reference)
  const own = typeof change.certificateFile === 'string'
    ? await readCertificate(core, change.certificateFile)
    : undefined
  if (own && 'ok' in own) return own
  const changed = (row: KeyServerRow): KeyServerRow => {
    const { certificate, ...rest } = row
    const pem = change.certificateFile === null ? undefined : own?.pem ?? certificate
    return {
      ...rest,
      name: change.name ?? row.name,
      address: change.address ?? row.address,
      port: change.port ?? row.port,
      primary: change.primary ?? row.primary,
      ...(pem === undefined ? {} : { certificate: pem }),
    }
  }
  const onlyName = change.address === undefined && change.port === undefined
    && change.certificateFile === undefined && change.primary === undefined
  if (!onlyName) {
    const { fault } = await monitor.assess(changed(before))
    if (fault) return refusalOf(fault)
  }
  const outcome = await records.transact<Done>(() => {
    const refusal = judgeKeyServerChange(facts(parts), reference, change)
    const row = records.keyServers.get(before.id)
    if (refusal || row === undefined) {
      return { changes: [], result: refusal ?? refuse('5753', reference) }
    }
    // The flag moves: there is one primary.
    const former = change.primary ? directory.primary() : undefined
    const changes = former !== undefined && former.id !== row.id
      ? [records.keyServers.put(former.id, { ...former, primary: false })]
      : []
    return { changes: [...changes, records.keyServers.put(row.id, changed(row))], result: done() }
  })
  if (outcome.ok && !onlyName) await monitor.round()
  return outcome
}

/** Every other server is asked now: what is removed must not be the last way in. */
async function remove(parts: EncryptionParts, reference: string): Promise<Done> {
  const { core, directory, monitor, driver } = parts
  const { records } = core
  const server = findByReference(directory.all(), reference)
  if (server === undefined) return refuse('5753', reference)
  const current = driver.state.methods.keyServer.current?.key.name
  const others = directory.all().filter(({ id }) => id !== server.id)
  const findings = await Promise.all(others.map((other) => monitor.validate(other)))
  const holders = others.filter((_, index) =>
    current !== undefined && findings[index]?.proven.has(current))
  const outcome = await records.transact<Done>(() => {
    const ids = holders.map(({ id }) => id).filter((id) => records.keyServers.has(id))
    const moved = driver.state.methods.keyServer.current?.key.name !== current
    const refusal = judgeKeyServerRemoval(facts(parts), reference, moved ? [] : ids)
    if (refusal) return { changes: [], result: refusal }
    return { changes: [records.keyServers.remove(server.id)], result: done() }
  })
  if (outcome.ok) {
    await monitor.forget(server.id)
    await monitor.round()
  }
  return outcome
}

async function validate({ directory, monitor }: EncryptionParts, reference: string): Promise<Done> {
  const server = findByReference(directory.all(), reference)
  if (server === undefined) return refuse('5753', reference)
  const { fault } = await monitor.validate(server)
  return fault === undefined ? done() : refusalOf(fault)
}

async function changeType(parts: EncryptionParts, change: KeyServerTypeChange): Promise<Done> {
  const { core, monitor } = parts
  const { records } = core
  const early = judgeIsklmChange(facts(parts), change)
  if (early) return early
  const authority = typeof change.certificateFile === 'string'
    ? await readCertificate(core, change.certificateFile)
    : undefined
  if (authority && 'ok' in authority) return authority
  const outcome = await records.transact<Done>(() => {
    const refusal = judgeIsklmChange(facts(parts), change)
    if (refusal) return { changes: [], result: refusal }
    const { certificate, ...before } = records.keyServerType.get() ?? noType
    const pem = change.certificateFile === null ? undefined : authority?.pem ?? certificate
    const row: KeyServerTypeRow = {
      enabled: change.enabled ?? before.enabled,
      deviceGroup: change.deviceGroup ?? before.deviceGroup,
      ...(pem === undefined ? {} : { certificate: pem }),
    }
    return { changes: [records.keyServerType.put(row)], result: done() }
  })
  if (outcome.ok && change.certificateFile !== undefined) await monitor.round()
  return outcome
}

import type { Certificates, Clock, RecordStore } from '@keyturn/platform/ports'
import type { KeyServerConfiguration } from '../configuration.ts'
import {
  DEFAULT_TOMBSTONE_DAYS, encodeRecord, recordKey, type ClientRecord, type GroupRecord,
  type Ledger,
} from '../records/index.ts'
import { StartError } from '../seal/index.ts'
import type { ReadPem } from './pem.ts'

export interface ConfiguredClientsPorts {
  readonly store: RecordStore
  readonly ledger: Ledger
  readonly clock: Clock
  readonly certificates: Pick<Certificates, 'describe'>
  readonly readPem: ReadPem
}

/**
 * Makes the groups and approved clients of the configuration that are not there yet. What is there
 * stays as it is: an administrator may have changed or revoked it since.
 */
export async function makeConfiguredClients(
  ports: ConfiguredClientsPorts,
  { clients = [], groups = [] }: Pick<KeyServerConfiguration, 'clients' | 'groups'>,
): Promise<void> {
  for (const { name, may_destroy: mayDestroy = false, tombstone_days: days } of groups) {
    const tombstoneDays = days ?? DEFAULT_TOMBSTONE_DAYS
    const record: GroupRecord = { version: 1, name, mayDestroy, tombstoneDays }
    await makeMissing(ports, recordKey.group(name), record, 'CreateGroup')
  }
  for (const { certificate, group, name } of clients) {
    const record = await clientRecord(ports, { certificate, group, name })
    await makeMissing(ports, recordKey.client(record.fingerprint), record, 'ApproveClient')
  }
}

async function makeMissing(
  { ledger, store }: ConfiguredClientsPorts,
  key: string,
  record: GroupRecord | ClientRecord,
  action: string,
): Promise<void> {
  if (await store.get(key)) return
  await ledger.commit(
    { compare: [{ key, revision: 0 }], put: [{ key, value: encodeRecord(record) }] },
    { action, actor: 'server', object: key, outcome: 'Success', reason: 'Configuration' },
  )
}

async function clientRecord(
  { certificates, clock, readPem }: ConfiguredClientsPorts,
  client: { readonly name: string; readonly certificate: string; readonly group: string },
): Promise<ClientRecord> {
  const pem = await readPem(client.certificate, 'clients')
  const described = certificates.describe(pem)
  if (described === undefined) {
    throw new StartError(`${client.certificate} (clients) holds no certificate in PEM form.`)
  }
  const { fingerprint, issuer, notAfter, serialNumber, subject } = described
  return {
    version: 1,
    fingerprint,
    name: client.name,
    status: 'approved',
    group: client.group,
    subject,
    issuer,
    serialNumber,
    notAfter,
    certificate: pem,
    firstAddress: '',
    firstSeen: clock.now(),
    decided: clock.now(),
    decidedBy: 'configuration',
  }
}

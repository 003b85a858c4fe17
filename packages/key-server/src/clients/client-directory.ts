import type { Clock, Log, Peer, PeerCertificate, RecordStore } from '@keyturn/platform/ports'
import {
  DEFAULT_TOMBSTONE_DAYS, decodeRecord, encodeRecord, recordKey, type ClientRecord,
  type GroupRecord, type Ledger, type ServerRecord,
} from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import type { Client } from './client.ts'

export interface ClientDirectoryPorts {
  readonly store: RecordStore
  readonly ledger: Ledger
  readonly clock: Clock
  readonly log: Log
}

/** Certificates that wait for approval at once; more are refused and not kept. */
export const MAX_PENDING_CLIENTS = 200

/**
 * Knows clients by their certificates. An unknown one is kept as pending, so that an administrator sees
 * it and can approve it; until then every operation is refused to it.
 */
export class ClientDirectory {
  readonly #ports: ClientDirectoryPorts
  readonly #server: () => ServerRecord
  /** With authorities configured, only certificates that chain to one of them are clients. */
  readonly #trustedOnly: boolean

  constructor(ports: ClientDirectoryPorts, server: () => ServerRecord, trustedOnly: boolean) {
    this.#ports = ports
    this.#server = server
    this.#trustedOnly = trustedOnly
  }

  /** Looked up for each message: an approval or a revocation works at once, also on open connections. */
  async identify(peer: Peer): Promise<Client | Refusal> {
    const { certificate } = peer
    if (certificate === undefined) return refuse('ClientWithoutCertificate')
    const { fingerprint } = certificate
    const server = this.#server().name
    if (this.#trustedOnly && !certificate.trusted) {
      return refuse('ClientUntrusted', { fingerprint, server })
    }
    const key = recordKey.client(fingerprint)
    const row = await this.#ports.store.get(key)
    if (row === undefined) return this.#unknown(certificate, peer.address)
    const record = decodeRecord<ClientRecord>(key, row.value)
    if (record.status === 'revoked') return refuse('ClientRevoked', { fingerprint, server })
    if (record.status === 'pending' || record.group === undefined) {
      return refuse('ClientUnknown', { fingerprint, server })
    }
    if (certificate.notAfter < this.#ports.clock.now()) {
      const date = new Date(certificate.notAfter).toISOString().slice(0, 10)
      return refuse('ClientExpired', { fingerprint, date })
    }
    return { fingerprint, name: record.name, group: await this.#group(record.group) }
  }

  async #group(name: string): Promise<GroupRecord> {
    const key = recordKey.group(name)
    const row = await this.#ports.store.get(key)
    // A client whose group has no row yet (it comes by replication, later) gets the careful defaults.
    if (row === undefined) {
      return { version: 1, name, mayDestroy: false, tombstoneDays: DEFAULT_TOMBSTONE_DAYS }
    }
    return decodeRecord<GroupRecord>(key, row.value)
  }

  async #unknown(certificate: PeerCertificate, address: string): Promise<Refusal> {
    const { fingerprint } = certificate
    const { role, name: server, primaryName: primary = 'of this server' } = this.#server()
    // Rows under client/ are replicated: at a secondary they only come from its primary.
    if (role === 'secondary') {
      return refuse('ClientUnknownAtSecondary', { fingerprint, server, primary })
    }
    if (await this.#pendingClients() >= MAX_PENDING_CLIENTS) {
      return refuse('PendingClientsFull', { server })
    }
    const key = recordKey.client(fingerprint)
    await this.#ports.ledger.commit({
      compare: [{ key, revision: 0 }],
      put: [{ key, value: encodeRecord(pendingRecord(certificate, address, this.#ports.clock)) }],
    }, {
      action: 'ClientAppeared', actor: fingerprint, object: key, outcome: 'Success', address,
    })
    this.#ports.log.warn('an unknown certificate waits for approval', {
      fingerprint, subject: certificate.subject, address,
    })
    return refuse('ClientUnknown', { fingerprint, server })
  }

  async #pendingClients(): Promise<number> {
    const rows = await this.#ports.store.list(recordKey.client(''))
    return rows.filter(({ key, value }) =>
      decodeRecord<ClientRecord>(key, value).status === 'pending').length
  }
}

function pendingRecord(certificate: PeerCertificate, address: string, clock: Clock): ClientRecord {
  const { fingerprint, subject, issuer, serialNumber, notAfter, pem } = certificate
  return {
    version: 1,
    fingerprint,
    name: subject,
    status: 'pending',
    subject,
    issuer,
    serialNumber,
    notAfter,
    certificate: pem,
    firstAddress: address,
    firstSeen: clock.now(),
  }
}

// A key server on the simulated platform, and clients that speak to it in messages.
import assert from 'node:assert/strict'
import {
  decodeResponse, encodeRequest, type FailedItem, type ProtocolVersion, type RequestHeader,
  type RequestItem, type RequestPayloads, type ResponseMessage, type ResponsePayloads,
  type SupportedOperation,
} from '@keyturn/kmip'
import type { Connection, RecordStore } from '@keyturn/platform/ports'
import {
  Life, openSimulatedStore, simulatedCertificates, simulatedCryptography, simulatedHttpServer,
  simulatedLog, simulatedMetrics, simulatedPasswords, simulatedRandom, SimulatedDisk,
  SimulatedFileSystem, SimulatedInternet, SimulatedTime,
} from '@keyturn/platform/simulated'
import { createKeyServer, type KeyServer, type KeyServerConfiguration } from './index.ts'

export interface RigOptions {
  readonly role?: KeyServerConfiguration['role']
  readonly groups?: KeyServerConfiguration['groups']
  /** Clients that the configuration approves: group by name. */
  readonly clients?: Readonly<Record<string, string>>
  readonly disk?: SimulatedDisk
  /** Between the server and its disk. */
  readonly wrapStore?: (store: RecordStore) => RecordStore
}

const HOST = 'key-server'
const PORT = 5696
const DAYS = 365

/** One world with one server; the disk and the root key survive a restart within it. */
export class Rig {
  readonly time = new SimulatedTime()
  readonly internet = new SimulatedInternet()
  readonly fileSystem = new SimulatedFileSystem()
  readonly lines: string[] = []
  readonly disk: SimulatedDisk
  server: KeyServer
  life = new Life()
  readonly #options: RigOptions
  readonly #certificates = simulatedCertificates(() => this.time.nowMs)
  readonly #identities = new Map<string, { certificate: string; key: string }>()

  private constructor(options: RigOptions) {
    this.#options = options
    this.disk = options.disk ?? new SimulatedDisk()
    this.server = this.#create()
  }

  static async start(options: RigOptions = {}): Promise<Rig> {
    const rig = new Rig(options)
    for (const name of [HOST, ...Object.keys(options.clients ?? {})]) await rig.identity(name)
    await rig.server.start()
    return rig
  }

  /** Power off and on again: a new process on the same disk. */
  async restart(): Promise<void> {
    this.life.kill()
    this.life = new Life()
    this.server = this.#create()
    await this.server.start()
  }

  async identity(name: string): Promise<{ certificate: string; key: string }> {
    const known = this.#identities.get(name)
    if (known) return known
    const made = await this.#certificates.selfSigned({
      commonName: name, dnsNames: [name], ipAddresses: [], validityDays: DAYS,
    })
    this.#identities.set(name, made)
    const files = this.fileSystem.files(new Life())
    await files.write(`/${name}.pem`, new TextEncoder().encode(made.certificate), 0o644)
    await files.write(`/${name}.key`, new TextEncoder().encode(
      `-----BEGIN SIMULATED KEY-----\n${made.key}\n`), 0o600)
    return made
  }

  /** A client at its own host, connected. */
  async connect(name: string, version: ProtocolVersion = '1.4'): Promise<Client> {
    const identity = await this.identity(name)
    const server = await this.identity(HOST)
    const connection = await this.internet.network(name, new Life()).connectTls({
      host: HOST, port: PORT, identity, authorities: [server.certificate], verifyHostname: true,
      timeoutMs: 1000,
    })
    return new Client(connection, version)
  }

  #create(): KeyServer {
    const { clients = {}, groups = [], role = 'standalone', wrapStore } = this.#options
    const clock = this.time.clock(this.life)
    return createKeyServer({
      certificates: this.#certificates,
      clock,
      cryptography: simulatedCryptography,
      files: this.fileSystem.files(this.life),
      httpServer: simulatedHttpServer(),
      log: simulatedLog(this.lines),
      metrics: simulatedMetrics,
      network: this.internet.network(HOST, this.life),
      openRecordStore: async () => {
        const store = openSimulatedStore(this.disk, this.life)
        return wrapStore ? wrapStore(store) : store
      },
      passwords: simulatedPasswords,
      random: simulatedRandom(7),
    }, {
      name: 'first',
      role,
      data: '/data',
      kmip: { host: HOST, port: PORT, certificate: `/${HOST}.pem`, key: `/${HOST}.key` },
      seal: { root_key_file: '/data/root.key' },
      groups,
      clients: Object.entries(clients).map(([name, group]) =>
        ({ name, group, certificate: `/${name}.pem` })),
    })
  }
}

export class Client {
  readonly connection: Connection
  readonly version: ProtocolVersion

  constructor(connection: Connection, version: ProtocolVersion) {
    this.connection = connection
    this.version = version
  }

  as(version: ProtocolVersion): Client {
    return new Client(this.connection, version)
  }

  /** Several items in one message. */
  async batch(
    items: readonly RequestItem[],
    header: Partial<RequestHeader> = {},
  ): Promise<ResponseMessage> {
    const encoded = encodeRequest({ header: { version: this.version, ...header }, items })
    assert.ok(encoded.ok, encoded.ok ? '' : encoded.message)
    return this.raw(encoded.bytes)
  }

  async raw(bytes: Uint8Array): Promise<ResponseMessage> {
    await this.connection.write(bytes)
    const answer = await this.connection.read()
    assert.ok(answer, 'the server closed the connection')
    const decoded = decodeResponse(answer)
    assert.ok(decoded.ok, decoded.ok ? '' : decoded.error.message)
    return decoded.response
  }

  /** The payload of the answer; fails the test when the server refuses. */
  async call<O extends SupportedOperation>(
    operation: O,
    payload: RequestPayloads[O],
  ): Promise<ResponsePayloads[O]> {
    const { items: [item] } = await this.batch([{ operation, payload } as RequestItem])
    const why = item?.resultStatus === 'OperationFailed' ? item.resultMessage : undefined
    assert.equal(item?.resultStatus, 'Success', why)
    return (item as unknown as { payload: ResponsePayloads[O] }).payload
  }

  /** The refusal; fails the test when the server does as it was asked. */
  async refused<O extends SupportedOperation>(
    operation: O,
    payload: RequestPayloads[O],
  ): Promise<FailedItem> {
    const { items: [item] } = await this.batch([{ operation, payload } as RequestItem])
    assert.equal(item?.resultStatus, 'OperationFailed')
    return item as FailedItem
  }

  /** Makes an AES key; further attributes as given. */
  async createKey(
    ...attributes: RequestPayloads['Create']['attributes']
  ): Promise<string> {
    const made = await this.call('Create', { objectType: 'SymmetricKey', attributes: [
      ...aes256, ...attributes,
    ] })
    return made.uniqueIdentifier
  }

  async state(uniqueIdentifier: string): Promise<unknown> {
    const { attributes } = await this.call('GetAttributes', {
      uniqueIdentifier, attributeReferences: [{ name: 'State' }],
    })
    return attributes[0]?.value
  }
}

export const aes256: RequestPayloads['Create']['attributes'] = [
  { name: 'CryptographicAlgorithm', value: 'AES' },
  { name: 'CryptographicLength', value: 256 },
  { name: 'CryptographicUsageMask', value: 12 },
]

export const named = (nameValue: string) =>
  ({ name: 'Name', value: { nameValue, nameType: 'UninterpretedTextString' } }) as const

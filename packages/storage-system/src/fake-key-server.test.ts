// A key server of a few lines that speaks real KMIP, and does what a test tells it to do wrong.
import assert from 'node:assert/strict'
import {
  type Attribute,
  attributeValue,
  decodeRequest,
  encodeResponse,
  isRefused,
  keyturnItems,
  type KeyServerRole,
  MessageFramer,
  numberOf,
  type RequestItem,
  requestMessageTag,
  type ResponseItem,
  type ResultReason,
} from '@keyturn/kmip'
import type { Connection, TlsIdentity } from '@keyturn/platform/ports'
import { Life } from '@keyturn/platform/simulated'
import type { World } from './rig.test.ts'

const KMIP_PORT = 5696
const MAX_MESSAGE_BYTES = 65_536

export interface StoredKey {
  readonly identifier: string
  readonly name: string
  material: Uint8Array | undefined
  state: 'PreActive' | 'Active' | 'Deactivated' | 'Compromised' | 'Destroyed'
}

/** Keys in memory, behind the messages of KMIP. */
export class FakeKeyServer {
  readonly host: string
  readonly keys = new Map<string, StoredKey>()
  role: KeyServerRole | undefined
  /** Operations that are refused, with the reason. */
  readonly refuses = new Map<string, ResultReason>()
  backedUp = false
  /** Takes connections and requests, and never answers. */
  silent = false
  readonly #world: World
  readonly #identity: TlsIdentity
  #life = new Life()
  /** Keys made so far: identifiers go on from here. */
  made = 0

  constructor(world: World, host: string, identity: TlsIdentity, role?: KeyServerRole) {
    this.#world = world
    this.#identity = identity
    this.host = host
    this.role = role
  }

  async start(): Promise<void> {
    this.#life = new Life()
    await this.alsoAt(this.host)
  }

  /** Until it is stopped, this very server answers at a further address. */
  async alsoAt(host: string): Promise<void> {
    await this.#world.internet.network(host, this.#life).listenTls({
      host,
      port: KMIP_PORT,
      identity: this.#identity,
      requestClientCertificate: true,
    }, (connection) => void this.#serve(connection).catch(() => connection.destroy()))
  }

  stop(): void {
    this.#life.kill()
  }

  /** What replication does: the other one gets what it lacks. */
  replicateTo(other: FakeKeyServer): void {
    for (const [identifier, key] of this.keys) other.keys.set(identifier, { ...key })
  }

  named(name: string | undefined): StoredKey | undefined {
    return [...this.keys.values()].find((key) => key.name === name)
  }

  async #serve(connection: Connection): Promise<void> {
    const framer = new MessageFramer(requestMessageTag, MAX_MESSAGE_BYTES)
    for (;;) {
      const bytes = await connection.read()
      if (bytes === undefined) return
      for (const framed of framer.push(bytes)) {
        assert.equal(framed.kind, 'message')
        if (framed.kind !== 'message' || this.silent) continue
        await connection.write(this.#answer(framed.bytes))
      }
    }
  }

  #answer(bytes: Uint8Array): Uint8Array {
    const decoded = decodeRequest(bytes)
    assert.equal(decoded.kind, 'request')
    if (decoded.kind !== 'request') throw new Error('not a request')
    const items = decoded.request.items.map((item): ResponseItem => {
      assert.ok(!isRefused(item))
      if (isRefused(item)) throw new Error('a refused item')
      const reason = this.refuses.get(item.operation)
      return reason ? failure(item, reason) : this.#carryOut(item)
    })
    const { version } = decoded.request.header
    return encodeResponse({ header: { version, timeStamp: 0n }, items })
  }

  #carryOut(item: RequestItem): ResponseItem {
    const success = (payload: object): ResponseItem =>
      ({ operation: item.operation, resultStatus: 'Success', payload }) as ResponseItem
    switch (item.operation) {
      case 'DiscoverVersions':
        return success({ protocolVersions: [numberOf('2.1')] })
      case 'Query': return success(this.role === undefined ? {} : {
        serverInformation: { extensions: keyturnItems({ role: this.role, epoch: 1n }) },
      })
      case 'Create': {
        const name = attributeValue(item.payload.attributes, 'Name')?.nameValue ?? ''
        if (this.named(name)) this.#world.violations.push(`the key name ${name} was used twice`)
        const identifier = `${this.host}-${++this.made}`
        const material = this.#world.random.bytes(32)
        this.keys.set(identifier, { identifier, name, material, state: 'PreActive' })
        return success({ objectType: 'SymmetricKey', uniqueIdentifier: identifier })
      }
      case 'Locate': {
        const wanted = item.payload.attributes.find((each) => each.name === 'Name')
        const name = (wanted?.value as { nameValue?: string } | undefined)?.nameValue
        const found = [...this.keys.values()].filter((key) => key.name === name)
        return success({ uniqueIdentifiers: found.map(({ identifier }) => identifier) })
      }
      default: return this.#ofKey(item, success)
    }
  }

  #ofKey(item: RequestItem, success: (payload: object) => ResponseItem): ResponseItem {
    const identifier = (item.payload as { uniqueIdentifier?: string }).uniqueIdentifier ?? ''
    const key = this.keys.get(identifier)
    if (key === undefined || key.state === 'Destroyed') return failure(item, 'ItemNotFound')
    switch (item.operation) {
      case 'Get': return success({
        objectType: 'SymmetricKey',
        uniqueIdentifier: identifier,
        object: {
          objectType: 'SymmetricKey',
          keyBlock: {
            keyFormatType: 'Raw',
            keyValue: { keyMaterial: key.material?.slice() },
            cryptographicAlgorithm: 'AES',
            cryptographicLength: 256,
          },
        },
      })
      case 'GetAttributes': return success({
        uniqueIdentifier: identifier,
        attributes: this.#attributes(key, item.payload.attributeReferences.some((each) =>
          'vendor' in each)),
      })
      case 'Activate': {
        if (key.state !== 'PreActive') return failure(item, 'PermissionDenied')
        key.state = 'Active'
        return success({ uniqueIdentifier: identifier })
      }
      case 'Revoke': {
        const compromised = item.payload.revocationReason.revocationReasonCode === 'KeyCompromise'
        key.state = compromised ? 'Compromised' : 'Deactivated'
        return success({ uniqueIdentifier: identifier })
      }
      case 'Destroy': {
        if (key.state === 'Active') return failure(item, 'PermissionDenied')
        key.state = 'Destroyed'
        key.material = undefined
        return success({ uniqueIdentifier: identifier })
      }
      default: throw new Error(`a storage system does not ask for ${item.operation}`)
    }
  }

  #attributes(key: StoredKey, vendor: boolean): readonly Attribute[] {
    if (vendor) {
      const date = { type: 'DateTime', value: 1n } as const
      return this.backedUp ? [{ vendor: 'y', name: 'Keyturn-Backup-Date', value: date }] : []
    }
    return [
      { name: 'Name', value: { nameValue: key.name, nameType: 'UninterpretedTextString' } },
      { name: 'State', value: key.state },
    ]
  }
}

function failure(item: RequestItem, resultReason: ResultReason): ResponseItem {
  return { operation: item.operation, resultStatus: 'OperationFailed', resultReason }
}

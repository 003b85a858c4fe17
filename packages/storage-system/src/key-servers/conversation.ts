import { wipe } from '@keyturn/bytes'
import {
  attributeValue,
  attributeValues,
  backupDateAttribute,
  type Enumerated,
  isVendor,
  type KeyServerRole,
  keyturnServer,
} from '@keyturn/kmip'
import { type KmipClient, KmipClientError } from '@keyturn/kmip/client'
import { KeyServerError } from './fault.ts'

/** Bytes of an access key. */
const ACCESS_KEY_BYTES = 32
const ACCESS_KEY_BITS = 256
/**
 * Encrypt and Decrypt (KMIP 2.1 section 11.11): what storage systems ask for, and every server
 * grants.
 */
const USAGE_MASK = 0x0c
/** Keys of one name that Locate may answer; more than one would be a fault of the server. */
const MAX_LOCATED = 16

export interface KeyAtServer {
  readonly names: readonly string[]
  readonly state: Enumerated<'State'> | undefined
}

/** What a storage system says to a key server, over one connection that was made for this alone. */
export class Conversation {
  readonly #client: KmipClient
  readonly #machine: () => string | undefined

  /** `machine` tells who is at the other end of the newest connection. */
  constructor(client: KmipClient, machine: () => string | undefined) {
    this.#client = client
    this.#machine = machine
  }

  /**
   * The machine that gave the last answer: the fingerprint of its certificate's public key. Two
   * addresses of one key server have one.
   */
  get machine(): string {
    const machine = this.#machine()
    if (machine === undefined) throw new Error('nothing was asked yet')
    return machine
  }

  /**
   * Undefined for a foreign server: it is what the administrator says. Also proves that it answers.
   */
  async role(): Promise<KeyServerRole | undefined> {
    const { serverInformation } = await this.#client.call('Query', {
      queryFunctions: ['QueryOperations', 'QueryServerInformation'],
    })
    return serverInformation && keyturnServer(serverInformation)?.role
  }

  /** Makes the key, Pre-Active. Once for a name: after a lost reply, ask `locate`. */
  async createKey(name: string): Promise<string> {
    const { uniqueIdentifier } = await this.#client.call('Create', {
      objectType: 'SymmetricKey',
      attributes: [
        { name: 'CryptographicAlgorithm', value: 'AES' },
        { name: 'CryptographicLength', value: ACCESS_KEY_BITS },
        { name: 'CryptographicUsageMask', value: USAGE_MASK },
        { name: 'Name', value: { nameValue: name, nameType: 'UninterpretedTextString' } },
      ],
    })
    return uniqueIdentifier
  }

  async locate(name: string): Promise<readonly string[]> {
    const { uniqueIdentifiers } = await this.#client.call('Locate', {
      maximumItems: MAX_LOCATED,
      attributes: [
        { name: 'Name', value: { nameValue: name, nameType: 'UninterpretedTextString' } },
        { name: 'ObjectType', value: 'SymmetricKey' },
      ],
    })
    return uniqueIdentifiers
  }

  /** The key's 32 bytes; the caller wipes them. Undefined when the server has no such object. */
  async fetchKey(identifier: string): Promise<Uint8Array | undefined> {
    const answer = await unlessMissing(this.#client.call('Get', { uniqueIdentifier: identifier }))
    if (answer === undefined) return undefined
    const { object } = answer
    const value = object.objectType === 'SymmetricKey' ? object.keyBlock.keyValue : undefined
    const material = value !== undefined && 'keyMaterial' in value ? value.keyMaterial : undefined
    const bytes = material instanceof Uint8Array ? material : material?.key
    // A key of zeros is what a fault on the way leaves; sealed with it, the system would stand
    // open.
    if (bytes?.length === ACCESS_KEY_BYTES && bytes.some((byte) => byte !== 0)) return bytes
    if (bytes) wipe(bytes)
    throw new KeyServerError({ kind: 'error', message: `${identifier} is no 256-bit key` })
  }

  /** Undefined when the server has no such object. */
  async attributes(identifier: string): Promise<KeyAtServer | undefined> {
    const answer = await unlessMissing(this.#client.call('GetAttributes', {
      uniqueIdentifier: identifier,
      attributeReferences: [{ name: 'Name' }, { name: 'State' }],
    }))
    if (answer === undefined) return undefined
    const { attributes } = answer
    return {
      names: attributeValues(attributes, 'Name').map(({ nameValue }) => nameValue),
      state: attributeValue(attributes, 'State'),
    }
  }

  /** Whether the server says that a backup of it holds the object. A foreign server never does. */
  async isBackedUp(identifier: string): Promise<boolean> {
    const answer = await unlessMissing(this.#client.call('GetAttributes', {
      uniqueIdentifier: identifier,
      // The state beside it, since PyKMIP's server under 2.0 never answers where no attribute is
      // there.
      attributeReferences: [{ name: 'State' }, backupDateAttribute],
    }))
    return answer?.attributes.some((attribute) => isVendor(attribute)
      && attribute.vendor === backupDateAttribute.vendor
      && attribute.name === backupDateAttribute.name) ?? false
  }

  async activate(identifier: string): Promise<void> {
    await this.#client.call('Activate', { uniqueIdentifier: identifier })
  }

  async revoke(
    identifier: string,
    reason: 'CessationOfOperation' | 'KeyCompromise',
    compromiseOccurrenceDate: bigint,
  ): Promise<void> {
    await this.#client.call('Revoke', {
      uniqueIdentifier: identifier,
      revocationReason: { revocationReasonCode: reason },
      ...(reason === 'KeyCompromise' ? { compromiseOccurrenceDate } : {}),
    })
  }

  async destroy(identifier: string): Promise<void> {
    await this.#client.call('Destroy', { uniqueIdentifier: identifier })
  }
}

/**
 * Servers tell "no such object" and "destroyed" in these ways; to a storage system they are the
 * same.
 */
async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof KmipClientError && error.failure.kind === 'refused'
      && missingReasons.includes(error.failure.reason)) return undefined
    throw error
  }
}

const missingReasons: readonly string[] = ['ItemNotFound', 'ObjectDestroyed', 'ObjectNotFound']

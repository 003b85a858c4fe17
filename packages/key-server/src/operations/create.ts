import { wipe } from '@keyturn/bytes'
import { attributeValue, type Attribute, type Enumerated, type RequestPayloads } from '@keyturn/kmip'
import { newRecord } from '../objects/creation.ts'
import { refuse, Refusal } from '../refusals/index.ts'
import { keyLengths, setOddParity } from './algorithms.ts'
import type { OperationHandler, Services } from './context.ts'
import { chooseStorageMask } from './storage-masks.ts'

/** KMIP 2.1 section 6.1.8: the server makes a symmetric key. */
export const createOperation: OperationHandler<'Create'> = {
  access: 'changes',
  async execute(request, { batch, client, entry, now, services }) {
    const wanted = judge(request)
    if (wanted instanceof Refusal) return wanted
    const storage = chooseStorageMask(request.protectionStorageMasks)
    if (storage instanceof Refusal) return storage
    const uniqueIdentifier = services.makeIdentifier()
    const { algorithm, bytes, length, usage } = wanted
    const { material, digest } = makeKey(services, uniqueIdentifier, algorithm, bytes)
    const byServer: Attribute[] = [
      { name: 'CryptographicAlgorithm', value: algorithm },
      { name: 'CryptographicLength', value: length },
      { name: 'CryptographicUsageMask', value: usage },
      { name: 'RandomNumberGenerator', value: { rngAlgorithm: 'Unspecified' } },
    ]
    const record = newRecord({
      uniqueIdentifier,
      objectType: 'SymmetricKey',
      group: client.group.name,
      owner: client.fingerprint,
      given: request.attributes,
      added: [...byServer, digest, ...storage],
      shape: {
        form: 'bytes',
        keyBlock: {
          keyFormatType: 'Raw',
          cryptographicAlgorithm: algorithm,
          cryptographicLength: length,
        },
        fields: {},
      },
      material,
      now,
    })
    if (record instanceof Refusal) return record
    // KMIP 2.1 section 4.38: of what the server makes, the Original Creation Date is the Initial Date.
    const dates = { originalCreation: now, ...record.dates }
    const created = await services.objects.create({ ...record, dates }, entry(uniqueIdentifier))
    if (created instanceof Refusal) return created
    batch.leave('Create', uniqueIdentifier)
    // What a client left to the server, and has to know.
    const told = byServer.slice(1, 3).filter(({ name }) =>
      !request.attributes.some((given) => given.name === name))
    return {
      objectType: 'SymmetricKey',
      uniqueIdentifier,
      ...(told.length > 0 ? { attributes: told } : {}),
    }
  },
}

interface WantedKey {
  readonly algorithm: Enumerated<'CryptographicAlgorithm'>
  /** Bits, and bytes of material. */
  readonly length: number
  readonly bytes: number
  readonly usage: number
}

function judge({ attributes, objectType, templates }: RequestPayloads['Create']): WantedKey | Refusal {
  if (objectType !== 'SymmetricKey') return refuse('ObjectTypeNotSupported', { type: objectType })
  if (templates?.[0]) return refuse('TemplateNotFound', { name: templates[0].nameValue })
  const algorithm = attributeValue(attributes, 'CryptographicAlgorithm')
  if (algorithm === undefined) {
    return refuse('AttributeMissing', { attribute: 'CryptographicAlgorithm' })
  }
  const format = attributeValue(attributes, 'KeyFormatType') ?? 'Raw'
  if (format !== 'Raw') return refuse('KeyFormatNotSupported', { format, kept: 'Raw' })
  const known = keyLengths(algorithm)
  if (known === undefined) return refuse('AlgorithmNotSupported', { algorithm })
  const length = attributeValue(attributes, 'CryptographicLength') ?? known.preferred
  const bytes = known.bytes.get(length)
  if (bytes === undefined) {
    const lengths = [...known.bytes.keys()].join(', ')
    return refuse('LengthNotSupported', { algorithm, length, lengths })
  }
  return { algorithm, length, bytes, usage: known.usage }
}

function makeKey(
  { random, cryptography, seal }: Services,
  uniqueIdentifier: string,
  algorithm: string,
  bytes: number,
) {
  const key = random.bytes(bytes)
  if (algorithm === 'DES3') setOddParity(key)
  const material = seal.seal(uniqueIdentifier, key)
  const digestValue = cryptography.sha256(key)
  wipe(key)
  const digest: Attribute = {
    name: 'Digest',
    value: { hashingAlgorithm: 'SHA_256', digestValue, keyFormatType: 'Raw' },
  }
  return { material, digest }
}

import { wipe } from '@keyturn/bytes'
import {
  attributeValue, type Attribute, type KeyBlock, type ManagedObject, type RequestPayloads,
} from '@keyturn/kmip'
import { newRecord } from '../objects/creation.ts'
import { disassemble, type Parts } from '../objects/shape.ts'
import { refuse, Refusal } from '../refusals/index.ts'
import type { OperationHandler, Services } from './context.ts'
import { chooseStorageMask } from './storage-masks.ts'

/** KMIP 2.1 section 6.1.44: the client brings an object; Get gives it back as it came. */
export const registerOperation: OperationHandler<'Register'> = {
  access: 'changes',
  async execute(request, { batch, client, entry, now, services }) {
    const { objectType } = request.object
    if (request.templates?.[0]) {
      return refuse('TemplateNotFound', { name: request.templates[0].nameValue })
    }
    const parts = disassemble(request.object)
    if (parts === undefined) {
      return objectType === 'Template'
        ? refuse('ObjectTypeNotSupported', { type: objectType })
        : refuse('KeyValueAbsent')
    }
    const given = [...request.attributes, ...attributesInside(request)]
    const added = attributesOf(request.object, given, parts, services)
    if (added instanceof Refusal) return added
    const storage = chooseStorageMask(request.protectionStorageMasks)
    if (storage instanceof Refusal) return storage
    const uniqueIdentifier = services.makeIdentifier()
    const material = services.seal.seal(uniqueIdentifier, parts.secret)
    wipe(parts.secret)
    const record = newRecord({
      uniqueIdentifier,
      objectType,
      group: client.group.name,
      owner: client.fingerprint,
      given,
      added: [...added, ...storage],
      shape: parts.shape,
      material,
      now,
    })
    if (record instanceof Refusal) return record
    const created = await services.objects.create(record, entry(uniqueIdentifier))
    if (created instanceof Refusal) return created
    batch.leave('Register', uniqueIdentifier)
    return { uniqueIdentifier }
  },
}

/** Attributes in the Key Value count where the request itself does not give the same one. */
function attributesInside({ attributes, object }: RequestPayloads['Register']): readonly Attribute[] {
  const keyValue = 'keyBlock' in object ? object.keyBlock.keyValue : undefined
  if (keyValue === undefined || keyValue instanceof Uint8Array) return []
  const names = new Set(attributes.map(({ name }) => name))
  return (keyValue.attributes ?? []).filter(({ name }) => !names.has(name))
}

/** What the server reads out of the object, or what does not fit together. */
function attributesOf(
  object: ManagedObject,
  given: readonly Attribute[],
  { digested }: Parts,
  { cryptography }: Services,
): readonly Attribute[] | Refusal {
  const added: Attribute[] = []
  if (object.objectType === 'Certificate') {
    added.push({ name: 'CertificateType', value: object.certificateType })
    added.push({ name: 'CertificateLength', value: object.certificateValue.length })
  }
  if ('keyBlock' in object) {
    const read = keyAttributes(object, object.keyBlock, given)
    if (read instanceof Refusal) return read
    added.push(...read)
  }
  // The digest of a password is as good as the password to whoever can guess, so it is not kept.
  if (digested !== undefined && object.objectType !== 'SecretData') {
    const digestValue = cryptography.sha256(digested)
    const keyFormatType = 'keyBlock' in object ? object.keyBlock.keyFormatType : undefined
    added.push({
      name: 'Digest',
      value: {
        hashingAlgorithm: 'SHA_256', digestValue, ...(keyFormatType ? { keyFormatType } : {}),
      },
    })
  }
  return added
}

function keyAttributes(
  { objectType }: ManagedObject,
  block: KeyBlock,
  given: readonly Attribute[],
): readonly Attribute[] | Refusal {
  const algorithm = attributeValue(given, 'CryptographicAlgorithm') ?? block.cryptographicAlgorithm
  const length = attributeValue(given, 'CryptographicLength') ?? block.cryptographicLength
    ?? (objectType === 'SymmetricKey' ? bitsOf(block) : undefined)
  if (block.cryptographicAlgorithm !== undefined && block.cryptographicAlgorithm !== algorithm) {
    return disagreement('CryptographicAlgorithm')
  }
  if (block.cryptographicLength !== undefined && block.cryptographicLength !== length) {
    return disagreement('CryptographicLength')
  }
  if ((attributeValue(given, 'KeyFormatType') ?? block.keyFormatType) !== block.keyFormatType) {
    return disagreement('KeyFormatType')
  }
  if (objectType === 'SymmetricKey') {
    if (algorithm === undefined) {
      return refuse('AttributeMissing', { attribute: 'CryptographicAlgorithm' })
    }
    const bits = bitsOf(block)
    if (algorithm === 'AES' && bits !== undefined && bits !== length) {
      return disagreement('CryptographicLength')
    }
  }
  return [
    ...(algorithm ? [{ name: 'CryptographicAlgorithm', value: algorithm } as const] : []),
    ...(length ? [{ name: 'CryptographicLength', value: length } as const] : []),
  ]
}

const disagreement = (field: string): Refusal =>
  refuse('FieldInvalid', { field, cause: 'the object and its attributes disagree' })

/** Bits of the key material, where it is plain bytes. */
function bitsOf({ keyValue }: KeyBlock): number | undefined {
  if (keyValue === undefined || keyValue instanceof Uint8Array) return undefined
  const { keyMaterial } = keyValue
  const bytes = keyMaterial instanceof Uint8Array ? keyMaterial : keyMaterial.key
  return bytes && 8 * bytes.length
}

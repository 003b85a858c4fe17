import type { KeyBlock, ManagedObject, TransparentKey } from '@keyturn/kmip'
import { decodeJson, encodeRecord, type ObjectShape } from '../records/index.ts'

/** A managed object taken apart: what may be read by anybody who reads rows, and the secret. */
export interface Parts {
  readonly shape: ObjectShape
  /** A copy of its own (`slice` of a Node Buffer would be none): to be sealed, then wiped. */
  readonly secret: Uint8Array
  /** The bytes whose SHA-256 the attribute Digest tells; absent for what came wrapped. */
  readonly digested?: Uint8Array
}

/** Undefined for an object without a value: templates, and keys whose value is kept elsewhere. */
export function disassemble(object: ManagedObject): Parts | undefined {
  switch (object.objectType) {
    case 'Template':
      return undefined
    case 'OpaqueObject': {
      const { objectType: _, opaqueDataValue, ...fields } = object
      return plain(fields, opaqueDataValue)
    }
    case 'Certificate': {
      const { objectType: _, certificateValue, ...fields } = object
      return plain(fields, certificateValue)
    }
    case 'CertificateRequest': {
      const { objectType: _, certificateRequestValue, ...fields } = object
      return plain(fields, certificateRequestValue)
    }
    default: {
      const { objectType: _, keyBlock, ...fields } = object
      return keyParts(fields, keyBlock)
    }
  }
}

const plain = (fields: ObjectShape['fields'], value: Uint8Array): Parts =>
  ({ shape: { form: 'bytes', fields }, secret: new Uint8Array(value), digested: value })

function keyParts(fields: ObjectShape['fields'], block: KeyBlock): Parts | undefined {
  const { keyValue, ...keyBlock } = block
  if (keyValue === undefined) return undefined
  if (keyValue instanceof Uint8Array) {
    return { shape: { form: 'wrapped', keyBlock, fields }, secret: new Uint8Array(keyValue) }
  }
  const { keyMaterial } = keyValue
  if (keyMaterial instanceof Uint8Array) {
    const shape: ObjectShape = { form: 'bytes', keyBlock, fields }
    return { shape, secret: new Uint8Array(keyMaterial), digested: keyMaterial }
  }
  const shape: ObjectShape = { form: 'transparent', keyBlock, fields }
  const secret = encodeRecord(keyMaterial)
  return { shape, secret, digested: keyMaterial.key ?? secret }
}

/** The object again, as it was taken apart. The answer holds the bytes of `secret` itself, no copy. */
export function assemble(
  objectType: ManagedObject['objectType'],
  shape: ObjectShape,
  secret: Uint8Array,
): ManagedObject {
  const { fields } = shape
  switch (objectType) {
    case 'OpaqueObject':
      return { objectType, ...fields, opaqueDataValue: secret } as ManagedObject
    case 'Certificate':
      return { objectType, ...fields, certificateValue: secret } as ManagedObject
    case 'CertificateRequest':
      return { objectType, ...fields, certificateRequestValue: secret } as ManagedObject
    default:
      return { objectType, ...fields, keyBlock: keyBlockOf(shape, secret) } as ManagedObject
  }
}

function keyBlockOf({ form, keyBlock }: ObjectShape, secret: Uint8Array): KeyBlock {
  if (keyBlock === undefined) throw new Error('a key without a key block')
  if (form === 'wrapped') return { ...keyBlock, keyValue: secret }
  const keyMaterial = form === 'bytes' ? secret : decodeJson(secret) as TransparentKey
  return { ...keyBlock, keyValue: { keyMaterial } }
}

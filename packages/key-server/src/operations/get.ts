import {
  attributeValue, type Enumerated, type KeyBlock, type ManagedObject, type RequestPayloads,
  type TransparentKey,
} from '@keyturn/kmip'
import { isDestroyed } from '../lifecycle/index.ts'
import { assemble } from '../objects/shape.ts'
import type { ObjectRecord } from '../records/index.ts'
import { refuse, Refusal } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

type KeyFormat = Enumerated<'KeyFormatType'>

/**
 * KMIP 2.1 section 6.1.20. In the form in which the object was registered unless another one is asked
 * that takes no more than a new label. Allowed in every state but the destroyed ones.
 */
export const getOperation: OperationHandler<'Get'> = {
  access: 'reads',
  async execute(request, { batch, client, entry, now, services }) {
    const uniqueIdentifier = batch.resolve(request.uniqueIdentifier)
    if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
    const record = await services.objects.read(uniqueIdentifier, client.group.name, now)
    if (record instanceof Refusal) return record
    const refusal = withholding(record, request) ?? unsupportedWish(request)
    if (refusal !== undefined) return refusal
    const { material, objectType, shape } = record
    const secret = material && services.seal.open(uniqueIdentifier, material)
    if (secret === undefined) return refuse('MaterialDamaged', { object: uniqueIdentifier })
    batch.wipeAfterwards(secret)
    const object = inFormat(assemble(objectType, shape, secret), request.keyFormatType)
    if (object instanceof Refusal) return object
    await services.ledger.note(entry(uniqueIdentifier))
    return { objectType, uniqueIdentifier, object }
  },
}

function unsupportedWish(request: RequestPayloads['Get']): Refusal | undefined {
  if (request.keyWrappingSpecification !== undefined) return refuse('WrappingNotSupported')
  return request.keyCompressionType === undefined
    ? undefined
    : refuse('KeyCompressionNotSupported')
}

/** What is not extractable never leaves, what is sensitive leaves only wrapped (KMIP 2.1 section 4). */
function withholding(
  record: ObjectRecord,
  { keyWrappingSpecification }: RequestPayloads['Get'],
): Refusal | undefined {
  const object = record.uniqueIdentifier
  if (isDestroyed(record.state)) return refuse('ObjectDestroyed', { object })
  if (attributeValue(record.attributes, 'Extractable') === false) {
    return refuse('ObjectNotExtractable', { object })
  }
  return attributeValue(record.attributes, 'Sensitive') === true
    && keyWrappingSpecification === undefined
    ? refuse('ObjectSensitive', { object })
    : undefined
}

/** Formats whose Key Material is the same plain bytes. */
const plainFormats: ReadonlySet<KeyFormat> = new Set<KeyFormat>(['Raw', 'Opaque'])

function inFormat(object: ManagedObject, wanted: KeyFormat | undefined): ManagedObject | Refusal {
  if (wanted === undefined || !('keyBlock' in object)) return object
  const { keyBlock } = object
  const kept = keyBlock.keyFormatType
  if (wanted === kept) return object
  const converted = convert(keyBlock, wanted, object.objectType)
  return converted === undefined
    ? refuse('KeyFormatNotSupported', { format: wanted, kept })
    : { ...object, keyBlock: converted }
}

/** Undefined where the conversion would need more than another label or field. */
function convert(
  block: KeyBlock,
  wanted: KeyFormat,
  objectType: ManagedObject['objectType'],
): KeyBlock | undefined {
  const { keyValue } = block
  if (keyValue === undefined || keyValue instanceof Uint8Array) return undefined
  const plain = plainBytes(keyValue.keyMaterial)
  if (plain === undefined || !hasPlainForm(block.keyFormatType)) return undefined
  if (plainFormats.has(wanted)) {
    return { ...block, keyFormatType: wanted, keyValue: { keyMaterial: plain } }
  }
  if (wanted === 'TransparentSymmetricKey' && objectType === 'SymmetricKey') {
    return { ...block, keyFormatType: wanted, keyValue: { keyMaterial: { key: plain } } }
  }
  return undefined
}

const hasPlainForm = (format: KeyFormat): boolean =>
  plainFormats.has(format) || format === 'TransparentSymmetricKey'

const plainBytes = (material: Uint8Array | TransparentKey): Uint8Array | undefined =>
  material instanceof Uint8Array ? material : material.key

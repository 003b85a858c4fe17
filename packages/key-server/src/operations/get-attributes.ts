import type { AttributeReference } from '@keyturn/kmip'
import { describe, keyOf } from '../attributes/index.ts'
import { refuse, Refusal } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

/**
 * KMIP 2.1 section 6.1.21. A name without a value is left out, which is a success: VMware asks for x-
 * attributes before it ever sets them.
 */
export const getAttributesOperation: OperationHandler<'GetAttributes'> = {
  access: 'reads',
  async execute(request, { batch, client, now, services }) {
    const uniqueIdentifier = batch.resolve(request.uniqueIdentifier)
    if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
    const asked = new Set<string>()
    for (const reference of request.attributeReferences) {
      const key = referenceKey(reference)
      if (asked.has(key)) return refuse('AttributeNamedTwice', { attribute: key })
      asked.add(key)
    }
    const record = await services.objects.read(uniqueIdentifier, client.group.name, now)
    if (record instanceof Refusal) return record
    const only = asked.size > 0 ? asked : undefined
    return { uniqueIdentifier, attributes: describe(record, services.cryptography, only) }
  },
}

/** No attribute has the key of an unknown reference. */
const referenceKey = (reference: AttributeReference): string =>
  'unknown' in reference ? `?${reference.unknown}` : keyOf(reference)

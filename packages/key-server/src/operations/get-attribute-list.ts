import { isVendor, type AttributeReference } from '@keyturn/kmip'
import { describe, keyOf } from '../attributes/index.ts'
import { Refusal } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.22: every name once. */
export const getAttributeListOperation: OperationHandler<'GetAttributeList'> = {
  access: 'reads',
  async execute(request, { batch, client, now, services }) {
    const uniqueIdentifier = batch.resolve(request.uniqueIdentifier)
    if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
    const record = await services.objects.read(uniqueIdentifier, client.group.name, now)
    if (record instanceof Refusal) return record
    const references = new Map<string, AttributeReference>()
    for (const attribute of describe(record, services.cryptography)) {
      references.set(keyOf(attribute), isVendor(attribute)
        ? { vendor: attribute.vendor, name: attribute.name }
        : { name: attribute.name })
    }
    return { uniqueIdentifier, attributeReferences: [...references.values()] }
  },
}

import { refuse } from '../refusals/index.ts'
import type { OperationHandler } from './context.ts'

/** Bits of the Storage Status Mask (KMIP 2.1 section 11.53). Nothing is archived here. */
const ONLINE = 1
const DESTROYED = 4

/** KMIP 2.1 section 6.1.30. Leaves the ID placeholder when exactly one identifier goes out. */
export const locateOperation: OperationHandler<'Locate'> = {
  access: 'reads',
  async execute(request, { batch, client, now, services }) {
    const { attributes: conditions, maximumItems, offsetItems = 0, objectGroupMember } = request
    if (objectGroupMember !== undefined) {
      return refuse('FeatureNotSupported', { feature: 'Object Group Member in Locate' })
    }
    if (offsetItems < 0) return refuse('FieldInvalid', { field: 'Offset Items', cause: 'negative' })
    if (maximumItems !== undefined && maximumItems < 0) {
      return refuse('FieldInvalid', { field: 'Maximum Items', cause: 'negative' })
    }
    const mask = request.storageStatusMask ?? ONLINE
    const all = services.index.locate({
      group: client.group.name,
      conditions,
      now,
      online: (mask & ONLINE) !== 0,
      destroyed: (mask & DESTROYED) !== 0,
    })
    const end = maximumItems === undefined ? undefined : offsetItems + maximumItems
    const uniqueIdentifiers = all.slice(offsetItems, end)
    batch.leave('Locate', uniqueIdentifiers.length === 1 ? uniqueIdentifiers[0] : undefined)
    return { locatedItems: all.length, uniqueIdentifiers }
  },
}

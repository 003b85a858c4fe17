import type { Attribute, UniqueIdentifier } from '@keyturn/kmip'
import type { AttributeChange } from '../attributes/index.ts'
import type { ObjectRecord } from '../records/index.ts'
import { Refusal } from '../refusals/index.ts'
import type { ClientContext } from './context.ts'

/** What Add, Modify and Delete Attribute have in common: one change of one object's attributes. */
export async function changeAttribute(
  named: UniqueIdentifier | undefined,
  { batch, client, entry, now, services }: ClientContext,
  change: (record: ObjectRecord) => AttributeChange | Refusal,
): Promise<{ readonly uniqueIdentifier: string; readonly attribute: Attribute } | Refusal> {
  const uniqueIdentifier = batch.resolve(named)
  if (uniqueIdentifier instanceof Refusal) return uniqueIdentifier
  let attribute: Attribute | undefined
  const changed = await services.objects.change(
    { uniqueIdentifier, group: client.group.name, now },
    entry(uniqueIdentifier),
    (record) => {
      const result = change(record)
      if (result instanceof Refusal) return result
      attribute = result.attribute
      return result.record
    },
  )
  if (changed instanceof Refusal) return changed
  if (attribute === undefined) throw new Error('an attribute changed without being named')
  return { uniqueIdentifier, attribute }
}

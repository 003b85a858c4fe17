import type { Attribute, AttributeReference } from '@keyturn/kmip'
import type { ObjectRecord } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { mayTouch, touched, type AttributeChange } from './add.ts'
import { equalValues } from './equal-values.ts'
import { indexOf, instancesOf, keyOf } from './instances.ts'
import { alwaysThere } from './rules.ts'

export interface Deletion {
  readonly reference?: AttributeReference
  /** One instance of the reference; all of them without it. */
  readonly index?: number
  /** The instance that equals this one. */
  readonly current?: Attribute
}

/** Delete Attribute (KMIP 2.1 section 6.1.13). The answer tells the last one that went. */
export function deleteAttribute(
  record: ObjectRecord,
  { reference, index, current }: Deletion,
  now: number,
): AttributeChange | Refusal {
  const wanted = current ?? reference
  if (wanted === undefined) return refuse('FieldMissing', { field: 'Attribute Reference' })
  if ('unknown' in wanted) return refuse('AttributeNotThere', { attribute: wanted.unknown })
  const name = keyOf(wanted)
  if (alwaysThere.has(name)) return refuse('AttributeAlwaysThere', { attribute: name })
  const refusal = mayTouch(record, wanted, 'Delete Attribute', 'remove')
  if (refusal !== undefined) return refusal
  const going = new Set(instancesOf(record.attributes, wanted).filter((one) =>
    current === undefined
      ? index === undefined || indexOf(one) === index
      : equalValues(one.value, current.value)))
  const [last] = [...going].slice(-1)
  if (last === undefined) return refuse('AttributeNotThere', { attribute: name })
  const attributes = record.attributes.filter((one) => !going.has(one))
  return { record: touched({ ...record, attributes }, now), attribute: last }
}

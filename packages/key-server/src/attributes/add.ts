import { isVendor, type Attribute } from '@keyturn/kmip'
import { isClientDate, clientDates, isDestroyed, setDate } from '../lifecycle/index.ts'
import type { ObjectRecord } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'
import { addInstance, indexOf, instancesOf, keyOf } from './instances.ts'
import { MAX_ATTRIBUTES, MAX_NAMES, ruleOf } from './rules.ts'
import { withFlag } from './flags.ts'

/** The changed record, and the attribute as it now is there: 1.x answers repeat it. */
export interface AttributeChange {
  readonly record: ObjectRecord
  readonly attribute: Attribute
}

/** Add Attribute (KMIP 2.1 section 6.1.2): one instance more; never changes what is there. */
export function addAttribute(
  record: ObjectRecord,
  attribute: Attribute,
  now: number,
): AttributeChange | Refusal {
  const name = keyOf(attribute)
  const refusal = mayTouch(record, attribute, 'Add Attribute', 'add')
  if (refusal !== undefined) return refusal
  if (indexOf(attribute) !== 0) return refuse('AttributeIndexGiven')
  if (isVendor(attribute)) return add(record, attribute, now)
  if (isClientDate(attribute.name)) {
    if (record.dates[clientDates[attribute.name]] !== undefined) {
      return refuse('AttributeSingleValued', { attribute: name })
    }
    return withDate(record, attribute, now)
  }
  if (!ruleOf(attribute).multiple && instancesOf(record.attributes, attribute).length > 0) {
    return refuse('AttributeSingleValued', { attribute: name })
  }
  return add(record, attribute, now)
}

function add(record: ObjectRecord, attribute: Attribute, now: number): AttributeChange | Refusal {
  const names = attribute.name === 'Name' && !isVendor(attribute)
  if (names && instancesOf(record.attributes, attribute).length >= MAX_NAMES) {
    return refuse('AttributesTooMany', { limit: MAX_NAMES })
  }
  if (record.attributes.length >= MAX_ATTRIBUTES) {
    return refuse('AttributesTooMany', { limit: MAX_ATTRIBUTES })
  }
  const attributes = withFlag(addInstance(record.attributes, attribute), attribute)
  const added = instancesOf(attributes, attribute).at(-1) ?? attribute
  return { record: touched({ ...record, attributes }, now), attribute: added }
}

/** A date of the life cycle, set by Add or Modify Attribute. */
export function withDate(
  record: ObjectRecord,
  attribute: Attribute,
  now: number,
): AttributeChange | Refusal {
  if (isVendor(attribute) || !isClientDate(attribute.name)) throw new Error('not a date of clients')
  const changed = setDate(record, attribute.name, Number(attribute.value), now)
  return 'code' in changed ? changed : { record: changed, attribute }
}

/** Who may not touch this attribute, or not any more. */
export function mayTouch(
  record: ObjectRecord,
  attribute: { readonly name: string; readonly vendor?: string },
  operation: string,
  right: 'add' | 'modify' | 'remove',
): Refusal | undefined {
  const name = keyOf(attribute)
  if (!ruleOf(attribute)[right]) {
    return refuse(attribute.vendor === undefined ? 'AttributeReadOnly' : 'AttributeOfServer', {
      attribute: name,
    })
  }
  return isDestroyed(record.state)
    ? refuse('StateForbids', { operation, state: record.state })
    : undefined
}

export const touched = (record: ObjectRecord, now: number): ObjectRecord =>
  ({ ...record, dates: { ...record.dates, lastChange: now } })

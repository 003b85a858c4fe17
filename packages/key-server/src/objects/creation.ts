import { isVendor, type Attribute, type ManagedObject } from '@keyturn/kmip'
import {
  addInstance, isDerived, keyOf, MAX_ATTRIBUTES, MAX_NAMES, ruleOf,
} from '../attributes/index.ts'
import { clientDates, dateOrder, isClientDate, settle } from '../lifecycle/index.ts'
import type { ObjectDates, ObjectRecord, ObjectShape, SealedMaterial } from '../records/index.ts'
import { refuse, type Refusal } from '../refusals/index.ts'

export interface Creation {
  readonly uniqueIdentifier: string
  readonly objectType: ManagedObject['objectType']
  readonly group: string
  readonly owner: string
  /** What the client gave. */
  readonly given: readonly Attribute[]
  /** What the server adds: of a single-valued attribute only when the client gave none. */
  readonly added: readonly Attribute[]
  readonly shape: ObjectShape
  readonly material: SealedMaterial
  /** Seconds since 1970. */
  readonly now: number
}

/** The record of a new object, in the state that its dates give it; or why there is none. */
export function newRecord(creation: Creation): ObjectRecord | Refusal {
  const { given, now } = creation
  const refusal = judgeGiven(creation)
  if (refusal !== undefined) return refusal
  const dates = datesOf(given, now)
  const disorder = dateOrder(dates)
  if (disorder !== undefined) return disorder
  const record: ObjectRecord = {
    version: 1,
    uniqueIdentifier: creation.uniqueIdentifier,
    objectType: creation.objectType,
    group: creation.group,
    owner: creation.owner,
    state: 'PreActive',
    dates,
    attributes: storedAttributes(creation),
    shape: creation.shape,
    material: creation.material,
  }
  return settle(record, now)
}

function judgeGiven({ given, objectType }: Creation): Refusal | undefined {
  if (given.length > MAX_ATTRIBUTES) return refuse('AttributesTooMany', { limit: MAX_ATTRIBUTES })
  const seen = new Map<string, number>()
  for (const attribute of given) {
    const key = keyOf(attribute)
    const rule = ruleOf(attribute)
    // Some clients repeat the Object Type among the attributes.
    if (attribute.name === 'ObjectType' && attribute.value === objectType) continue
    if (isVendor(attribute) && !rule.onCreation) return refuse('AttributeOfServer', { attribute: key })
    if (!rule.onCreation) return refuse('AttributeReadOnly', { attribute: key })
    const count = (seen.get(key) ?? 0) + 1
    if (count > 1 && !rule.multiple) {
      return refuse('FieldInvalid', { field: key, cause: 'it takes only one value' })
    }
    seen.set(key, count)
  }
  if ((seen.get('Name') ?? 0) > MAX_NAMES) return refuse('AttributesTooMany', { limit: MAX_NAMES })
  return undefined
}

function datesOf(given: readonly Attribute[], now: number): ObjectDates {
  const dates: { -readonly [F in keyof ObjectDates]: number } = { initial: now, lastChange: now }
  for (const attribute of given) {
    if (isVendor(attribute)) continue
    if (isClientDate(attribute.name)) dates[clientDates[attribute.name]] = Number(attribute.value)
    if (attribute.name === 'OriginalCreationDate') dates.originalCreation = Number(attribute.value)
  }
  return dates
}

function storedAttributes({ given, added }: Creation): readonly Attribute[] {
  let attributes: Attribute[] = []
  for (const attribute of given) {
    const { name } = attribute
    if (!isVendor(attribute) && isDerived(name) && !storedAll.has(name)) continue
    attributes = addInstance(attributes, withCount(attribute))
    const companion = isVendor(attribute) ? undefined : companionOf(attribute)
    if (companion !== undefined) attributes = addInstance(attributes, companion)
  }
  for (const attribute of added) {
    const there = attributes.some((one) => keyOf(one) === keyOf(attribute))
    if (!there || ruleOf(attribute).multiple) attributes = addInstance(attributes, attribute)
  }
  return attributes
}

/** Derived only as long as the client gives no value of its own. */
const storedAll: ReadonlySet<string> = new Set(['Sensitive', 'Extractable'])

/** Usage Limits begin with everything left (KMIP 2.1 section 4.64). */
function withCount(attribute: Attribute): Attribute {
  if (isVendor(attribute) || attribute.name !== 'UsageLimits') return attribute
  const { usageLimitsTotal, usageLimitsUnit } = attribute.value
  const value = { usageLimitsTotal, usageLimitsCount: usageLimitsTotal, usageLimitsUnit }
  return { ...attribute, value }
}

/** What holds from birth on: Always Sensitive, Never Extractable (KMIP 2.1 sections 4.2, 4.36). */
function companionOf(attribute: Attribute): Attribute | undefined {
  if (attribute.name === 'Sensitive' && attribute.value === true) {
    return { name: 'AlwaysSensitive', value: true }
  }
  if (attribute.name === 'Extractable' && attribute.value === false) {
    return { name: 'NeverExtractable', value: true }
  }
  return undefined
}


import { isVendor, type Attribute } from '@keyturn/kmip'
import { clientDates, isClientDate } from '../lifecycle/index.ts'
import type { ObjectRecord } from '../records/index.ts'
import { refuse, Refusal } from '../refusals/index.ts'
import { addAttribute, mayTouch, touched, withDate, type AttributeChange } from './add.ts'
import { equalValues } from './equal-values.ts'
import { withFlag } from './flags.ts'
import { indexOf, instancesOf, keyOf, withIndex } from './instances.ts'

export interface Modification {
  /** The new value; in 1.x its index says which instance. */
  readonly attribute: Attribute
  /** 2.x: the instance that equals this one. */
  readonly current?: Attribute
  /** Which of several instances is meant when nothing says so: that of index 0, or none. */
  readonly byIndex: boolean
}

/** Flags that have a value although nobody gave one. */
const defaulted: ReadonlySet<string> = new Set(['Sensitive', 'Extractable'])

/** Modify Attribute (KMIP 2.1 section 6.1.35): changes the value of an instance that is there. */
export function modifyAttribute(
  record: ObjectRecord,
  modification: Modification,
  now: number,
): AttributeChange | Refusal {
  const { attribute } = modification
  const name = keyOf(attribute)
  const refusal = mayTouch(record, attribute, 'Modify Attribute', 'modify')
  if (refusal !== undefined) return refusal
  if (!isVendor(attribute) && isClientDate(attribute.name)) {
    const there = record.dates[clientDates[attribute.name]] !== undefined
    return there ? withDate(record, attribute, now) : refuse('AttributeNotThere', { attribute: name })
  }
  const instances = instancesOf(record.attributes, attribute)
  if (instances.length === 0 && defaulted.has(name)) return addAttribute(record, attribute, now)
  const target = targetOf(instances, modification)
  if (target instanceof Refusal) return target
  const modified = withIndex(limitsLeft(attribute, target), indexOf(target))
  const attributes = record.attributes.map((one) => one === target ? modified : one)
  return {
    record: touched({ ...record, attributes: withFlag(attributes, modified) }, now),
    attribute: modified,
  }
}

function targetOf(
  instances: readonly Attribute[],
  { attribute, current, byIndex }: Modification,
): Attribute | Refusal {
  const name = keyOf(attribute)
  const wanted = current === undefined
    ? instances.filter((one) => !byIndex || indexOf(one) === indexOf(attribute))
    : instances.filter((one) => equalValues(one.value, current.value))
  const [target] = wanted
  if (target === undefined) return refuse('AttributeNotThere', { attribute: name })
  return wanted.length > 1 ? refuse('AttributeAmbiguous', { attribute: name }) : target
}

/** What was used of the Usage Limits stays used. */
function limitsLeft(attribute: Attribute, target: Attribute): Attribute {
  if (isVendor(attribute) || attribute.name !== 'UsageLimits') return attribute
  if (isVendor(target) || target.name !== 'UsageLimits') return attribute
  const { usageLimitsTotal: total, usageLimitsUnit } = attribute.value
  const before = target.value.usageLimitsTotal
  const used = before - (target.value.usageLimitsCount ?? before)
  const usageLimitsCount = total > used ? total - used : 0n
  return { ...attribute, value: { usageLimitsTotal: total, usageLimitsCount, usageLimitsUnit } }
}

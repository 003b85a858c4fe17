import type { Attribute, AttributeFilter, UsageLimits } from '@keyturn/kmip'
import { instancesOf, equalValues, hasFieldsOf, keyOf } from '../attributes/index.ts'

/** Dates that mean "no such date" in a condition: the largest that the wire can carry. */
const LARGEST_DATE = 2n ** 63n - 1n

/**
 * Do attributes meet every condition of Locate (KMIP 2.1 section 6.1.30)? Equality is exact. Of a
 * structure only the given fields count. A mask must have at least the bits asked, Usage Limits at least
 * the numbers. Two conditions on one date are the ends of a range, which belong to it.
 */
export function matches(
  attributes: readonly Attribute[],
  conditions: readonly AttributeFilter[],
): boolean {
  const dates = new Map<string, bigint[]>()
  for (const condition of conditions) {
    if (isDate(condition)) {
      const key = keyOf(condition)
      dates.set(key, [...dates.get(key) ?? [], dateOf(condition)])
    } else if (!instancesOf(attributes, condition).some((one) => meets(one, condition))) {
      return false
    }
  }
  for (const [key, limits] of dates) {
    if (!datesMeet(attributes.filter((one) => keyOf(one) === key), limits)) return false
  }
  return true
}

function meets(attribute: Attribute, condition: AttributeFilter): boolean {
  const [value, asked]: [unknown, unknown] = [attribute.value, condition.value]
  if ('vendor' in condition) return equalValues(value, asked)
  if (condition.name === 'CryptographicUsageMask' || condition.name === 'ProtectionStorageMask') {
    return (Number(value) & condition.value) === condition.value
  }
  if (condition.name === 'UsageLimits') {
    return limitsMeet(value as UsageLimits, condition.value)
  }
  return typeof value === 'object' && typeof asked === 'object' && value && asked
    && !(value instanceof Uint8Array)
    ? hasFieldsOf(value, asked)
    : equalValues(value, asked)
}

function limitsMeet(limits: UsageLimits, asked: Partial<UsageLimits>): boolean {
  return (asked.usageLimitsUnit ?? limits.usageLimitsUnit) === limits.usageLimitsUnit
    && limits.usageLimitsTotal >= (asked.usageLimitsTotal ?? 0n)
    && (limits.usageLimitsCount ?? limits.usageLimitsTotal) >= (asked.usageLimitsCount ?? 0n)
}

const isDate = (condition: AttributeFilter): boolean =>
  'vendor' in condition
    ? condition.value.type === 'DateTime'
    : /Date$/.test(condition.name) && typeof condition.value === 'bigint'

const dateOf = (of: Attribute | AttributeFilter): bigint =>
  ('vendor' in of ? of.value.value : of.value) as bigint

function datesMeet(instances: readonly Attribute[], limits: readonly bigint[]): boolean {
  if (limits.every((limit) => limit === LARGEST_DATE)) return instances.length === 0
  const [from, to] = [limits[0] as bigint, limits.at(-1) as bigint]
  const [low, high] = from <= to ? [from, to] : [to, from]
  return instances.some((instance) => {
    const date = dateOf(instance)
    return typeof date === 'bigint' && date >= low && date <= high
  })
}

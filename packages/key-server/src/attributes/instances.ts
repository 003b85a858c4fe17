import type { Attribute } from '@keyturn/kmip'

/** The tag name, or `vendor:name` of a vendor attribute: what instances share. */
export const keyOf = (attribute: { readonly name: string; readonly vendor?: string }): string =>
  attribute.vendor === undefined ? attribute.name : `${attribute.vendor}:${attribute.name}`

export const instancesOf = (
  attributes: readonly Attribute[],
  wanted: { readonly name: string; readonly vendor?: string },
): readonly Attribute[] => {
  const key = keyOf(wanted)
  return attributes.filter((attribute) => keyOf(attribute) === key)
}

/**
 * With `attribute` as one instance more. Its index is one above the highest of its name: indexes stay
 * with their instance and are not given again while a higher one lives (KMIP 1.4 section 2.1.1).
 */
export function addInstance(attributes: readonly Attribute[], attribute: Attribute): Attribute[] {
  return [...attributes, withIndex(attribute, nextIndex(attributes, attribute))]
}

export function nextIndex(
  attributes: readonly Attribute[],
  wanted: { readonly name: string; readonly vendor?: string },
): number {
  const indexes = instancesOf(attributes, wanted).map(indexOf)
  return indexes.length === 0 ? 0 : Math.max(...indexes) + 1
}

export const indexOf = (attribute: Attribute): number => attribute.index ?? 0

export const withIndex = (attribute: Attribute, index: number): Attribute =>
  ({ ...attribute, index }) as Attribute

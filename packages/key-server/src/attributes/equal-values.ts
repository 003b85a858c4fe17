import { equal } from '@keyturn/bytes'

/** Do two attribute values hold the same? Structures by their fields, bytes by content. */
export function equalValues(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return false
  if (one instanceof Uint8Array) return other instanceof Uint8Array && equal(one, other)
  return hasFieldsOf(one, other) && hasFieldsOf(other, one)
}

/** Has `whole` every field of `part`, with the same value? A field that `part` lacks may be anything. */
export function hasFieldsOf(whole: object, part: object): boolean {
  if (Array.isArray(whole) !== Array.isArray(part)) return false
  const fields = whole as Readonly<Record<string, unknown>>
  return Object.entries(part).every(([name, value]) =>
    value === undefined || equalValues(fields[name], value))
}

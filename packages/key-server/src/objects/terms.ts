import { toHex } from '@keyturn/bytes'
import type { Attribute, AttributeFilter, TypedValue } from '@keyturn/kmip'
import { isVendor } from '@keyturn/kmip'
import type { ObjectRecord } from '../records/index.ts'

/** Separates the parts of a term: no name of ours holds it, and in a value it only adds candidates. */
const separator = '\u0000'
const term = (...parts: readonly string[]): string => parts.join(separator)

/** The terms under which the index finds an object: what clients look keys up by. */
export function termsOf(record: ObjectRecord): readonly string[] {
  const terms: string[] = [term(record.group)]
  for (const attribute of record.attributes) {
    const found = termOf(record.group, attribute)
    if (found !== undefined) terms.push(found)
  }
  return terms
}

/** The term of all objects of a group. */
export const groupTerm = (group: string): string => term(group)

/**
 * The term that every object meeting this condition has; undefined when there is none, and the condition
 * is checked object by object. A term only selects candidates: two values may share one.
 */
export function termOf(group: string, condition: Attribute | AttributeFilter): string | undefined {
  if (isVendor(condition as Attribute)) {
    const { vendor, name, value } = condition as { vendor: string; name: string; value: TypedValue }
    const text = textOf(value.value)
    return text === undefined ? undefined : term(group, 'vendor', vendor, name, text)
  }
  const text = standardText(condition)
  return text === undefined ? undefined : term(group, condition.name, text)
}

function standardText(condition: Attribute | AttributeFilter): string | undefined {
  if ('vendor' in condition) return undefined
  switch (condition.name) {
    case 'Name':
      return condition.value.nameValue
    case 'AlternativeName':
      return condition.value.alternativeNameValue
    case 'ApplicationSpecificInformation':
      return condition.value.applicationData
    case 'ObjectGroup':
      return condition.value
    case 'Link':
      return textOf(condition.value.linkedObjectIdentifier)
    default:
      return undefined
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value instanceof Uint8Array) return toHex(value)
  return typeof value === 'number' || typeof value === 'bigint' ? value.toString() : undefined
}

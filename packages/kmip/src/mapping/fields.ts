import type { Item } from '../ttlv/item.ts'
import type { Fields, Reading, Scope, Writing } from './context.ts'
import type { Field, Layout } from './layout.ts'
import { isExtensionTag, tagNumber, tagText } from './names.ts'

/**
 * The fields of a structure. KMIP 2.1 section 8 and the rules of 1.x: a field that the version does
 * not know is an Invalid Field; a wrong order, a single field given twice and a required one that
 * is missing make an Invalid Message.
 */
export function readFields(
  layout: Layout,
  items: readonly Item[],
  reading: Reading,
  around: Scope | undefined,
): Fields | undefined {
  const scope: Scope = { fields: {}, around }
  const seen = new Set<number>()
  let position = 0
  for (const item of items) {
    const here = layout.positions.get(item.tag)
    if (here === undefined) {
      if (!passOver(layout, item, reading, scope)) return undefined
      continue
    }
    const field = layout.fields[here] as Field
    if (here < position && !reading.lenient) {
      return reading.refuse('InvalidMessage', `${field.name} is out of order in ${layout.name}`)
    }
    if (seen.has(here) && !field.repeats) {
      return reading.refuse('InvalidMessage', `${field.name} is there twice in ${layout.name}`)
    }
    position = here
    const value = field.form.read(item, reading, scope)
    if (reading.refusal !== undefined) return undefined
    if (value === undefined) continue
    seen.add(here)
    store(field, value, scope.fields)
  }
  return complete(layout, seen, reading) ? scope.fields : undefined
}

/** Forms that read a whole list (a Template Attribute) and repeating fields add to one array. */
function store(field: Field, value: unknown, fields: Fields): void {
  const before = fields[field.key]
  if (Array.isArray(value)) {
    fields[field.key] = Array.isArray(before) ? before.concat(value) : value
  } else if (!field.repeats) fields[field.key] = value
  else if (Array.isArray(before)) before.push(value)
  else fields[field.key] = [value]
}

function passOver(layout: Layout, item: Item, reading: Reading, scope: Scope): boolean {
  if (layout.extensible && isExtensionTag(item.tag)) {
    const before = scope.fields.extensions
    if (Array.isArray(before)) before.push(item)
    else scope.fields.extensions = [item]
    return true
  }
  if (reading.lenient) return true
  const name = tagText(item.tag)
  reading.refuse('InvalidField', `KMIP ${reading.version} has no ${name} in ${layout.name}`)
  return false
}

function complete(layout: Layout, seen: ReadonlySet<number>, reading: Reading): boolean {
  if (reading.partial) return true
  for (const [position, field] of layout.fields.entries()) {
    if (!field.required || seen.has(position)) continue
    reading.refuse('InvalidMessage', `${field.name} is missing in ${layout.name}`)
    return false
  }
  return true
}

/**
 * The items of a structure, undefined if the version cannot express something that must be there.
 */
export function writeFields(
  layout: Layout,
  fields: Fields,
  writing: Writing,
  around: Scope | undefined,
): Item[] | undefined {
  const scope: Scope = { fields, around }
  const items: Item[] = []
  const written = new Set<string>()
  for (const field of layout.fields) {
    if (written.has(field.key)) continue
    const value = fields[field.key]
    if (value === undefined) {
      if (!field.required || writing.partial) continue
      return writing.cannot(`${field.name} must be there in ${layout.name}`)
    }
    written.add(field.key)
    if (field.form.besides !== undefined) written.add(field.form.besides)
    if (!writeField(field, value, writing, scope, items)) return undefined
  }
  if (layout.extensible && Array.isArray(fields.extensions)) {
    items.push(...(fields.extensions as Item[]))
    written.add('extensions')
  }
  if (writing.project) return items
  const left = Object.keys(fields).find((key) => fields[key] !== undefined && !written.has(key))
  if (left === undefined) return items
  return writing.cannot(`KMIP ${writing.version} cannot express ${left} in ${layout.name}`)
}

/** False: the field must be there, or nothing may be left out, and it cannot be written. */
function writeField(
  field: Field,
  value: unknown,
  writing: Writing,
  scope: Scope,
  items: Item[],
): boolean {
  const tag = field.name === '<object>' ? 0 : tagNumber(field.name)
  const values = field.repeats && Array.isArray(value) ? (value as unknown[]) : [value]
  for (const one of values) {
    const item = field.form.write(one, tag, writing, scope)
    if (item !== undefined) items.push(item)
    else if (!writing.project) return false
    else if (field.required && !field.repeats) return false
    else writing.fault = undefined
  }
  return true
}

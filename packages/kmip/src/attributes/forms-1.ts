// Attributes in KMIP 1.x: by text names, with an index (KMIP 1.4 sections 2.1.1 and 2.1.8).
import type { Fields, Form, Reading, Writing } from '../mapping/context.ts'
import { wrongType } from '../mapping/simple-forms.ts'
import { tagNumber, tagText } from '../mapping/names.ts'
import type { TagName } from '../tables/tags.ts'
import type { Item, TypedValue } from '../ttlv/item.ts'
import type { Attribute, AttributeName, AttributeReference } from './attribute.ts'
import { attributeIsIn, attributeNamed, attributeRule } from './rules.ts'

/** Vendors whose attributes 1.x can name: `x-` is a client's, `y-` the server's. */
const prefixes = ['x', 'y']

const nameTag = tagNumber('AttributeName')
const indexTag = tagNumber('AttributeIndex')
const valueTag = tagNumber('AttributeValue')

/** `x-NAME` and `y-NAME` as vendor and name, undefined for other texts. */
function vendorName(text: string): { vendor: string; name: string } | undefined {
  const prefix = prefixes.find((vendor) => text.startsWith(`${vendor}-`))
  return prefix === undefined ? undefined : { vendor: prefix, name: text.slice(2) }
}

/** Attribute {Attribute Name, Attribute Index, Attribute Value}. */
export function attributeForm1(formOf: (tag: TagName) => Form): Form {
  return {
    read(item, reading, scope) {
      const parts = attributeParts(item, reading)
      if (parts === undefined) return undefined
      const index = parts.index === undefined ? {} : { index: parts.index }
      const vendor = vendorName(parts.text)
      if (vendor !== undefined) return { ...vendor, ...index, value: typedValue(parts.value) }
      const name = attributeNamed(parts.text)
      if (name === undefined || !attributeIsIn(name, reading.version)) {
        if (reading.lenient) return undefined
        const text = `KMIP ${reading.version} has no attribute "${parts.text}"`
        return reading.refuse('InvalidField', text)
      }
      const value = formOf(name).read(parts.value, reading, scope)
      return value === undefined ? undefined : { name, ...index, value }
    },
    write(value, tag, writing, scope) {
      const attribute = value as Attribute
      const text = attributeText(attribute, writing)
      if (text === undefined) return undefined
      const written = 'vendor' in attribute
        ? ({ tag: valueTag, ...attribute.value } as Item)
        : formOf(attribute.name).write(attribute.value, valueTag, writing, scope)
      if (written === undefined) return undefined
      const parts: Item[] = [{ tag: nameTag, type: 'TextString', value: text }]
      if (attribute.index) parts.push({ tag: indexTag, type: 'Integer', value: attribute.index })
      parts.push(written)
      return { tag, type: 'Structure', value: parts }
    },
  }
}

interface AttributeParts {
  readonly text: string
  readonly index: number | undefined
  readonly value: Item
}

function attributeParts(item: Item, reading: Reading): AttributeParts | undefined {
  if (item.type !== 'Structure') return wrongType(item, 'Structure', reading)
  const [name, ...rest] = item.value
  if (name?.tag !== nameTag || name.type !== 'TextString') {
    return reading.refuse('InvalidMessage', 'an Attribute must begin with its Attribute Name')
  }
  const index = rest[0]?.tag === indexTag ? rest.shift() : undefined
  if (index !== undefined && (index.type !== 'Integer' || index.value < 0)) {
    return reading.refuse('InvalidMessage', 'an Attribute Index must be an Integer from 0')
  }
  const [value, extra] = rest
  if (value?.tag !== valueTag) {
    return reading.refuse('InvalidMessage', `Attribute "${name.value}" has no value`)
  }
  if (extra !== undefined) {
    const text = `${tagText(extra.tag)} does not belong into Attribute "${name.value}"`
    return reading.refuse('InvalidMessage', text)
  }
  return { text: name.value, index: index?.value as number | undefined, value }
}

function typedValue(item: Item): TypedValue {
  const { type, value } = item
  return { type, value } as TypedValue
}

function attributeText(
  named: { readonly name: AttributeName } | { readonly vendor: string; readonly name: string },
  writing: Writing,
): string | undefined {
  if ('vendor' in named) {
    if (prefixes.includes(named.vendor)) return `${named.vendor}-${named.name}`
    return writing.cannot(`KMIP ${writing.version} cannot name attributes of ${named.vendor}`)
  }
  if (attributeIsIn(named.name, writing.version)) return attributeRule(named.name).text
  return writing.cannot(`KMIP ${writing.version} has no attribute ${named.name}`)
}

/** Template Attribute {Name*, Attribute*}: the attributes; names of templates go to `templates`. */
export function templateAttributeForm(attribute: Form, name: Form, templatesKey: string): Form {
  return {
    besides: templatesKey,
    read(item, reading, scope) {
      if (item.type !== 'Structure') return wrongType(item, 'Structure', reading)
      const attributes: unknown[] = []
      const templates: unknown[] = []
      for (const one of item.value) {
        const isName = one.tag === tagNumber('Name')
        if (!isName && one.tag !== tagNumber('Attribute')) {
          const text = `${tagText(one.tag)} does not belong into ${tagText(item.tag)}`
          return reading.refuse('InvalidField', text)
        }
        const value = (isName ? name : attribute).read(one, reading, scope)
        if (value !== undefined) (isName ? templates : attributes).push(value)
      }
      if (templates.length > 0) scope.fields[templatesKey] = templates
      return attributes
    },
    write(value, tag, writing, scope) {
      const templates = (scope.fields[templatesKey] ?? []) as readonly unknown[]
      const attributes = value as readonly unknown[]
      const items = [
        ...writeEach(templates, tagNumber('Name'), name, writing, scope.fields),
        ...writeEach(attributes, tagNumber('Attribute'), attribute, writing, scope.fields),
      ]
      return writing.fault === undefined || writing.project
        ? { tag, type: 'Structure', value: items }
        : undefined
    },
  }
}

/** What can be written; when projecting, the rest is left out. */
export function writeEach(
  values: readonly unknown[],
  tag: number,
  form: Form,
  writing: Writing,
  fields: Fields,
): Item[] {
  const items: Item[] = []
  for (const value of values) {
    const item = form.write(value, tag, writing, { fields, around: undefined })
    if (item !== undefined) items.push(item)
    else if (writing.project) writing.fault = undefined
  }
  return items
}

/** An attribute named by text. */
export const referenceForm1: Form = {
  read(item, reading): AttributeReference | undefined {
    if (item.type !== 'TextString') return wrongType(item, 'TextString', reading)
    const vendor = vendorName(item.value)
    if (vendor !== undefined) return vendor
    const name = attributeNamed(item.value)
    return name !== undefined && attributeIsIn(name, reading.version)
      ? { name }
      : { unknown: item.value }
  },
  write(value, tag, writing) {
    const reference = value as AttributeReference
    const text = 'unknown' in reference ? reference.unknown : attributeText(reference, writing)
    return text === undefined ? undefined : { tag, type: 'TextString', value: text }
  },
}

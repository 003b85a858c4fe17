// Attributes in KMIP 2.x: by their own tags; a vendor's inside Attribute. KMIP 2.1 sections 4, 5.
import type { Form, Reading, Writing } from '../mapping/context.ts'
import { tagName, tagNumber, tagText } from '../mapping/names.ts'
import { wrongType } from '../mapping/simple-forms.ts'
import type { TagName } from '../tables/tags.ts'
import type { Item, TypedValue } from '../ttlv/item.ts'
import type { Attribute, AttributeReference, VendorAttribute } from './attribute.ts'
import { writeEach } from './forms-1.ts'
import { attributeIsIn, isAttributeName } from './rules.ts'

const attributeTag = tagNumber('Attribute')
const vendorTag = tagNumber('VendorIdentification')
const nameTag = tagNumber('AttributeName')
const valueTag = tagNumber('AttributeValue')

/** One attribute as an item of its own: `CryptographicLength`, or `Attribute` for a vendor's. */
function attributeForm2(formOf: (tag: TagName) => Form): Form {
  return {
    read(item, reading, scope) {
      if (item.tag === attributeTag) return vendorAttribute(item, reading)
      const name = tagName(item.tag)
      if (name === undefined || !isAttributeName(name) || !attributeIsIn(name, reading.version)) {
        if (reading.lenient) return undefined
        const text = `KMIP ${reading.version} has no attribute ${tagText(item.tag)}`
        return reading.refuse('InvalidField', text)
      }
      const value = formOf(name).read(item, reading, scope)
      return value === undefined ? undefined : { name, value }
    },
    write(value, _tag, writing, scope) {
      const attribute = value as Attribute
      if ('vendor' in attribute) return vendorItem(attribute)
      if (!attributeIsIn(attribute.name, writing.version)) {
        return writing.cannot(`KMIP ${writing.version} has no attribute ${attribute.name}`)
      }
      const tag = tagNumber(attribute.name)
      return formOf(attribute.name).write(attribute.value, tag, writing, scope)
    },
  }
}

function vendorAttribute(item: Item, reading: Reading): VendorAttribute | undefined {
  if (item.type !== 'Structure') return wrongType(item, 'Structure', reading)
  const [vendor, name, value] = item.value
  if (
    item.value.length !== 3 ||
    vendor?.tag !== vendorTag || vendor.type !== 'TextString' ||
    name?.tag !== nameTag || name.type !== 'TextString' ||
    value?.tag !== valueTag
  ) {
    const text = 'a vendor attribute has Vendor Identification, Attribute Name and Attribute Value'
    return reading.refuse('InvalidMessage', text)
  }
  const typed = { type: value.type, value: value.value } as TypedValue
  return { vendor: vendor.value, name: name.value, value: typed }
}

const vendorNames = (vendor: string, name: string): Item[] => [
  { tag: vendorTag, type: 'TextString', value: vendor },
  { tag: nameTag, type: 'TextString', value: name },
]

const vendorItem = (attribute: VendorAttribute): Item => ({
  tag: attributeTag,
  type: 'Structure',
  value: [
    ...vendorNames(attribute.vendor, attribute.name),
    { tag: valueTag, ...attribute.value },
  ],
})

/** Attributes, Common Attributes …: all the attributes in a structure. */
export function attributesForm(formOf: (tag: TagName) => Form): Form {
  const one = attributeForm2(formOf)
  return {
    read(item, reading, scope) {
      if (item.type !== 'Structure') return wrongType(item, 'Structure', reading)
      const attributes: unknown[] = []
      for (const inner of item.value) {
        const attribute = one.read(inner, reading, scope)
        if (reading.refusal !== undefined) return undefined
        if (attribute !== undefined) attributes.push(attribute)
      }
      return attributes
    },
    write(value, tag, writing, scope) {
      const items = writeEach(value as readonly unknown[], 0, one, writing, scope.fields)
      return writing.fault === undefined ? { tag, type: 'Structure', value: items } : undefined
    },
  }
}

/** New Attribute and Current Attribute: a structure with exactly one. */
export function singleAttributeForm(formOf: (tag: TagName) => Form): Form {
  const all = attributesForm(formOf)
  return {
    read(item, reading, scope) {
      const attributes = all.read(item, reading, scope) as readonly unknown[] | undefined
      if (attributes === undefined || attributes.length === 1) return attributes?.[0]
      const text = `${tagText(item.tag)} must hold one attribute, not ${attributes.length}`
      return reading.lenient ? undefined : reading.refuse('InvalidMessage', text)
    },
    write: (value, tag, writing, scope) => all.write([value], tag, writing, scope),
  }
}

/** Attribute Reference: the tag as an Enumeration, or a vendor's names (KMIP 2.1 section 5.3). */
export const referenceForm2: Form = {
  read(item, reading): AttributeReference | undefined {
    if (item.type === 'Enumeration') {
      const name = tagName(item.value)
      return name !== undefined && isAttributeName(name) && attributeIsIn(name, reading.version)
        ? { name }
        : { unknown: tagText(item.value) }
    }
    if (item.type !== 'Structure') return wrongType(item, 'Enumeration or Structure', reading)
    const [vendor, name] = item.value
    if (
      item.value.length !== 2 ||
      vendor?.tag !== vendorTag || vendor.type !== 'TextString' ||
      name?.tag !== nameTag || name.type !== 'TextString'
    ) {
      const text = 'an Attribute Reference has Vendor Identification and Attribute Name'
      return reading.refuse('InvalidMessage', text)
    }
    return { vendor: vendor.value, name: name.value }
  },
  write: (value, tag, writing) => writeReference(value as AttributeReference, tag, writing),
}

function writeReference(
  reference: AttributeReference,
  tag: number,
  writing: Writing,
): Item | undefined {
  if ('unknown' in reference) {
    return writing.cannot(`KMIP ${writing.version} cannot refer to "${reference.unknown}"`)
  }
  if ('vendor' in reference) {
    return { tag, type: 'Structure', value: vendorNames(reference.vendor, reference.name) }
  }
  if (!attributeIsIn(reference.name, writing.version)) {
    return writing.cannot(`KMIP ${writing.version} has no attribute ${reference.name}`)
  }
  return { tag, type: 'Enumeration', value: tagNumber(reference.name) }
}

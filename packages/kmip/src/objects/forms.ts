// Managed objects, and the fields whose form depends on other fields of theirs.
import type { Fields, Form, Scope } from '../mapping/context.ts'
import { lookUp } from '../mapping/context.ts'
import { readFields, writeFields } from '../mapping/fields.ts'
import type { Layout } from '../mapping/layout.ts'
import { isTagName, tagName, tagNumber } from '../mapping/names.ts'
import { plainForm, rawForm, wrongType } from '../mapping/simple-forms.ts'
import type { Item } from '../ttlv/item.ts'
import type { ProtocolVersion } from '../versions.ts'

type LayoutOf = (name: string, version: ProtocolVersion) => Layout | undefined

const bytes = plainForm('ByteString')

/** A structure of the tables; one that the tables do not detail is kept as items. */
export function structureForm(name: string, layoutOf: LayoutOf): Form {
  return {
    read(item, reading, scope) {
      const layout = layoutOf(name, reading.version)
      if (layout === undefined) return rawForm.read(item, reading, scope)
      if (item.type !== 'Structure') return wrongType(item, 'Structure', reading)
      const fields = readFields(layout, item.value, reading, scope)
      return fields !== undefined && layout.isList ? listOf(layout, fields) : fields
    },
    write(value, tag, writing, scope) {
      const layout = layoutOf(name, writing.version)
      if (layout === undefined) return rawForm.write(value, tag, writing, scope)
      const key = layout.fields[0]?.key ?? ''
      const fields = layout.isList ? { [key]: value } : (value as Fields)
      const items = writeFields(layout, fields, writing, scope)
      return items === undefined ? undefined : { tag, type: 'Structure', value: items }
    },
  }
}

const listOf = (layout: Layout, fields: Fields): unknown =>
  fields[layout.fields[0]?.key ?? ''] ?? []

/** Any managed object: its tag is its object type. */
export function objectForm(layoutOf: LayoutOf): Form {
  return {
    read(item, reading, scope) {
      const objectType = tagName(item.tag) as string
      const layout = layoutOf(objectType, reading.version)
      if (item.type !== 'Structure' || layout === undefined) {
        return wrongType(item, 'Structure', reading)
      }
      const fields = readFields(layout, item.value, reading, scope)
      return fields === undefined ? undefined : { objectType, ...fields }
    },
    write(value, _tag, writing, scope) {
      const { objectType, ...fields } = value as Fields
      const layout = layoutOf(String(objectType), writing.version)
      if (layout === undefined || !isTagName(String(objectType))) {
        return writing.cannot(`KMIP ${writing.version} has no object ${String(objectType)}`)
      }
      const items = writeFields(layout, fields, writing, scope)
      if (items === undefined) return undefined
      return { tag: tagNumber(layout.name as 'SymmetricKey'), type: 'Structure', value: items }
    },
  }
}

/** Bytes when wrapped, else a structure. */
export function keyValueForm(layoutOf: LayoutOf): Form {
  const plain = structureForm('KeyValue', layoutOf)
  return {
    read: (item, reading, scope) =>
      (item.type === 'ByteString' ? bytes : plain).read(item, reading, scope),
    write: (value, tag, writing, scope) =>
      (value instanceof Uint8Array ? bytes : plain).write(value, tag, writing, scope),
  }
}

/**
 * A field whose layout another field gives, which stands before it: Key Material by Key Format
 * Type, Credential Value by Credential Type. Where no layout is known (a vendor's) the items are
 * kept.
 */
export function dependentForm(key: string, layoutOf: LayoutOf): Form {
  const layoutIn = (scope: Scope, version: ProtocolVersion): Layout | undefined =>
    layoutOf(String(lookUp(scope, key)), version)
  return {
    read(item, reading, scope) {
      if (item.type !== 'Structure') return bytes.read(item, reading, scope)
      const layout = layoutIn(scope, reading.version)
      if (layout !== undefined) return readFields(layout, item.value, reading, scope)
      const selector = String(lookUp(scope, key))
      if (selector.startsWith('0x')) return { extensions: item.value }
      return reading.refuse('InvalidMessage', `${selector} has no structure`)
    },
    write(value, tag, writing, scope) {
      if (value instanceof Uint8Array) return bytes.write(value, tag, writing, scope)
      const layout = layoutIn(scope, writing.version)
      const items = layout === undefined
        ? ((value as Fields).extensions as readonly Item[] | undefined)
        : writeFields(layout, value as Fields, writing, scope)
      if (items === undefined) return writing.cannot(`the form of ${key} is unknown`)
      return { tag, type: 'Structure', value: items }
    },
  }
}

/** Bytes in 1.x requests; from 2.0 on the structure of a managed object. */
export function certificateRequestForm(layoutOf: LayoutOf): Form {
  const structure = structureForm('CertificateRequest', layoutOf)
  return {
    read: (item, reading, scope) =>
      (reading.version < '2.0' ? bytes : structure).read(item, reading, scope),
    write: (value, tag, writing, scope) =>
      (writing.version < '2.0' ? bytes : structure).write(value, tag, writing, scope),
  }
}

import type { EnumerationName } from '../tables/enumerations.ts'
import type { Item, ItemType } from '../ttlv/item.ts'
import type { Form, Reading, Writing } from './context.ts'
import {
  anyValueName,
  anyValueNumber,
  hexNumber,
  hexValue,
  knownBits,
  valueName,
  valueNumber,
} from './enumerations.ts'
import { tagText } from './names.ts'

/** Refuses an item of another type. */
export function wrongType(item: Item, expected: string, reading: Reading): undefined {
  return reading.refuse(
    'InvalidMessage',
    `${tagText(item.tag)} must be a ${expected}, not a ${item.type}`,
  )
}

/** What `typeof` says of the values of an item type. */
const primitives: Partial<Record<ItemType, string>> = {
  Integer: 'number',
  Interval: 'number',
  LongInteger: 'bigint',
  BigInteger: 'bigint',
  DateTime: 'bigint',
  DateTimeExtended: 'bigint',
  Boolean: 'boolean',
  TextString: 'string',
}

/** A value that looks the same in JavaScript and in the item. */
export function plainForm(type: ItemType): Form {
  const fits = (value: unknown): boolean =>
    type === 'ByteString' ? value instanceof Uint8Array : typeof value === primitives[type]
  return {
    read: (item, reading) =>
      item.type === type ? item.value : wrongType(item, type, reading),
    write: (value, tag, writing) =>
      fits(value)
        ? ({ tag, type, value } as Item)
        : writing.cannot(`the value of ${tagText(tag)} is no ${type}`),
  }
}

/** A named value of an enumeration. */
export function enumerationForm(enumeration: EnumerationName): Form {
  return {
    read(item, reading) {
      if (item.type !== 'Enumeration') return wrongType(item, 'Enumeration', reading)
      const name = valueName(enumeration, item.value, reading.version)
      if (name !== undefined) return name
      if (reading.lenient) return anyValueName(enumeration, item.value)
      const text = `${hexValue(item.value)} is no ${enumeration} of KMIP ${reading.version}`
      return reading.refuse('InvalidField', text)
    },
    write(value, tag, writing) {
      const number = valueNumber(enumeration, String(value), writing.version)
      return number === undefined
        ? inexpressible(enumeration, value, writing)
        : { tag, type: 'Enumeration', value: number }
    },
  }
}

const inexpressible = (enumeration: string, value: unknown, writing: Writing): undefined =>
  writing.cannot(`KMIP ${writing.version} has no ${enumeration} ${String(value)}`)

/**
 * The operation of a batch item, whatever the version: an unknown one has its own refusal, and
 * Discover Versions must be understood under every version.
 */
export const operationForm: Form = {
  read: (item, reading) =>
    item.type === 'Enumeration'
      ? anyValueName('Operation', item.value)
      : wrongType(item, 'Enumeration', reading),
  write(value, tag, writing) {
    const number = anyValueNumber('Operation', String(value))
    return number === undefined
      ? inexpressible('Operation', value, writing)
      : { tag, type: 'Enumeration', value: number }
  },
}

/** An enumeration for which the standard names no values: `0x` and eight digits. */
export const numberedForm: Form = {
  read: (item, reading) =>
    item.type === 'Enumeration' ? hexValue(item.value) : wrongType(item, 'Enumeration', reading),
  write(value, tag, writing) {
    const number = hexNumber(String(value))
    return number === undefined
      ? inexpressible(tagText(tag), value, writing)
      : { tag, type: 'Enumeration', value: number }
  },
}

/** A bit mask. An answer shows only the bits that the version names. */
export function maskForm(mask: string): Form {
  return {
    read: (item, reading) =>
      item.type === 'Integer' ? item.value : wrongType(item, 'Integer', reading),
    write(value, tag, writing) {
      const known = Number(value) & knownBits(mask, writing.version)
      if (known !== value && !writing.project) {
        const bits = (Number(value) & ~known).toString(16)
        return writing.cannot(`KMIP ${writing.version} has no bits 0x${bits} in ${mask}`)
      }
      return { tag, type: 'Integer', value: known }
    },
  }
}

/**
 * A text (identifiers) or bytes (Data), or in 2.x the result of another item of the batch, by its
 * name or its position (KMIP 2.1 section 5.1).
 */
export function referableForm(
  type: 'TextString' | 'ByteString',
  enumeration: EnumerationName,
): Form {
  const plain = plainForm(type)
  const named = enumerationForm(enumeration)
  return {
    read(item, reading, scope) {
      if (reading.version < '2.0' || item.type === type) return plain.read(item, reading, scope)
      if (item.type === 'Integer') return { position: item.value }
      const result = named.read(item, reading, scope)
      return result === undefined ? undefined : { result }
    },
    write(value, tag, writing, scope) {
      if (typeof value !== 'object' || value === null || value instanceof Uint8Array) {
        return plain.write(value, tag, writing, scope)
      }
      if (writing.version < '2.0') {
        return writing.cannot(`KMIP ${writing.version} cannot refer to an earlier item's result`)
      }
      if ('position' in value) return { tag, type: 'Integer', value: Number(value.position) }
      return named.write('result' in value ? value.result : undefined, tag, writing, scope)
    },
  }
}

/** A structure whose items are kept as they are. */
export const rawForm: Form = {
  read: (item, reading) =>
    item.type === 'Structure' ? item.value : wrongType(item, 'Structure', reading),
  write: (value, tag) => ({ tag, type: 'Structure', value: value as readonly Item[] }),
}

/** Boolean in 1.x, where true leaves it to the server; an Enumeration in 2.x. */
export const asynchronousIndicatorForm: Form = {
  read(item, reading, scope) {
    if (reading.version >= '2.0') return asynchronous.read(item, reading, scope)
    if (item.type !== 'Boolean') return wrongType(item, 'Boolean', reading)
    return item.value ? 'Optional' : 'Prohibited'
  },
  write(value, tag, writing, scope) {
    if (writing.version >= '2.0') return asynchronous.write(value, tag, writing, scope)
    return { tag, type: 'Boolean', value: value !== 'Prohibited' }
  },
}

const asynchronous = enumerationForm('AsynchronousIndicator')

/** The code of an item type, as an Integer in 1.x and as an Enumeration in 2.x. */
export const extensionTypeForm: Form = {
  read(item, reading) {
    const type = reading.version < '2.0' ? 'Integer' : 'Enumeration'
    if (item.type !== type) return wrongType(item, type, reading)
    return anyValueName('ItemType', item.value as number)
  },
  write(value, tag, writing) {
    const number = anyValueNumber('ItemType', String(value))
    if (number === undefined) return inexpressible('ItemType', value, writing)
    return { tag, type: writing.version < '2.0' ? 'Integer' : 'Enumeration', value: number }
  },
}

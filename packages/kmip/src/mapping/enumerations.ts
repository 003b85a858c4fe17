import {
  enumerations,
  type EnumerationName,
  type EnumerationRow,
  masks,
} from '../tables/enumerations.ts'
import { tags } from '../tables/tags.ts'
import { type ProtocolVersion, protocolVersions } from '../versions.ts'
import { isWithin } from './names.ts'

interface Entry {
  readonly name: string
  readonly number: number
  readonly since: ProtocolVersion | undefined
  readonly removed: ProtocolVersion | undefined
}

interface Enumeration {
  readonly byName: ReadonlyMap<string, Entry>
  readonly byNumber: ReadonlyMap<number, Entry>
}

const entry = (name: string, row: EnumerationRow): Entry =>
  typeof row === 'number'
    ? { name, number: row, since: undefined, removed: undefined }
    : { name, number: row[0], since: row[1], removed: row[2] }

const compiled = new Map<string, Enumeration>(
  Object.entries(enumerations).map(([enumeration, rows]) => {
    const entries = Object.entries(rows).map(([name, row]) => entry(name, row))
    return [enumeration, {
      byName: new Map(entries.map((one) => [one.name, one])),
      byNumber: new Map(entries.map((one) => [one.number, one])),
    }]
  }),
)

/** Tags whose enumeration has another name (KMIP 2.1 section 11). */
const enumerationOfTag: Readonly<Record<string, EnumerationName>> = {
  MaskGeneratorHashingAlgorithm: 'HashingAlgorithm',
  ExtensionType: 'ItemType',
  LinkedObjectIdentifier: 'UniqueIdentifier',
  PrivateKeyUniqueIdentifier: 'UniqueIdentifier',
  PublicKeyUniqueIdentifier: 'UniqueIdentifier',
  ReplacedUniqueIdentifier: 'UniqueIdentifier',
  CertificateRequestUniqueIdentifier: 'UniqueIdentifier',
}

/** The enumeration (or mask) of a tag's values; undefined where the standard names no values. */
export function enumerationFor(tag: string): EnumerationName | undefined {
  const own = enumerationOfTag[tag]
  if (own !== undefined) return own
  return Object.hasOwn(enumerations, tag) && Object.hasOwn(tags, tag)
    ? (tag as EnumerationName)
    : undefined
}

/** `0x` and eight digits: how a value without a name is written. */
export const hexValue = (number: number): `0x${string}` =>
  `0x${number.toString(16).toUpperCase().padStart(8, '0')}`

/** First digit 8: a vendor's value, legal in every version. */
export const isExtensionValue = (number: number): boolean => number >>> 28 === 8

/**
 * The value's name, undefined if the version does not know it. A vendor's value is its hex digits.
 */
export function valueName(
  enumeration: EnumerationName,
  number: number,
  version: ProtocolVersion,
): string | undefined {
  const found = compiled.get(enumeration)?.byNumber.get(number)
  if (found !== undefined && isWithin(version, found.since, found.removed)) return found.name
  return found === undefined && isExtensionValue(number) ? hexValue(number) : undefined
}

/** The value's name whatever the version, or its hex digits. */
export const anyValueName = (enumeration: EnumerationName, number: number): string =>
  compiled.get(enumeration)?.byNumber.get(number)?.name ?? hexValue(number)

/** The number of a name or of hex digits, undefined if the version does not know it. */
export function valueNumber(
  enumeration: EnumerationName,
  name: string,
  version: ProtocolVersion,
): number | undefined {
  const found = compiled.get(enumeration)?.byName.get(name)
  if (found !== undefined) {
    return isWithin(version, found.since, found.removed) ? found.number : undefined
  }
  const number = hexNumber(name)
  return number !== undefined && isExtensionValue(number) ? number : undefined
}

/** The number of a name whatever the version, or of hex digits. */
export const anyValueNumber = (enumeration: EnumerationName, name: string): number | undefined =>
  compiled.get(enumeration)?.byName.get(name)?.number ?? hexNumber(name)

/** The number that `0x` and eight digits write. */
export const hexNumber = (text: string): number | undefined =>
  /^0x[0-9a-fA-F]{8}$/.test(text) ? Number.parseInt(text.slice(2), 16) : undefined

export const isMask = (tag: string): boolean => (masks as readonly string[]).includes(tag)

const maskBits = new Map<string, number>(
  masks.flatMap((mask) => protocolVersions.map((version): [string, number] => {
    let bits = 0
    for (const one of compiled.get(mask)?.byNumber.values() ?? []) {
      if (isWithin(version, one.since, one.removed)) bits |= one.number
    }
    return [mask + version, bits]
  })),
)

/** All the bits of a mask that a version names. */
export const knownBits = (mask: string, version: ProtocolVersion): number =>
  maskBits.get(mask + version) ?? 0

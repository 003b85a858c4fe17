import { encodeUtf8 } from '@keyturn/bytes'
import type { Attribute, AttributeName, AttributeValues } from '@keyturn/kmip'
import type { Cryptography } from '@keyturn/platform/ports'
import type { ObjectDates, ObjectRecord } from '../records/index.ts'
import { keyOf } from './instances.ts'

type Hash = Pick<Cryptography, 'sha256'>
type Derive<N extends AttributeName> =
  (record: ObjectRecord, hash: Hash) => AttributeValues[N] | undefined

const date = (field: keyof ObjectDates) => ({ dates }: ObjectRecord): bigint | undefined => {
  const seconds = dates[field]
  return seconds === undefined ? undefined : BigInt(seconds)
}

/** Attributes that follow from other fields of the record, in the order in which they are told. */
const derivations: { readonly [N in AttributeName]?: Derive<N> } = {
  UniqueIdentifier: (record) => record.uniqueIdentifier,
  // KMIP 2.1 section 4.54: the SHA-256 of the Unique Identifier.
  ShortUniqueIdentifier: (record, hash) => hash.sha256(encodeUtf8(record.uniqueIdentifier)),
  ObjectType: (record) => record.objectType,
  State: (record) => record.state,
  InitialDate: date('initial'),
  LastChangeDate: date('lastChange'),
  OriginalCreationDate: date('originalCreation'),
  ActivationDate: date('activation'),
  ProcessStartDate: date('processStart'),
  ProtectStopDate: date('protectStop'),
  DeactivationDate: date('deactivation'),
  CompromiseOccurrenceDate: date('compromiseOccurrence'),
  CompromiseDate: date('compromise'),
  DestroyDate: date('destroy'),
  KeyFormatType: ({ shape }) => shape.keyBlock?.keyFormatType,
  // Defaults of what clients may set: a stored value stands instead.
  Sensitive: () => false,
  AlwaysSensitive: () => false,
  Extractable: () => true,
  NeverExtractable: () => false,
}

/**
 * The attributes of a settled record: those that follow from it, then those that it stores. `only`
 * leaves out what has another key (see `keyOf`), so that a search does not derive what it never asks.
 */
export function describe(
  record: ObjectRecord,
  hash: Hash,
  only?: ReadonlySet<string>,
): readonly Attribute[] {
  const stored = only === undefined
    ? record.attributes
    : record.attributes.filter((attribute) => only.has(keyOf(attribute)))
  const derived: Attribute[] = []
  for (const name of only ?? Object.keys(derivations)) {
    const derive = derivations[name as AttributeName] as Derive<AttributeName> | undefined
    if (derive === undefined || stored.some((attribute) => keyOf(attribute) === name)) continue
    const value = derive(record, hash)
    if (value !== undefined) derived.push({ name, value } as Attribute)
  }
  return [...derived, ...stored]
}

/** Is the attribute one that follows from the record? Those are not stored. */
export const isDerived = (name: string): boolean => Object.hasOwn(derivations, name)

// The durable form of the state: JSON with a version (docs/formats/rekey-state.md).
import { decodeUtf8, encodeUtf8 } from '@keyturn/bytes'
import type {
  HeldSlot, KeyReference, Method, MethodState, Obligation, Rekey, RekeyState, SecondHolder,
} from './state.ts'
import { methods } from './state.ts'

export type StateFailure =
  /** Not JSON in UTF-8, or not an object with a version. */
  | 'notThisFormat'
  /** Written by a later version of Keyturn: start that version. */
  | 'unknownVersion'
  /** A field is missing, or holds what no version writes. */
  | 'malformed'

/** One line of JSON in UTF-8. Fields come in a fixed order, so equal states give equal bytes. */
export const serialiseState = (state: RekeyState): Uint8Array =>
  encodeUtf8(JSON.stringify(orderedState(state)))

export function parseState(
  record: Uint8Array,
): { readonly state: RekeyState } | { readonly failure: StateFailure } {
  const value = parseJson(decodeUtf8(record))
  if (!isRecord(value) || typeof value['version'] !== 'number') return { failure: 'notThisFormat' }
  if (value['version'] !== 1) return { failure: 'unknownVersion' }
  return isState(value) ? { state: orderedState(value) } : { failure: 'malformed' }
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

function orderedState({ version, generation, nextSlot, ...rest }: RekeyState): RekeyState {
  return {
    version,
    generation,
    nextSlot,
    methods: {
      keyServer: orderedMethod(rest.methods.keyServer),
      usb: orderedMethod(rest.methods.usb),
    },
    rekey: rest.rekey && orderedRekey(rest.rekey),
    obligations: rest.obligations.map(({ kind, method, name, identifier, reason }) =>
      ({ kind, method, name, identifier, reason })),
  }
}

const orderedMethod = ({ enabled, current, parked }: MethodState): MethodState =>
  ({ enabled, current: current && orderedSlot(current), parked: parked.map(orderedSlot) })

const orderedSlot = ({ slot, key, holders, secondHolder }: HeldSlot): HeldSlot =>
  ({ slot, key: orderedKey(key), holders, secondHolder })

const orderedKey = ({ name, identifier }: KeyReference): KeyReference => ({ name, identifier })

function orderedRekey(rekey: Rekey): Rekey {
  const { method, slot } = rekey
  if (rekey.phase === 'preparing') return { phase: rekey.phase, method, slot, name: rekey.name }
  const { phase, key, holders, force } = rekey
  return { phase, method, slot, key: orderedKey(key), holders, force }
}

type Fields = Readonly<Record<string, unknown>>

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isOneOf = <T extends string>(value: unknown, known: readonly T[]): value is T =>
  (known as readonly unknown[]).includes(value)

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isCount = (value: unknown, least: number): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= least
const isListOf = <T>(value: unknown, is: (each: unknown) => each is T): value is T[] =>
  Array.isArray(value) && value.every(is)
const isMethod = (value: unknown): value is Method => isOneOf(value, methods)

const secondHolders: readonly SecondHolder[] =
  ['holders', 'backup', 'otherMethod', 'administrator', 'force']

function isState(value: Fields): value is Fields & RekeyState {
  const byMethod = value['methods']
  return isCount(value['generation'], 0) && isCount(value['nextSlot'], 1)
    && isRecord(byMethod) && methods.every((method) => isMethodState(byMethod[method]))
    && (value['rekey'] === null || isRekey(value['rekey']))
    && isListOf(value['obligations'], isObligation)
}

const isMethodState = (value: unknown): value is MethodState =>
  isRecord(value) && typeof value['enabled'] === 'boolean'
  && (value['current'] === null || isHeldSlot(value['current']))
  && isListOf(value['parked'], isHeldSlot)

const isHeldSlot = (value: unknown): value is HeldSlot =>
  isRecord(value) && isCount(value['slot'], 1) && isKey(value['key'])
  && isListOf(value['holders'], isText)
  && (value['secondHolder'] === null || isOneOf(value['secondHolder'], secondHolders))

const isKey = (value: unknown): value is KeyReference =>
  isRecord(value) && isText(value['name']) && isText(value['identifier'])

function isRekey(value: unknown): value is Rekey {
  if (!isRecord(value) || !isMethod(value['method']) || !isCount(value['slot'], 1)) return false
  if (value['phase'] === 'preparing') return isText(value['name'])
  return isOneOf(value['phase'], ['proving', 'prepared', 'reproving'])
    && isKey(value['key']) && isListOf(value['holders'], isText)
    && typeof value['force'] === 'boolean'
}

const isObligation = (value: unknown): value is Obligation =>
  isRecord(value) && isOneOf(value['kind'], ['activate', 'retire', 'destroy'])
  && isMethod(value['method']) && isText(value['name'])
  && (value['identifier'] === null || isText(value['identifier']))
  && (value['reason'] === null
    || isOneOf(value['reason'], ['CessationOfOperation', 'KeyCompromise']))

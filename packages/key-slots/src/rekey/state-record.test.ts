import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { decodeUtf8, encodeUtf8, equal } from '@keyturn/bytes'
import type { RekeyEvent } from './event.ts'
import type { RekeyState } from './state.ts'
import { initialState, methods } from './state.ts'
import { parseState, serialiseState } from './state-record.ts'
import { step } from './step.ts'

const name = fc.constantFrom('a', 'b', 'c')
const method = fc.constantFrom(...methods)
const holders = fc.constantFrom<readonly string[]>(['0'], ['0', '1'], ['0', '1', '2'])
const event: fc.Arbitrary<RekeyEvent> = fc.oneof(
  fc.record({ type: fc.constant('enable' as const), method }),
  fc.record({
    type: fc.constant('disable' as const), method, encryptedObjects: fc.boolean(),
    provenMethod: fc.option(method),
  }),
  fc.record({ type: fc.constant('prepare' as const), method, name }),
  fc.record({ type: fc.constant('commit' as const), method, force: fc.boolean() }),
  fc.record({ type: fc.constant('cancel' as const), method }),
  fc.record({ type: fc.constant('restarted' as const) }),
  fc.record({ type: fc.constant('keyObtained' as const), name, identifier: name }),
  fc.record({ type: fc.constant('slotProven' as const), name, holders }),
  fc.record({ type: fc.constant('obtainFailed' as const), name, sent: fc.boolean() }),
  fc.record({
    type: fc.constant('secondHolderProven' as const), method, name, holders,
    by: fc.constantFrom('holders' as const, 'backup' as const, 'otherMethod' as const),
  }),
  fc.record({
    type: fc.constant('rescueOpened' as const), method, holders,
    slot: fc.integer({ min: 1, max: 4 }),
  }),
)
/** A state that some events lead to; those that are refused change nothing. */
const reached: fc.Arbitrary<RekeyState> = fc.array(event, { maxLength: 60 }).map((events) =>
  events.reduce((state, each) => {
    const result = step(state, each)
    return 'state' in result ? result.state : state
  }, initialState))

test('a state is read back as it was written, to the byte', () => {
  fc.assert(fc.property(reached, (state) => {
    const record = serialiseState(state)
    const parsed = parseState(record)
    assert.deepEqual(parsed, { state })
    assert.ok('state' in parsed && equal(serialiseState(parsed.state), record))
  }))
})

test('any bytes are refused, never thrown at', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => {
    assert.ok('failure' in parseState(bytes))
  }))
  fc.assert(fc.property(fc.json(), (text) => {
    assert.ok('failure' in parseState(encodeUtf8(text)))
  }))
})

test('a state that lacks any one member is malformed, and so is one with another type', () => {
  const key = (text: string) => ({ name: text, identifier: text })
  const full = encodeUtf8(JSON.stringify({
    version: 1, generation: 1, nextSlot: 4,
    methods: {
      keyServer: {
        enabled: true,
        current: { slot: 2, key: key('b'), holders: ['0'], secondHolder: null },
        parked: [{ slot: 1, key: key('a'), holders: ['0'], secondHolder: 'force' }],
      },
      usb: { enabled: false, current: null, parked: [] },
    },
    rekey: {
      phase: 'prepared', method: 'keyServer', slot: 3, key: key('c'), holders: ['0'], force: false,
    },
    obligations: [
      { kind: 'retire', method: 'keyServer', name: 'o', identifier: null, reason: 'KeyCompromise' },
    ],
  }))
  assert.ok('state' in parseState(full))
  const places = pathsOf(JSON.parse(decodeUtf8(full) ?? ''))
  assert.ok(places.length > 35)
  for (const path of places) {
    for (const change of [removed, replaced]) {
      const value: unknown = JSON.parse(decodeUtf8(full) ?? '')
      change(value, path)
      const parsed = parseState(encodeUtf8(JSON.stringify(value)))
      const expected = path.join() === 'version' ? 'notThisFormat' : 'malformed'
      assert.deepEqual(parsed, { failure: expected }, path.join('.'))
    }
  }
})

test('a later version is refused as such', () => {
  const later = encodeUtf8('{"version":2,"anything":"else"}')
  assert.deepEqual(parseState(later), { failure: 'unknownVersion' })
  assert.deepEqual(parseState(encodeUtf8('[]')), { failure: 'notThisFormat' })
  assert.deepEqual(parseState(encodeUtf8('{"version":"1"}')), { failure: 'notThisFormat' })
  assert.deepEqual(parseState(new Uint8Array([0xff])), { failure: 'notThisFormat' })
})

type Path = readonly string[]

/** The members of objects, at every depth; the elements of arrays are looked into. */
function pathsOf(value: unknown, prefix: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = [...prefix, key]
    return Array.isArray(value) ? pathsOf(inner, path) : [path, ...pathsOf(inner, path)]
  })
}

function parentOf(value: unknown, path: Path): Record<string, unknown> {
  return path.slice(0, -1).reduce((inner, key) =>
    inner[key] as Record<string, unknown>, value as Record<string, unknown>)
}

const removed = (value: unknown, path: Path): void => {
  delete parentOf(value, path)[path.at(-1) ?? '']
}

const replaced = (value: unknown, path: Path): void => {
  parentOf(value, path)[path.at(-1) ?? ''] = { wrong: 'type' }
}

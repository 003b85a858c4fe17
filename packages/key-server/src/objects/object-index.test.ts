import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Attribute, AttributeFilter } from '@keyturn/kmip'
import { simulatedCryptography } from '@keyturn/platform/simulated'
import { encodeRecord, recordKey, type ObjectRecord } from '../records/index.ts'
import { ObjectIndex } from './object-index.ts'

const NOW = 1_000

function record(id: string, initial: number, attributes: readonly Attribute[]): ObjectRecord {
  return {
    version: 1,
    uniqueIdentifier: id,
    objectType: 'SymmetricKey',
    group: 'ALPHA',
    owner: 'owner',
    state: 'PreActive',
    dates: { initial, lastChange: initial },
    attributes,
    shape: { form: 'bytes', keyBlock: { keyFormatType: 'Raw' }, fields: {} },
  }
}

function indexOf(...records: readonly ObjectRecord[]): ObjectIndex {
  const index = new ObjectIndex(simulatedCryptography)
  put(index, ...records)
  return index
}

function put(index: ObjectIndex, ...records: readonly ObjectRecord[]): void {
  index.follow({
    put: records.map((one) =>
      ({ key: recordKey.object(one.uniqueIdentifier), value: encodeRecord(one) })),
  }, 1)
}

const locate = (index: ObjectIndex, ...conditions: readonly AttributeFilter[]) =>
  index.locate({ group: 'ALPHA', conditions, now: NOW, online: true, destroyed: false })

const named = (nameValue: string): Attribute =>
  ({ name: 'Name', value: { nameValue, nameType: 'UninterpretedTextString' } })
const tagged = (name: string, value: string): Attribute & AttributeFilter =>
  ({ vendor: 'x', name, value: { type: 'TextString', value } })

const index = indexOf(
  record('a', 10, [named('one'), tagged('Array', '7'), { name: 'CryptographicUsageMask', value: 12 },
    { name: 'UsageLimits', value: { usageLimitsTotal: 9n, usageLimitsCount: 5n, usageLimitsUnit: 'Byte' } }]),
  record('b', 20, [named('two'), tagged('Array', '7'), tagged('Rack', '1'),
    { name: 'Link', value: { linkType: 'PreviousLink', linkedObjectIdentifier: 'a' } },
    { name: 'ApplicationSpecificInformation',
      value: { applicationNamespace: 'LIBRARY-LTO', applicationData: 'AB' } }]),
  record('c', 20, [named('three'), { name: 'ObjectGroup', value: 'pool' },
    { name: 'CryptographicUsageMask', value: 4 },
    { name: 'Digest', value: { hashingAlgorithm: 'SHA_256', digestValue: Uint8Array.of(1, 2) } }]),
)

/** conditions, and who meets them, newest first. */
const cases: readonly (readonly [string, readonly AttributeFilter[], readonly string[]])[] = [
  ['nothing asked', [], ['c', 'b', 'a']],
  ['a name', [named('two') as AttributeFilter], ['b']],
  ['a name without its type', [{ name: 'Name', value: { nameValue: 'two' } }], ['b']],
  ['a name is exact', [{ name: 'Name', value: { nameValue: 'Two' } }], []],
  ['a vendor attribute', [tagged('Array', '7')], ['b', 'a']],
  ['two vendor attributes', [tagged('Array', '7'), tagged('Rack', '1')], ['b']],
  ['a vendor attribute of another type',
    [{ vendor: 'x', name: 'Array', value: { type: 'Integer', value: 7 } }], []],
  ['an unset attribute', [tagged('Nothing', '7')], []],
  ['a mask has at least the bits', [{ name: 'CryptographicUsageMask', value: 4 }], ['c', 'a']],
  ['a mask with a bit too many', [{ name: 'CryptographicUsageMask', value: 20 }], []],
  ['a group', [{ name: 'ObjectGroup', value: 'pool' }], ['c']],
  ['a link without its type', [{ name: 'Link', value: { linkedObjectIdentifier: 'a' } }], ['b']],
  ['application data', [{ name: 'ApplicationSpecificInformation', value: { applicationData: 'AB' } }],
    ['b']],
  ['a namespace alone',
    [{ name: 'ApplicationSpecificInformation', value: { applicationNamespace: 'LIBRARY-LTO' } }], ['b']],
  ['bytes', [{ name: 'Digest', value: { digestValue: Uint8Array.of(1, 2) } }], ['c']],
  ['other bytes', [{ name: 'Digest', value: { digestValue: Uint8Array.of(1, 3) } }], []],
  ['limits at least', [{ name: 'UsageLimits', value: { usageLimitsCount: 5n } }], ['a']],
  ['limits too high', [{ name: 'UsageLimits', value: { usageLimitsCount: 6n } }], []],
  ['one date is that second', [{ name: 'InitialDate', value: 20n }], ['c', 'b']],
  ['two dates are a range, ends included',
    [{ name: 'InitialDate', value: 10n }, { name: 'InitialDate', value: 19n }], ['a']],
  ['a range the other way round',
    [{ name: 'InitialDate', value: 20n }, { name: 'InitialDate', value: 10n }], ['c', 'b', 'a']],
  ['the largest date: not set', [{ name: 'ActivationDate', value: 2n ** 63n - 1n }], ['c', 'b', 'a']],
  ['a date that is not set', [{ name: 'ActivationDate', value: 10n }], []],
  ['state', [{ name: 'State', value: 'PreActive' }], ['c', 'b', 'a']],
  ['identifier', [{ name: 'UniqueIdentifier', value: 'b' }], ['b']],
  ['defaults count', [{ name: 'Sensitive', value: false }], ['c', 'b', 'a']],
]

for (const [name, conditions, expected] of cases) {
  test(`Locate: ${name}`, () => assert.deepEqual(locate(index, ...conditions), expected))
}

test('the index follows changes: renamed, regrouped, destroyed, removed', () => {
  const changing = indexOf(record('a', 10, [named('old')]))
  put(changing, record('a', 10, [named('new')]))
  assert.deepEqual(locate(changing, named('old') as AttributeFilter), [])
  assert.deepEqual(locate(changing, named('new') as AttributeFilter), ['a'])
  put(changing, { ...record('a', 10, []), group: 'BETA' })
  assert.deepEqual(locate(changing), [])
  put(changing, { ...record('a', 10, []), state: 'Destroyed' })
  assert.deepEqual(locate(changing), [])
  const query = { group: 'ALPHA', conditions: [], now: NOW, online: false, destroyed: true }
  assert.deepEqual(changing.locate(query), ['a'])
  changing.follow({ remove: [recordKey.object('a')] }, 2)
  assert.deepEqual([changing.size, changing.locate(query)], [0, []])
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeUtf8 } from '@keyturn/bytes'
import { tagNumber } from '../mapping/names.ts'
import type { TagName } from '../tables/tags.ts'
import { encode } from '../ttlv/encode.ts'
import type { Item, TypedValue } from '../ttlv/item.ts'
import { decodeRequest } from './decode-request.ts'
import { isRefused } from './message.ts'
import type { DecodedRequest } from './results.ts'

// Requests are built by hand here, as a client would that does it wrong.

const item = (name: TagName, value: TypedValue): Item => ({ tag: tagNumber(name), ...value })
const group = (name: TagName, ...value: Item[]): Item => item(name, { type: 'Structure', value })
const integer = (name: TagName, value: number): Item => item(name, { type: 'Integer', value })
const text = (name: TagName, value: string): Item => item(name, { type: 'TextString', value })
const choice = (name: TagName, value: number): Item => item(name, { type: 'Enumeration', value })

const versionItem = (major: number, minor: number): Item => group(
  'ProtocolVersion',
  integer('ProtocolVersionMajor', major),
  integer('ProtocolVersionMinor', minor),
)

const get = 0x0a
const create = 0x01
const identifier = text('UniqueIdentifier', 'u')

const batchItem = (operation: number, ...payload: Item[]): Item =>
  group('BatchItem', choice('Operation', operation), group('RequestPayload', ...payload))

function message(version: [number, number], items: Item[], header: Item[] = []): Uint8Array {
  const start = group('RequestHeader', versionItem(...version), ...header, integer('BatchCount', items.length))
  return encode(group('RequestMessage', start, ...items))
}

/** The outcome of a request of one item: its refusal, or that of the whole. */
function outcome(decoded: DecodedRequest): string {
  if (decoded.kind === 'unanswerable') return decoded.kind
  if (decoded.kind === 'refused') return `whole ${decoded.version} ${decoded.refusal.reason}`
  const [first] = decoded.request.items
  return first && isRefused(first) ? first.refusal.reason : 'understood'
}

const outcomeOf = (version: [number, number], ...items: Item[]): string =>
  outcome(decodeRequest(message(version, items)))

test('fields: unknown, newer, missing, twice, out of order, of another type', () => {
  assert.equal(outcomeOf([1, 2], batchItem(get, identifier)), 'understood')
  assert.equal(outcomeOf([1, 2], batchItem(get, identifier, text('Comment', 'c'))), 'InvalidField')
  assert.equal(outcomeOf([1, 2], batchItem(get, identifier, choice('KeyWrapType', 1))), 'InvalidField')
  assert.equal(outcomeOf([1, 4], batchItem(get, identifier, choice('KeyWrapType', 1))), 'understood')
  assert.equal(outcomeOf([1, 2], batchItem(create, choice('ObjectType', 2))), 'InvalidMessage')
  assert.equal(outcomeOf([1, 2], batchItem(get, identifier, identifier)), 'InvalidMessage')
  assert.equal(outcomeOf([1, 2], batchItem(get, choice('KeyFormatType', 1), identifier)), 'InvalidMessage')
  assert.equal(outcomeOf([1, 2], batchItem(get, integer('UniqueIdentifier', 1))), 'InvalidMessage')
  assert.equal(outcomeOf([2, 0], batchItem(get, integer('UniqueIdentifier', 1))), 'understood')
})

test('values: unknown, newer, removed and a vendor\'s', () => {
  const asked = (format: number): Item => batchItem(get, identifier, choice('KeyFormatType', format))
  assert.equal(outcomeOf([1, 0], asked(0x7fff)), 'InvalidField')
  assert.equal(outcomeOf([1, 0], asked(0x14)), 'InvalidField', 'TransparentECPrivateKey came with 1.3')
  assert.equal(outcomeOf([1, 3], asked(0x14)), 'understood')
  assert.equal(outcomeOf([1, 4], asked(0x0e)), 'understood')
  assert.equal(outcomeOf([2, 0], asked(0x0e)), 'InvalidField', 'TransparentECDSAPrivateKey went with 2.0')
  assert.equal(outcomeOf([1, 0], asked(0x80000001)), 'understood')
})

const attribute = (name: string, value: TypedValue, ...more: Item[]): Item =>
  group('Attribute', text('AttributeName', name), ...more, item('AttributeValue', value))
const creating = (...attributes: Item[]): Item =>
  batchItem(create, choice('ObjectType', 2), group('TemplateAttribute', ...attributes))
const number = (value: number): TypedValue => ({ type: 'Integer', value })

test('attributes of 1.x: unknown, newer, ill-formed, a client\'s', () => {
  const length = attribute('Cryptographic Length', number(256))
  assert.equal(outcomeOf([1, 0], creating(length)), 'understood')
  assert.equal(outcomeOf([1, 0], creating(attribute('Cryptographic Lenght', number(1)))), 'InvalidField')
  assert.equal(outcomeOf([1, 0], creating(attribute('Comment', { type: 'TextString', value: '' }))), 'InvalidField')
  assert.equal(outcomeOf([1, 0], creating(attribute('x-NETAPP-ClusterName', number(1)))), 'understood')
  assert.equal(outcomeOf([1, 0], creating(group('Attribute', text('AttributeName', 'x-a')))), 'InvalidMessage')
  const index = integer('AttributeIndex', -1)
  assert.equal(outcomeOf([1, 0], creating(attribute('x-a', number(1), index))), 'InvalidMessage')
  assert.equal(
    outcomeOf([1, 0], creating(attribute('Cryptographic Length', { type: 'LongInteger', value: 1n }))),
    'InvalidMessage',
  )
  // No version newer than 1.4 has the policy, every older one does.
  const policy = attribute('Operation Policy Name', { type: 'TextString', value: 'default' })
  assert.equal(outcomeOf([1, 4], creating(policy)), 'understood')
})

test('attributes of 2.x: unknown, newer, removed, a vendor\'s', () => {
  const creating2 = (...attributes: Item[]): Item =>
    batchItem(create, choice('ObjectType', 2), group('Attributes', ...attributes))
  const vendor = group(
    'Attribute',
    text('VendorIdentification', 'x'),
    text('AttributeName', 'a'),
    item('AttributeValue', number(1)),
  )
  assert.equal(outcomeOf([2, 0], creating2(integer('CryptographicLength', 1), vendor)), 'understood')
  assert.equal(outcomeOf([2, 0], creating2(integer('BatchCount', 1))), 'InvalidField')
  assert.equal(outcomeOf([2, 0], creating2(text('OperationPolicyName', 'p'))), 'InvalidField')
  const rotate = item('RotateLatest', { type: 'Boolean', value: true })
  assert.equal(outcomeOf([2, 0], creating2(rotate)), 'InvalidField')
  assert.equal(outcomeOf([2, 1], creating2(rotate)), 'understood')
  assert.equal(outcomeOf([2, 1], creating2(group('Attribute', text('AttributeName', 'a')))), 'InvalidMessage')
})

test('a wrong item leaves the others as they are, with its operation and identification', () => {
  const id = item('UniqueBatchItemID', { type: 'ByteString', value: Uint8Array.of(7, 7) })
  const wrong = group('BatchItem', choice('Operation', get), id, group('RequestPayload', identifier, identifier))
  const decoded = decodeRequest(message([1, 2], [batchItem(get, identifier), wrong, batchItem(get)]))
  assert.ok(decoded.kind === 'request')
  assert.deepEqual(decoded.request.items.map(isRefused), [false, true, false])
  const refused = decoded.request.items[1]
  assert.ok(refused && isRefused(refused))
  assert.equal(refused.operation, 'Get')
  assert.deepEqual(refused.uniqueBatchItemId, Uint8Array.of(7, 7))
})

test('operations: unknown, not yet there, not offered, and one that is always understood', () => {
  assert.equal(outcomeOf([1, 0], batchItem(0x7f)), 'OperationNotSupported')
  assert.equal(outcomeOf([1, 0], batchItem(0x1f)), 'OperationNotSupported', 'Encrypt came with 1.2')
  assert.equal(outcomeOf([1, 2], batchItem(0x13)), 'InvalidMessage', 'Revoke without its reason')
  assert.equal(outcomeOf([1, 2], batchItem(0x04)), 'OperationNotSupported', 'Re-key')
  assert.equal(outcomeOf([1, 0], batchItem(0x1e)), 'understood', 'Discover Versions under 1.0')
})

test('versions: unknown major ones are refused, newer minor ones read leniently', () => {
  assert.equal(outcomeOf([3, 0], batchItem(get)), 'whole 2.1 UnsupportedProtocolVersion')
  assert.equal(outcomeOf([0, 9], batchItem(get)), 'whole 2.1 UnsupportedProtocolVersion')
  const odd = batchItem(get, choice('KeyFormatType', 1), identifier, text('Comment', 'new here'))
  assert.equal(outcomeOf([1, 5], odd), 'understood')
  const decoded = decodeRequest(message([2, 7], [batchItem(get, identifier)]))
  assert.equal(decoded.kind === 'request' && decoded.request.header.version, '2.1')
})

test('the whole message: count of items, stray parts, headers, extensions', () => {
  const one = batchItem(get, identifier)
  const header = group('RequestHeader', versionItem(1, 2), integer('BatchCount', 2))
  const whole = (...parts: Item[]): string =>
    outcome(decodeRequest(encode(group('RequestMessage', ...parts))))
  assert.equal(whole(header, one), 'whole 1.2 InvalidMessage')
  assert.equal(whole(header, one, identifier), 'whole 1.2 InvalidMessage')
  assert.equal(whole(one), 'whole 1.0 InvalidMessage')
  assert.equal(whole(), 'whole 1.0 InvalidMessage')
  assert.equal(whole(group('RequestHeader', integer('BatchCount', 0))), 'whole 1.0 InvalidMessage')
  const empty = group('RequestHeader', versionItem(1, 2), integer('BatchCount', 0))
  assert.equal(whole(empty), 'whole 1.2 InvalidMessage')
  const newer = [text('ClientCorrelationValue', 'c')]
  assert.equal(outcome(decodeRequest(message([1, 2], [one], newer))), 'whole 1.2 InvalidField')
  assert.equal(outcome(decodeRequest(message([1, 4], [one], newer))), 'understood')
})

test('a critical extension ends the request, another is passed over', () => {
  const extended = (value: boolean): string => outcomeOf([1, 2], group(
    'BatchItem',
    choice('Operation', get),
    group('RequestPayload', identifier),
    group(
      'MessageExtension',
      text('VendorIdentification', 'Acme'),
      item('CriticalityIndicator', { type: 'Boolean', value }),
      group('VendorExtension'),
    ),
  ))
  assert.equal(extended(true), 'whole 1.2 FeatureNotSupported')
  assert.equal(extended(false), 'understood')
})

test('bytes that are no message', () => {
  assert.equal(outcome(decodeRequest(encodeUtf8('GET / HTTP/1.1\r\n'))), 'unanswerable')
  assert.equal(outcome(decodeRequest(new Uint8Array(0))), 'unanswerable')
  assert.equal(outcome(decodeRequest(encode(integer('RequestMessage', 1)))), 'unanswerable')
  const half = message([1, 4], [batchItem(get, identifier)]).slice(0, -8)
  assert.equal(outcome(decodeRequest(half)), 'whole 1.4 InvalidMessage')
  assert.equal(outcome(decodeRequest(half.slice(0, 40))), 'whole 1.0 InvalidMessage')
})

test('Locate takes its conditions from a Template Attribute too, as FortiOS sends them', () => {
  const name = group('Name', text('NameValue', 'n'), choice('NameType', 1))
  const wrapped = attribute('Name', { type: 'Structure', value: name.value as Item[] })
  for (const condition of [wrapped, name]) {
    const locate = batchItem(0x08, integer('MaximumItems', 1), group('TemplateAttribute', condition))
    const decoded = decodeRequest(message([1, 2], [locate]))
    const found = decoded.kind === 'request' ? decoded.request.items[0] : undefined
    assert.deepEqual(found, {
      operation: 'Locate',
      payload: {
        maximumItems: 1,
        attributes: [{ name: 'Name', value: { nameValue: 'n', nameType: 'UninterpretedTextString' } }],
      },
    })
  }
})

test('Register refuses an object of another type than it says', () => {
  const object = group('OpaqueObject', choice('OpaqueDataType', 0x80000000), item('OpaqueDataValue', {
    type: 'ByteString',
    value: new Uint8Array(1),
  }))
  const register = (type: number): Item =>
    batchItem(0x03, choice('ObjectType', type), group('TemplateAttribute'), object)
  assert.equal(outcomeOf([1, 2], register(8)), 'understood')
  assert.equal(outcomeOf([1, 2], register(7)), 'InvalidField')
})

test('a raw key has bytes, not a structure; a vendor\'s format may have what it likes', () => {
  const register = (format: number): Item => batchItem(
    0x03,
    choice('ObjectType', 2),
    group('TemplateAttribute'),
    group('SymmetricKey', group(
      'KeyBlock',
      choice('KeyFormatType', format),
      group('KeyValue', group('KeyMaterial', item('Key', { type: 'ByteString', value: new Uint8Array(16) }))),
    )),
  )
  assert.equal(outcomeOf([1, 2], register(1)), 'InvalidMessage')
  assert.equal(outcomeOf([1, 2], register(7)), 'understood', 'TransparentSymmetricKey')
  assert.equal(outcomeOf([1, 2], register(0x80000001)), 'understood')
})

test('defaults of the header follow the version', () => {
  const headerOf = (version: [number, number], ...fields: Item[]) => {
    const decoded = decodeRequest(message(version, [batchItem(get)], fields))
    assert.ok(decoded.kind === 'request')
    return decoded.request.header
  }
  const common = {
    asynchronousIndicator: 'Prohibited',
    batchErrorContinuationOption: 'Stop',
    credentials: [],
  }
  assert.deepEqual(headerOf([1, 2]), { ...common, batchOrderOption: false, version: '1.2' })
  assert.deepEqual(headerOf([2, 0]), { ...common, batchOrderOption: true, version: '2.0' })
  const indicator = item('AsynchronousIndicator', { type: 'Boolean', value: true })
  assert.equal(headerOf([1, 2], indicator).asynchronousIndicator, 'Optional')
})

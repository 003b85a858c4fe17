import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readAddress, showAddress } from './address.ts'
import { readArgv } from './argv.ts'
import { readCapacity } from './capacity.ts'
import type { Parameter, ParameterTable } from './parameter.ts'
import { readRest } from './rest.ts'
import { readValue } from './values.ts'

const number = (min: number, max: number): Parameter => ({ kind: 'number', min, max, help: '' })
const of = (kind: 'name' | 'userName' | 'password' | 'file' | 'percent'): Parameter =>
  ({ kind, help: '' })

test('values: accepted, or refused with the documented number', () => {
  const table: readonly (readonly [Parameter, string, unknown])[] = [
    [number(1, 9), '9', 9], [number(1, 9), '10', '5703'], [number(1, 9), '0', '5702'],
    [number(1, 9), '-1', '5702'], [number(1, 9), '', '5716'], [number(1, 9), '1.5', '5716'],
    [number(1, 9), '0x1', '5716'], [number(1, 9), '1e0', '5716'],
    [number(1, 9), '99999999999999999999', '5703'],
    [of('percent'), '80%', 80], [of('percent'), '80', 80], [of('percent'), '101', '5703'],
    [of('percent'), '%', '5716'],
    [of('name'), 'a', 'a'], [of('name'), '_a.b-c d', '_a.b-c d'], [of('name'), '', '5739'],
    [of('name'), 'x'.repeat(63), 'x'.repeat(63)], [of('name'), 'x'.repeat(64), '5738'],
    [of('name'), '1a', '5735'], [of('name'), '-a', '6527'], [of('name'), 'a ', '6527'],
    [of('name'), ' a', '6527'], [of('name'), 'a:b', '6527'], [of('name'), 'ä', '6527'],
    [of('userName'), '1st user@x', '1st user@x'], [of('userName'), 'a%b', '6524'],
    [of('userName'), 'a ', '6524'], [of('userName'), 'ä', '6524'],
    [of('password'), 'passw0', 'passw0'], [of('password'), 'short', '5739'],
    [of('password'), ' passw0', '6525'], [of('password'), 'pässw0rd', '6017'],
    [of('password'), 'x'.repeat(65), '5738'],
    [of('file'), '/tmp/a.pem', '/tmp/a.pem'], [of('file'), '/dumps/audit/x', '/dumps/audit/x'],
    [of('file'), '/tmp', '8031'], [of('file'), '/tmp/', '8031'], [of('file'), '/tmpx/a', '8031'],
    [of('file'), 'tmp/a', '8031'], [of('file'), '/tmp/../etc/x', '8031'],
    [of('file'), '/tmp/./x', '8031'], [of('file'), '/tmp//x', '8031'],
    [of('file'), '/tmp/a\0b', '8031'], [of('file'), `/tmp/${'x'.repeat(165)}`, '5738'],
    [{ kind: 'list', separator: ':', help: '' }, 'a:b', ['a', 'b']],
    [{ kind: 'list', separator: ':', help: '' }, 'a::b', '5729'],
    [{ kind: 'list', separator: ':', help: '' }, 'x:'.repeat(128) + 'x', '5703'],
    [{ kind: 'word', words: ['on', 'off'], help: '' }, 'On', '5706'],
    [{ kind: 'text', help: '' }, 'x'.repeat(2177), '5738'],
    [{ kind: 'text', help: '' }, 'ä'.repeat(1089), '5738'],
  ]
  for (const [parameter, text, expected] of table) {
    const outcome = readValue(parameter, 'x', text)
    const actual = outcome.ok ? outcome.value : outcome.code
    assert.deepEqual(actual, expected, `${parameter.kind} ${text}`)
  }
})

test('addresses: IPv4, IPv6, domain names', () => {
  const good = [
    '192.0.2.1', '255.255.255.255', '::', '::1', '2001:db8::1', '1:2:3:4:5:6:7:8', '1::8',
    '::ffff:10.0.1.56', 'localhost', 'keys.example.org', '1::', 'xn--a.b',
  ]
  const bad = [
    '', '256.0.0.1', '1.2.3', '1.2.3.4.5', ':', ':::', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9',
    '1::2::3', '12345::', 'g::', '::1.2.3', '1.2.3.4::', 'a..b', '-a', 'a-', 'a_b', 'a b',
    'x'.repeat(64),
  ]
  for (const address of good) assert.ok(readAddress(address).ok, address)
  for (const address of bad) assert.ok(!readAddress(address).ok, address)
  assert.equal(showAddress('::ffff:10.0.1.56'), '0:0:0:0:0:ffff:a00:138')
  assert.equal(showAddress('2001:DB8::0001'), '2001:db8:0:0:0:0:0:1')
  assert.equal(showAddress('::'), '0:0:0:0:0:0:0:0')
  assert.equal(showAddress('1:2:3:4:5:6:7:8'), '1:2:3:4:5:6:7:8')
  assert.equal(showAddress('192.0.2.1'), '192.0.2.1')
})

test('capacities are multiples of 512 bytes that can be told apart', () => {
  assert.deepEqual(readCapacity(3, undefined), { ok: true, value: 3 * 2 ** 20, remarks: [] })
  assert.deepEqual(readCapacity(512, 'b'), { ok: true, value: 512, remarks: [] })
  for (const [size, unit, code] of [[513, 'b', '7019'], [16, 'pb', '7018']] as const) {
    const outcome = readCapacity(size, unit)
    assert.equal(outcome.ok ? '' : outcome.code, code)
  }
})

const table: ParameterTable = {
  text: { kind: 'text', help: '' },
  other: { kind: 'text', help: '' },
  flag: { kind: 'flag', help: '' },
}

test('REST and command line mean the same', () => {
  const value = fc.string().filter((text) => !text.startsWith('-'))
  const given = fc.record({ text: value, other: value, flag: fc.constant(true) },
    { requiredKeys: [] })
  const object = fc.option(value.filter((text) => text !== ''), { nil: undefined })
  fc.assert(fc.property(given, object, fc.boolean(), (body, name, equals) => {
    const argv = Object.entries(body).flatMap(([key, text]) =>
      text === true ? [`-${key}`] : equals ? [`-${key}=${text}`] : [`-${key}`, text])
    const fromCli = readArgv(name === undefined ? argv : [...argv, '--', name], table)
    const fromRest = readRest(name === undefined ? [] : ['--', name], body, table)
    assert.deepEqual(fromCli, fromRest)
    assert.ok(fromCli.ok)
  }))
})

test('no words crash the parser', () => {
  const strange = fc.constantFrom('-', '--', '-text', '-flag', '-text=', '-=', '')
  const word = fc.oneof(fc.string(), strange)
  fc.assert(fc.property(fc.array(word), (words) => {
    readArgv(words, table)
  }))
  fc.assert(fc.property(fc.dictionary(fc.string(), fc.anything()), (body) => {
    readRest([], body, table)
  }))
})

test('names of the prototype are no parameters', () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const outcome = readArgv([`-${name}`, 'x'], table)
    assert.equal(outcome.ok ? '' : outcome.code, '5709')
    const rest = readRest([], JSON.parse(`{"${name}": "x"}`), table)
    assert.equal(rest.ok ? '' : rest.code, '5709')
  }
})

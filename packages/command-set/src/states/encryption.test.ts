import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeEncryption } from './encryption.ts'
import type { EncryptionFacts } from './encryption.ts'
import type {
  EncryptionMethod, EncryptionStep, EncryptionView, MethodStatus,
} from '../system/encryption.ts'

type Cell = string | undefined

interface State {
  readonly status: MethodStatus
  readonly rekey: 'no' | 'no_key' | 'prepared' | 'committing'
  readonly key?: true
}

const off = { status: 'licensed', rekey: 'no_key' } as const

function viewOf(method: EncryptionMethod, state: State, copies = 3): EncryptionView {
  const { status, rekey, key } = state
  const name = key && 'the key'
  return {
    errorSequenceNumber: undefined,
    usb: {
      ...off, keyCopies: copies, rekeyFilename: undefined, keyFilename: undefined,
      ...method === 'usb' ? { status, rekey, keyFilename: name } : {},
    },
    keyServer: {
      ...off, pmkUid: undefined, pmkRekeyUid: undefined,
      ...method === 'keyserver' ? { status, rekey, pmkUid: name } : {},
    },
    recoveryKey: { ...off, name: undefined, rekeyName: undefined },
  }
}

const online = { primary: true, status: 'online' } as const

const factsOf = (view: EncryptionView): EncryptionFacts => ({
  view,
  offered: ['keyserver', 'usb'],
  preparing: undefined,
  encryptedObjects: 0,
  keyServers: [online],
  usbPorts: { active: 3, required: 3 },
})

const steps = ['enable', 'disable', 'prepare', 'commit', 'cancel', 'validate'] as const

/** Columns as `steps`; undefined goes ahead. Key servers are never validated: 9141 is syntax. */
const keyServerTable: readonly (readonly [string, State, ...Cell[]])[] = [
  ['not supported', { status: 'not_supported', rekey: 'no_key' },
    '8528', '8528', '8528', '8528', '8528'],
  ['not licensed', { status: 'not_licensed', rekey: 'no_key' },
    '8529', '8529', '8529', '8529', '8529'],
  ['off', { status: 'licensed', rekey: 'no_key' },
    undefined, '8532', '8532', '8532', '8532'],
  ['on, no key', { status: 'enabled', rekey: 'no_key' },
    undefined, undefined, undefined, '8533', '8533'],
  ['first prepared', { status: 'enabled', rekey: 'prepared' },
    undefined, '8530', '8530', undefined, undefined],
  ['a key', { status: 'enabled', rekey: 'no', key: true },
    undefined, undefined, undefined, '8533', '8533'],
  ['prepared', { status: 'enabled', rekey: 'prepared', key: true },
    undefined, '8530', '8530', undefined, undefined],
  ['committing', { status: 'enabled', rekey: 'committing', key: true },
    '8538', '8538', '8538', '8538', '8538'],
]

const usbTable: readonly (readonly [string, State, ...Cell[]])[] = [
  ['not supported', { status: 'not_supported', rekey: 'no_key' },
    '8528', '8528', '8528', '8528', '8528', '8528'],
  ['not licensed', { status: 'not_licensed', rekey: 'no_key' },
    '8529', '8529', '8529', '8529', '8529', '8529'],
  ['off', { status: 'licensed', rekey: 'no_key' },
    undefined, '8532', '8532', '8532', '8532', '7359'],
  ['on, no key', { status: 'enabled', rekey: 'no_key' },
    undefined, undefined, undefined, '8533', '8533', '7376'],
  ['first prepared', { status: 'enabled', rekey: 'prepared' },
    undefined, '8530', '8530', undefined, undefined, '7376'],
  ['a key', { status: 'enabled', rekey: 'no', key: true },
    undefined, undefined, undefined, '8533', '8533', undefined],
  ['prepared', { status: 'enabled', rekey: 'prepared', key: true },
    undefined, '8530', '8530', undefined, undefined, '8530'],
  ['committing', { status: 'enabled', rekey: 'committing', key: true },
    '8538', '8538', '8538', '8538', '8538', '8538'],
]

for (const [method, table] of [['keyserver', keyServerTable], ['usb', usbTable]] as const) {
  for (const [name, state, ...cells] of table) {
    test(`${method}, ${name}: every step as the state table says`, () => {
      for (const [at, cell] of cells.entries()) {
        const step = steps[at] as EncryptionStep
        const refusal = judgeEncryption(factsOf(viewOf(method, state)), { method, step })
        assert.equal(refusal?.code, cell, step)
      }
    })
  }
}

const withKey = factsOf(viewOf('keyserver', { status: 'enabled', rekey: 'no', key: true }))
const prepare = { method: 'keyserver', step: 'prepare' } as const
const disable = { method: 'keyserver', step: 'disable' } as const

test('prepare wants a server, a primary, and all of them online, in this order', () => {
  const codeWith = (keyServers: EncryptionFacts['keyServers']) =>
    judgeEncryption({ ...withKey, keyServers }, prepare)?.code
  assert.equal(codeWith([]), '9138')
  assert.equal(codeWith([{ primary: false, status: 'offline' }]), '9137')
  assert.equal(codeWith([online, { primary: false, status: 'offline' }]), '9139')
  assert.equal(codeWith([online, { primary: false, status: 'degraded' }]), '9139')
  assert.equal(codeWith([online, { primary: false, status: 'online' }]), undefined)
})

test('a prepare under way counts as an open rekey, and can be cancelled', () => {
  const facts = { ...withKey, preparing: 'keyserver' } as const
  const codes = steps.slice(0, 5).map((step) =>
    judgeEncryption(facts, { method: 'keyserver', step })?.code)
  assert.deepEqual(codes, [undefined, '8530', '8530', '8533', undefined])
})

test('the last method stays while something is encrypted', () => {
  const facts = { ...withKey, encryptedObjects: 1 }
  assert.equal(judgeEncryption(facts, disable)?.code, '8531')
  const usb = { ...facts.view.usb, status: 'enabled' } as const
  const withUsb = (more: Partial<typeof usb>) =>
    ({ ...facts, view: { ...facts.view, usb: { ...usb, ...more } } })
  // Enabled without a key, the other method opens nothing.
  assert.equal(judgeEncryption(withUsb({}), disable)?.code, '8531')
  assert.equal(judgeEncryption(withUsb({ rekey: 'no', keyFilename: 'F' }), disable), undefined)
})

test('another method\'s open rekey stops prepare and disable, and nothing else', () => {
  const usb = { ...withKey.view.usb, status: 'enabled', rekey: 'prepared' } as const
  const facts = { ...withKey, view: { ...withKey.view, usb } }
  const codes = steps.slice(0, 5).map((step) =>
    judgeEncryption(facts, { method: 'keyserver', step })?.code)
  assert.deepEqual(codes, [undefined, '8530', '8530', '8533', '8533'])
  const recoveryKey = {
    ...withKey.view.recoveryKey, status: 'enabled', rekey: 'confirmed',
  } as const
  const recovery = { ...withKey, view: { ...withKey.view, recoveryKey } }
  assert.equal(judgeEncryption(recovery, prepare)?.code, '1101')
})

test('USB wants enough ports to prepare, and enough copies to commit', () => {
  const on = factsOf(viewOf('usb', { status: 'enabled', rekey: 'no_key' }))
  const few = { ...on, usbPorts: { active: 1, required: 3 } }
  assert.deepEqual(judgeEncryption(few, { method: 'usb', step: 'prepare' }),
    { ok: false, code: '8536', values: ['3'] })
  const prepared = factsOf(viewOf('usb', { status: 'enabled', rekey: 'prepared' }, 2))
  assert.equal(judgeEncryption(prepared, { method: 'usb', step: 'commit' })?.code, '8537')
})

test('a method that this version does not offer cannot be enabled', () => {
  const facts = { ...withKey, offered: ['keyserver'] } as const
  assert.equal(judgeEncryption(facts, { method: 'usb', step: 'enable' })?.code, '8848')
  assert.equal(judgeEncryption(facts, { method: 'recoverykey', step: 'enable' })?.code, '8848')
})

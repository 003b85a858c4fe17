import assert from 'node:assert/strict'
import { test } from 'node:test'
import { executeArgv } from '../execute/cli.ts'
import { FakeSystem } from '../fake-system.test.ts'
import type { EncryptionView } from '../system/encryption.ts'

const file = 'encryptionkey_0000020420A01234_20A0123400000001_demo1'

const base: EncryptionView = {
  errorSequenceNumber: undefined,
  usb: {
    status: 'licensed', rekey: 'no_key', keyCopies: 0, keyFilename: undefined,
    rekeyFilename: undefined,
  },
  keyServer: { status: 'licensed', rekey: 'no_key', pmkUid: undefined, pmkRekeyUid: undefined },
  recoveryKey: { status: 'licensed', rekey: 'no_key', name: undefined, rekeyName: undefined },
}

const usb = (change: Partial<EncryptionView['usb']>): EncryptionView =>
  ({ ...base, usb: { ...base.usb, status: 'enabled', ...change } })

const keyServer = (change: Partial<EncryptionView['keyServer']>): EncryptionView =>
  ({ ...base, keyServer: { ...base.keyServer, status: 'enabled', ...change } })

/** States of a real machine, T, and of a rekey with key servers, K; values in field order. */
const states: readonly (readonly [string, EncryptionView, string])[] = [
  ['T1', base, 'licensed,,no_key,0,,,licensed,no_key,,,licensed,no_key,,'],
  ['T2', usb({}), 'enabled,,no_key,0,,,licensed,no_key,,,licensed,no_key,,'],
  ['T3', usb({ rekey: 'prepared', keyCopies: 2, rekeyFilename: file }),
    `enabled,,prepared,2,,${file},licensed,no_key,,,licensed,no_key,,`],
  ['T4', usb({ rekey: 'prepared', keyCopies: 3, rekeyFilename: file }),
    `enabled,,prepared,3,,${file},licensed,no_key,,,licensed,no_key,,`],
  ['T5', usb({ rekey: 'no', keyCopies: 3, keyFilename: file }),
    `enabled,,no,3,${file},,licensed,no_key,,,licensed,no_key,,`],
  ['K1', keyServer({ rekey: 'prepared', pmkUid: 'old', pmkRekeyUid: 'new' }),
    'licensed,,no_key,0,,,enabled,prepared,old,new,licensed,no_key,,'],
  ['K2', keyServer({ rekey: 'no', pmkUid: 'new' }),
    'licensed,,no_key,0,,,enabled,no,new,,licensed,no_key,,'],
  ['trouble', { ...base, errorSequenceNumber: 120 },
    'licensed,120,no_key,0,,,licensed,no_key,,,licensed,no_key,,'],
]

const names = [
  'status', 'error_sequence_number', 'usb_rekey', 'usb_key_copies', 'usb_key_filename',
  'usb_rekey_filename', 'keyserver_status', 'keyserver_rekey', 'keyserver_pmk_uid',
  'keyserver_pmk_rekey_uid', 'recovery_key_status', 'recovery_key_rekey', 'recovery_key_name',
  'recovery_key_rekey_name',
]

for (const [name, view, row] of states) {
  test(`lsencryption in state ${name}: 14 lines, exact to the byte`, async () => {
    const values = row.split(',')
    const print = async (...argv: string[]) => {
      const { system } = new FakeSystem()
      const encryption = { ...system.encryption, view: async () => view }
      const { stdout, exitCode } = await executeArgv(['lsencryption', ...argv], {
        system: { ...system, encryption },
        caller: {
          name: 'superuser', role: 'Monitor', passwordChangeRequired: false, origin: 'CLI',
          address: '',
        },
        now: () => 0,
      })
      assert.equal(exitCode, 0)
      return stdout
    }
    const lines = (form: (name: string, value: string) => string) =>
      names.map((field, at) => `${form(field, values[at] as string)}\n`).join('')
    assert.equal(await print('-delim', ':'), lines((field, value) => `${field}:${value}`))
    assert.equal(await print(), lines((field, value) => `${field} ${value}`.trimEnd()))
    assert.equal(await print('-nohdr'), lines((_, value) => value))
    assert.deepEqual(Object.entries(JSON.parse(await print('-json'))),
      names.map((field, at) => [field, values[at]]))
  })
}

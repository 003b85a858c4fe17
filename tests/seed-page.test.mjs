// The page on rekeying that Keyturn grew from, word for word, with the system's own ssh client.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { eventually, Installation } from './support/installation.mjs'

const installation = new Installation()
before(() => installation.start())
after(() => installation.remove())

const LSENCRYPTION_FIELDS = [
  'status',
  'error_sequence_number',
  'usb_rekey',
  'usb_key_copies',
  'usb_key_filename',
  'usb_rekey_filename',
  'keyserver_status',
  'keyserver_rekey',
  'keyserver_pmk_uid',
  'keyserver_pmk_rekey_uid',
  'recovery_key_status',
  'recovery_key_rekey',
  'recovery_key_name',
  'recovery_key_rekey_name',
]
const silent = (result) => assert.deepEqual(result, { stdout: '', stderr: '', exitCode: 0 })
const status = (name) => installation.rows('lskeyserver').find((row) => row.name === name)?.status
const alerts = () =>
  installation.rows('lseventlog -message no').filter((row) => row.error_code === '1785')

test('encryption is enabled and both key servers are online after npm start', () => {
  const view = installation.detail('lsencryption')
  assert.deepEqual(Object.keys(view), LSENCRYPTION_FIELDS)
  assert.equal(view.keyserver_status, 'enabled')
  assert.equal(view.keyserver_rekey, 'no')
  assert.notEqual(view.keyserver_pmk_uid, '')
  assert.equal(view.keyserver_pmk_rekey_uid, '')
  const servers = installation.rows('lskeyserver')
  assert.deepEqual(
    servers.map((row) => [row.id, row.status, row.primary, row.type]),
    [
      ['0', 'online', 'yes', 'isklm'],
      ['1', 'online', 'no', 'isklm'],
    ],
  )
  assert.equal(installation.detail('lskeyserver 0').name, servers[0].name)
  assert.equal(installation.detail(`lskeyserver ${servers[1].name}`).id, '1')
})

test('prepare, replicate, commit: the secondary is offline only until it has the new key', async () => {
  const old = installation.detail('lsencryption').keyserver_pmk_uid
  const secondary = installation.rows('lskeyserver')[1].name

  silent(installation.ssh('chencryption -keyserver newkey -key prepare'))
  const prepared = installation.detail('lsencryption')
  assert.equal(prepared.keyserver_rekey, 'prepared')
  assert.equal(prepared.keyserver_pmk_uid, old)
  const fresh = prepared.keyserver_pmk_rekey_uid
  assert.ok(fresh !== '' && fresh !== old)

  assert.equal(
    await eventually('the secondary is offline', () => status(secondary) === 'offline'),
    true,
  )
  assert.equal(installation.rows('lskeyserver')[0].status, 'online')
  const [alert] = alerts()
  assert.equal(alert?.object_name, secondary)
  assert.equal(alert?.event_id, '086006')
  assert.equal(installation.detail(`lskeyserver ${secondary}`).err_seq_num, alert.sequence_number)

  const replicated = installation.keyturn('key-server', 'replicate', 'now')
  assert.equal(replicated.exitCode, 0, replicated.stderr)
  await eventually('the secondary is online', () => status(secondary) === 'online')
  await eventually('the alert has fixed itself', () => alerts().length === 0)
  const event = installation.detail(`lseventlog ${alert.sequence_number}`)
  assert.equal(event.fixed, 'yes')
  assert.equal(event.auto_fixed, 'yes')

  silent(installation.ssh('chencryption -keyserver newkey -key commit'))
  const committed = installation.detail('lsencryption')
  assert.equal(committed.keyserver_rekey, 'no')
  assert.equal(committed.keyserver_pmk_uid, fresh)
  assert.equal(committed.keyserver_pmk_rekey_uid, '')
})

test('cancel after prepare goes back to before, and the new key is out of use', async () => {
  const { keyserver_pmk_uid: current } = installation.detail('lsencryption')
  silent(installation.ssh('svctask chencryption -keyserver newkey -key prepare'))
  silent(installation.ssh('svctask chencryption -keyserver newkey -key cancel'))
  const view = installation.detail('svcinfo lsencryption')
  assert.equal(view.keyserver_rekey, 'no')
  assert.equal(view.keyserver_pmk_uid, current)
  assert.equal(view.keyserver_pmk_rekey_uid, '')
  await eventually('both key servers are online', () =>
    installation.rows('lskeyserver').every((row) => row.status === 'online'),
  )
})

test('testkeyserver says its sentence', () => {
  assert.deepEqual(installation.ssh('testkeyserver 0'), {
    stdout: 'The key server task completed successfully.\n',
    stderr: '',
    exitCode: 0,
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeSimulated } from '@keyturn/platform/simulated'
import { MAX_PENDING_CLIENTS } from '../clients/client-directory.ts'
import {
  decodeRecord, encodeRecord, recordKey, scopeOf, type ClientRecord,
} from '../records/index.ts'
import { named, Rig } from '../simulated-rig.test.ts'

const groups = [{ name: 'ALPHA', may_destroy: true }, { name: 'BETA' }]
const clients = { alice: 'ALPHA', anna: 'ALPHA', bob: 'BETA' }

test('the objects of another group do not exist, whatever is asked of them', async () => {
  const rig = await Rig.start({ clients, groups })
  const [alice, anna, bob] =
    await Promise.all(['alice', 'anna', 'bob'].map((name) => rig.connect(name)))
  assert.ok(alice && anna && bob)
  const uniqueIdentifier = await alice.createKey(named('shared'))
  const asked = { uniqueIdentifier }
  const refusals = [
    await bob.refused('Get', asked),
    await bob.refused('GetAttributes', { ...asked, attributeReferences: [] }),
    await bob.refused('GetAttributeList', asked),
    await bob.refused('Activate', asked),
    await bob.refused('Destroy', asked),
    await bob.refused('AddAttribute', { ...asked, attribute: named('mine') }),
    await bob.refused('Revoke', {
      ...asked, revocationReason: { revocationReasonCode: 'KeyCompromise' },
    }),
  ]
  for (const refusal of refusals) {
    assert.equal(refusal.resultReason, 'ItemNotFound', refusal.operation)
  }
  const unknown = await bob.refused('Get', { uniqueIdentifier: 'never-was' })
  assert.equal(unknown.resultMessage?.replace('never-was', uniqueIdentifier),
    refusals[0]?.resultMessage, 'no difference between hidden and absent')
  const all = await bob.call('Locate', { attributes: [] })
  assert.deepEqual(all.uniqueIdentifiers, [])
  await bob.createKey(named('shared'))
  assert.equal((await anna.call('Get', asked)).uniqueIdentifier, uniqueIdentifier, 'same group')
})

test('an unknown certificate waits as pending, may ask what this server is, and nothing else', async () => {
  const rig = await Rig.start({ clients, groups })
  const stranger = await rig.connect('stranger')
  assert.equal((await stranger.call('DiscoverVersions', { protocolVersions: [] }))
    .protocolVersions.length, 7)
  await stranger.call('Query', { queryFunctions: ['QueryServerInformation'] })
  assert.equal(pendingOf(rig).length, 0, 'so far it has wanted nothing')
  const refusal = await stranger.refused('Locate', { attributes: [] })
  assert.equal(refusal.resultReason, 'PermissionDenied')
  assert.match(refusal.resultMessage ?? '', /not approved yet: an administrator of first must approve/)
  const [pending] = pendingOf(rig)
  assert.deepEqual([pending?.subject, pending?.firstAddress], ['CN=stranger', 'stranger'])
  await stranger.refused('Locate', { attributes: [] })
  assert.equal(pendingOf(rig).length, 1, 'kept once')
})

test('an approval and a revocation work at once, on the open connection', async () => {
  const rig = await Rig.start({ clients, groups })
  const stranger = await rig.connect('stranger')
  await stranger.refused('Locate', { attributes: [] })
  const [pending] = pendingOf(rig)
  assert.ok(pending)
  decide(rig, { ...pending, status: 'approved', group: 'ALPHA' })
  await stranger.call('Locate', { attributes: [] })
  decide(rig, { ...pending, status: 'revoked', group: 'ALPHA' })
  const refusal = await stranger.refused('Locate', { attributes: [] })
  assert.match(refusal.resultMessage ?? '', /was revoked by an administrator/)
})

test('an expired certificate is refused although it was approved', async () => {
  const rig = await Rig.start({ clients, groups })
  const alice = await rig.connect('alice')
  await alice.createKey()
  await rig.time.advance(366 * 86_400_000)
  const again = await rig.connect('alice')
  const refusal = await again.refused('Locate', { attributes: [] })
  assert.match(refusal.resultMessage ?? '', /expired on 2027-01-01: renew it/)
})

test('a group destroys only where it is allowed to', async () => {
  const rig = await Rig.start({ clients, groups })
  const [alice, bob] = [await rig.connect('alice'), await rig.connect('bob')]
  await alice.call('Destroy', { uniqueIdentifier: await alice.createKey() })
  const kept = await bob.createKey()
  const refusal = await bob.refused('Destroy', { uniqueIdentifier: kept })
  assert.equal(refusal.resultReason, 'PermissionDenied')
  assert.match(refusal.resultMessage ?? '', /device group BETA may not destroy/)
  assert.equal(await bob.state(kept), 'PreActive')
})

test('a secondary serves nothing new: it names the server that creates', async () => {
  const rig = await Rig.start({ clients, groups, role: 'secondary' })
  const seen = pendingTemplate(await rig.identity('alice'))
  decide(rig, { ...seen, status: 'approved', group: 'ALPHA' })
  const client = await rig.connect('alice')
  const refusal = await client.refused('Create', { objectType: 'SymmetricKey', attributes: [] })
  assert.equal(refusal.resultReason, 'PermissionDenied')
  assert.match(refusal.resultMessage ?? '',
    /^first is a secondary key server and does not change keys: send Create to the primary/)
  await client.call('Locate', { attributes: [] })
  const stranger = await rig.connect('stranger')
  await stranger.refused('Locate', { attributes: [] })
  assert.equal(pendingOf(rig).length, 0, 'clients come from the primary alone')
})

test('the list of pending clients has an end, so that strangers cannot fill the store', async () => {
  const rig = await Rig.start({ clients, groups })
  const seen = pendingTemplate(await rig.identity('alice'))
  for (let at = 0; at < MAX_PENDING_CLIENTS; at++) decide(rig, { ...seen, fingerprint: `f${at}` })
  const refusal = await (await rig.connect('stranger')).refused('Locate', { attributes: [] })
  assert.match(refusal.resultMessage ?? '', /Too many certificates wait for approval/)
  assert.equal(pendingOf(rig).length, MAX_PENDING_CLIENTS)
})

test('every row that a server writes has a scope, and none of a primary alone is replicated', async () => {
  const rig = await Rig.start({ clients, groups })
  await (await rig.connect('alice')).createKey(named('one'))
  await rig.time.advance(1000)
  const scopes = new Map(rig.disk.rows().map(({ key }) => [key.split('/')[0], scopeOf(key)]))
  assert.deepEqual([...scopes].sort(), [
    ['audit', 'local'], ['client', 'replicated'], ['group', 'replicated'], ['name', 'replicated'],
    ['object', 'replicated'], ['replication', 'local'], ['seal', 'local'], ['server', 'local'],
  ])
})

function pendingOf(rig: Rig): readonly ClientRecord[] {
  return rig.disk.rows()
    .filter(({ key }) => key.startsWith('client/'))
    .map(({ key, value }) => decodeRecord<ClientRecord>(key, value))
    .filter(({ status }) => status === 'pending')
}

function pendingTemplate(identity: { readonly certificate: string }): ClientRecord {
  const described = describeSimulated(identity.certificate)
  assert.ok(described)
  return {
    version: 1,
    fingerprint: described.fingerprint,
    name: 'alice',
    status: 'pending',
    subject: described.subject,
    issuer: described.issuer,
    serialNumber: described.serialNumber,
    notAfter: described.notAfter,
    certificate: identity.certificate,
    firstAddress: '',
    firstSeen: 0,
  }
}

/** As the administrator's interface would do it. */
function decide(rig: Rig, record: ClientRecord): void {
  rig.disk.apply({
    put: [{ key: recordKey.client(record.fingerprint), value: encodeRecord(record) }],
  })
}

// The whole life of keys with PyKMIP's client (Debian's python3-pykmip) over mutual TLS.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Authority, KeyServerProcess, type Identity } from './process-rig.test.ts'

/** Debian's own Python: another one on the PATH does not see Debian's packages. */
const python = '/usr/bin/python3'
const script = fileURLToPath(
  new URL('../../../testdata/clients/pykmip-life-cycle.py', import.meta.url))

let authority: Authority
let server: KeyServerProcess
let alice: Identity
let stranger: Identity

before(async () => {
  authority = new Authority()
  alice = authority.issue('alice')
  stranger = authority.issue('stranger')
  server = await KeyServerProcess.start(authority, [
    { name: 'alice', group: 'ALPHA', identity: alice },
  ])
})

after(async () => {
  const code = await server.stop()
  authority.remove()
  assert.equal(code, 0, 'a clean stop')
})

async function runClient(identity: Identity, version: string): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [
    script, String(server.ports.kmip), authority.certificate, identity.certificate, identity.key,
    version,
  ])
  return JSON.parse(stdout)
}

const denied = (message: string) => ({ refused: 'PERMISSION_DENIED', message })

/** What each version adds to the list of attributes: none may show what came later. */
const attributeLists: Record<string, readonly string[]> = {
  '1.0': [],
  '1.2': ['Original Creation Date'],
  '1.4': [
    'Always Sensitive', 'Extractable', 'Never Extractable', 'Original Creation Date',
    'Random Number Generator', 'Sensitive',
  ],
  '2.0': [
    'Always Sensitive', 'Extractable', 'Key Format Type', 'Never Extractable',
    'Original Creation Date', 'Random Number Generator', 'Sensitive', 'Short Unique Identifier',
  ],
}

const commonAttributes = [
  'Cryptographic Algorithm', 'Cryptographic Length', 'Cryptographic Usage Mask', 'Digest',
  'Initial Date', 'Last Change Date', 'Name', 'Object Type', 'State', 'Unique Identifier',
]

for (const [version, added] of Object.entries(attributeLists)) {
  test(`PyKMIP leads keys through their whole life in KMIP ${version}`, async () => {
    const { getDestroyed, notOffered, query, unknownObject, ...steps } =
      await runClient(alice, version) as Record<string, Record<string, unknown>>
    const name = `life-${version}`
    assert.deepEqual(steps, {
      versions: ['2.1', '2.0', '1.4', '1.3', '1.2', '1.1', '1.0'],
      created: { bytes: 32, algorithm: 'AES', length: 256, same: true },
      nameTwice: { refused: 'INVALID_FIELD', message: `The name ${name} is in use.` },
      attributeList: [...commonAttributes, ...added].sort(),
      preActive: {
        State: ['PRE_ACTIVE'],
        Name: [name],
        'Cryptographic Length': [256],
        'Object Type': ['SYMMETRIC_KEY'],
      },
      located: true,
      notLocated: [],
      renamed: { Name: [`${name}-new`] },
      locatedByNewName: true,
      locatedByOldName: [],
      active: { State: ['ACTIVE'] },
      activateTwice: denied('Activate is not allowed in the state Active.'),
      destroyActive: denied('An active object is not destroyed: Revoke it first.'),
      deactivated: { State: ['DEACTIVATED'] },
      readAfterwards: true,
      destroyed: { State: ['DESTROYED'] },
      destroyedNotLocated: [],
      registered: true,
      nameDeleted: {},
      secret: 'a secret',
      opaque: '010203',
      newestFirst: true,
      compromised: { State: ['COMPROMISED'] },
      destroyedCompromised: { State: ['DESTROYED_COMPROMISED'] },
    })
    assert.equal(query?.vendor, 'Keyturn')
    assert.equal(unknownObject?.refused, 'ITEM_NOT_FOUND')
    assert.equal(getDestroyed?.refused, version < '2.0' ? 'ITEM_NOT_FOUND' : 'OBJECT_DESTROYED')
    assert.equal(notOffered?.refused, 'OPERATION_NOT_SUPPORTED')
  })
}

test('PyKMIP with a certificate that nobody approved is told to wait for approval', async () => {
  await assert.rejects(runClient(stranger, '1.2'), (error: { stderr: string }) => {
    assert.match(error.stderr, /PERMISSION_DENIED/)
    assert.match(error.stderr, /is not approved yet: an administrator of test-server must approve it/)
    return true
  })
})

// The real program on a real disk: killed while it works, it keeps what it answered.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { connectTls, createKmipClient, type KmipClient } from '@keyturn/kmip/client'
import { Authority, KeyServerProcess, type Identity } from './process-rig.test.ts'
import { aes256, named } from './simulated-rig.test.ts'

const CREATORS = 4
const KILL_AFTER = 100

test('SIGKILL in the middle of many Creates loses no key that was answered', async () => {
  const authority = new Authority()
  try {
    const alice = authority.issue('alice')
    const clients = [{ name: 'alice', group: 'ALPHA', identity: alice }]
    const first = await KeyServerProcess.start(authority, clients)
    const answered = await createUntilKilled(first, connect(first, authority, alice))
    const second = await KeyServerProcess.start(authority, clients)
    const client = connect(second, authority, alice)
    for (const [name, material] of answered) {
      const { uniqueIdentifiers: [found] } =
        await client.call('Locate', { attributes: [named(name)] })
      assert.ok(found, name)
      assert.deepEqual(await materialOf(client, found), material, name)
    }
    client.close()
    assert.equal(await second.stop(), 0)
  } finally {
    authority.remove()
  }
})

async function createUntilKilled(server: KeyServerProcess, client: KmipClient) {
  const answered = new Map<string, unknown>()
  let count = 0
  const creator = async (): Promise<void> => {
    for (;;) {
      const name = `key-${++count}`
      const { uniqueIdentifier } = await client.call('Create',
        { objectType: 'SymmetricKey', attributes: [...aes256, named(name)] })
      answered.set(name, await materialOf(client, uniqueIdentifier))
      if (answered.size === KILL_AFTER) await server.kill()
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: CREATORS }, creator))
  assert.ok(ends.every(({ status }) => status === 'rejected'))
  assert.ok(answered.size >= KILL_AFTER)
  client.close()
  return answered
}

async function materialOf(client: KmipClient, uniqueIdentifier: string): Promise<unknown> {
  const { object } = await client.call('Get', { uniqueIdentifier })
  return 'keyBlock' in object ? object.keyBlock.keyValue : undefined
}

function connect(server: KeyServerProcess, authority: Authority, { certificate, key }: Identity) {
  return createKmipClient({ connect: connectTls({
    host: '127.0.0.1',
    port: server.ports.kmip,
    ca: readFileSync(authority.certificate, 'utf8'),
    cert: readFileSync(certificate, 'utf8'),
    key: readFileSync(key, 'utf8'),
  }) })
}

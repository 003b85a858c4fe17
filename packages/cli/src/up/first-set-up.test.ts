import assert from 'node:assert/strict'
import test from 'node:test'
import type { KeyServerClient } from '../clients/key-server-client.ts'
import type { StorageClient } from '../clients/storage-client.ts'
import { setUp } from './first-set-up.ts'
import { layOut } from './layout.ts'

const CERTIFICATE = 'the certificate of the storage system'

/** A storage system that was set up before; what changes it is kept. */
async function startAgain(keyServers: readonly Record<string, string>[]) {
  const changes: string[] = []
  const views: Record<string, unknown> = {
    lskeyserverisklm: { status: 'enabled_active' },
    lskeyserver: keyServers,
    lsencryption: { keyserver_status: 'enabled', keyserver_rekey: 'no', keyserver_pmk_uid: '1' },
    lsmdiskgrp: [{ name: 'pool0' }],
    lsvdisk: [{ name: 'vol0' }],
    lsvdiskhostmap: [{ name: 'vol0' }],
  }
  const command = async (name: string, parameters: object, object = '') => {
    if (name in views) return views[name]
    changes.push(`${name} ${JSON.stringify(parameters)} ${object}`)
    return ''
  }
  const request = async (method: string) => method === 'GET'
    ? { clients: [{ fingerprint: '', status: 'approved', certificate: CERTIFICATE }] }
    : {}
  const told: string[] = []
  await setUp({
    layout: layOut('/data', '127.0.0.1', 20_000),
    files: undefined as never,
    storage: { command } as unknown as StorageClient,
    primary: { request } as unknown as KeyServerClient,
    storageCertificate: CERTIFICATE,
    tell: (step) => void told.push(step),
  })
  return { changes, told }
}

const first = { name: 'key-server-1', IP_address: '127.0.0.1', port: '20010' }
const second = { name: 'key-server-2', IP_address: '127.0.0.1', port: '20020' }

test('a second start changes nothing', async () => {
  assert.deepEqual(await startAgain([first, second]), { changes: [], told: [] })
})

test('a start on other ports goes on with the key servers that it knows by name', async () => {
  const { changes } = await startAgain([first, { ...second, port: '5697' }])
  assert.deepEqual(changes, ['chkeyserver {"ip":"127.0.0.1","port":20020} key-server-2'])
})

test('a key server that an administrator renamed or removed is left as it is', async () => {
  const renamed = await startAgain([{ ...first, name: 'first', port: '5696' }, second])
  assert.deepEqual(renamed.changes, [])
  assert.match(renamed.told.join(), /key-server-1/)
  assert.deepEqual((await startAgain([first])).changes, [])
})

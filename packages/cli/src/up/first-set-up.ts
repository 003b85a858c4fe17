import { join } from 'node:path'
import type { Files } from '@keyturn/platform/ports'
import type { KeyServerClient } from '../clients/key-server-client.ts'
import type { StorageClient } from '../clients/storage-client.ts'
import { STORAGE_GROUP } from './configurations.ts'
import { FIRST_VOLUME, urlHost } from './endpoints.ts'
import type { KeyServerLayout, Layout } from './layout.ts'

const POOL = 'pool0'
const EXTENT_MB = 1024
const VOLUME_GB = 1
const MAX_PEM_BYTES = 65_536
const UPLOAD_MODE = 0o600
/** Where an administrator would put the certificate by scp. */
const AUTHORITY_UPLOAD = '/tmp/key-servers.pem'

export interface SetUp {
  readonly layout: Layout
  readonly files: Files
  readonly storage: StorageClient
  readonly primary: KeyServerClient
  /** PEM of the storage system's certificate. */
  readonly storageCertificate: string
  /** Tells the person who waits what is done now. */
  readonly tell: (step: string) => void
}

type Row = Readonly<Record<string, string>>

/**
 * From two bare key servers and a bare storage system to an encrypted volume, with the commands that an administrator
 * would give. Every step looks first whether it is done, so that an interrupted set-up goes on where it was.
 */
export async function setUp(up: SetUp): Promise<void> {
  await admitStorage(up)
  await addKeyServers(up)
  await enableEncryption(up)
  await makeVolume(up)
}

async function admitStorage({ primary, storageCertificate, tell }: SetUp): Promise<void> {
  const { clients } = (await primary.request('GET', '/clients')) as {
    clients: readonly ClientView[]
  }
  const known = clients.find((client) => client.certificate?.trim() === storageCertificate.trim())
  if (known?.status === 'approved') return
  tell('admitting the storage system to the key servers')
  if (known) {
    await primary.request('POST', `/clients/${known.fingerprint}/approve`, {
      group: STORAGE_GROUP,
      name: 'keyturn',
    })
  } else {
    await primary.request('POST', '/clients', {
      certificate: storageCertificate,
      group: STORAGE_GROUP,
      name: 'keyturn',
    })
  }
}

interface ClientView {
  readonly fingerprint: string
  readonly status: string
  readonly certificate?: string
}

async function addKeyServers({ layout, files, storage, primary, tell }: SetUp): Promise<void> {
  const type = (await storage.command('lskeyserverisklm')) as Row
  if (type['status'] === 'disabled') {
    const pem = await files.read(layout.authority.certificate, MAX_PEM_BYTES)
    if (!pem)
      throw new Error(
        `${layout.authority.certificate} is gone: restore it, or start anew in an empty folder`,
      )
    await files.write(join(layout.storage.data, 'jail', AUTHORITY_UPLOAD), pem, UPLOAD_MODE)
    await storage.command('chkeyserverisklm', {
      enable: true,
      sslcert: AUTHORITY_UPLOAD,
      devicegroup: STORAGE_GROUP,
    })
  }
  const there = (await storage.command('lskeyserver')) as readonly Row[]
  const kmipAddress = (server: KeyServerLayout) => ({ ip: layout.bind, port: server.ports.kmip })
  const known = (server: KeyServerLayout) =>
    there.find((row) => row['name'] === server.name || isAt(row, kmipAddress(server)))
  const missing = layout.keyServers.filter((server) => known(server) === undefined)
  const moved = layout.keyServers.filter((server) => {
    const row = known(server)
    return row !== undefined && !isAt(row, kmipAddress(server))
  })
  // Once there is a key, a key server that is not there was renamed or removed by an administrator.
  const { keyserver_pmk_uid: key } = (await storage.command('lsencryption')) as Row
  if (key) {
    for (const { name } of missing.splice(0))
      tell(`leaving out ${name}, which the storage system was told to forget, or knows by another name`)
  }
  if (missing.length === 0 && moved.length === 0) return
  // Before it is asked for a key, the secondary must know the storage system, and have its key.
  await primary.request('POST', '/replication/now', {})
  for (const server of moved) {
    tell(`going on with ${server.name} at its new address`)
    await storage.command('chkeyserver', kmipAddress(server), server.name)
  }
  for (const server of missing) {
    tell(`adding ${server.name}`)
    await storage.command('mkkeyserver', {
      ...kmipAddress(server),
      name: server.name,
      ...(server.role === 'primary' ? { primary: true } : {}),
    })
  }
}

/** The folder may have been moved to another machine, or started with other ports. */
const isAt = (row: Row, { ip, port }: { readonly ip: string; readonly port: number }): boolean =>
  sameAddress(row['IP_address'] ?? '', ip) && row['port'] === String(port)

/** An IPv6 address has many spellings; a URL has one. */
const sameAddress = (a: string, b: string): boolean =>
  new URL(`tcp://${urlHost(a)}`).host === new URL(`tcp://${urlHost(b)}`).host

async function enableEncryption({ storage, primary, tell }: SetUp): Promise<void> {
  const view = async () => (await storage.command('lsencryption')) as Row
  if ((await view())['keyserver_status'] !== 'enabled') {
    tell('enabling encryption')
    await storage.command('chencryption', { keyserver: 'enable' })
  }
  const { keyserver_rekey: rekey, keyserver_pmk_uid: current } = await view()
  if (current) return
  tell('making the first key')
  if (rekey !== 'prepared')
    await storage.command('chencryption', { keyserver: 'newkey', key: 'prepare' })
  await primary.request('POST', '/replication/now', {})
  await storage.command('chencryption', { keyserver: 'newkey', key: 'commit' })
}

async function makeVolume({ storage, tell }: SetUp): Promise<void> {
  const has = async (command: string, name: string) =>
    ((await storage.command(command)) as readonly Row[]).some((row) => row['name'] === name)
  const pools = await has('lsmdiskgrp', POOL)
  if (!pools)
    await storage.command('mkmdiskgrp', {
      name: POOL,
      ext: EXTENT_MB,
      mdisk: 'disk0',
      encrypt: 'yes',
    })
  if (!(await has('lsvdisk', FIRST_VOLUME))) {
    tell('making an encrypted volume')
    await storage.command('mkvdisk', {
      name: FIRST_VOLUME,
      mdiskgrp: POOL,
      size: VOLUME_GB,
      unit: 'gb',
    })
  }
  const mappings = (await storage.command('lsvdiskhostmap', {}, FIRST_VOLUME)) as readonly Row[]
  if (mappings.length === 0)
    await storage.command('mkvdiskhostmap', { host: 'local' }, FIRST_VOLUME)
}

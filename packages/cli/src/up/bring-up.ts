import { join } from 'node:path'
import type { Certificates, Files, HttpClient } from '@keyturn/platform/ports'
import { KeyServerClient } from '../clients/key-server-client.ts'
import { StorageClient } from '../clients/storage-client.ts'
import { banner } from './banner.ts'
import { writeConfigurations } from './configurations.ts'
import { urlHost, writeEndpoints } from './endpoints.ts'
import { setUp } from './first-set-up.ts'
import { makeIdentities } from './identities.ts'
import type { KeyServerLayout, Layout } from './layout.ts'
import { assertNotRunning } from './not-running.ts'
import { presentedCertificate } from './presented-certificate.ts'
import { type Program, startProgram } from './processes.ts'

const MAX_SMALL_FILE_BYTES = 65_536
const FOLDER_MODE = 0o700
const READABLE = 0o644

export interface BringUpPorts {
  readonly files: Files
  readonly certificates: Certificates
  readonly http: HttpClient
  readonly print: (line: string) => void
}

/** Starts everything of a layout and sets it up; what it started, it stops again when a step fails. */
export async function bringUp(layout: Layout, ports: BringUpPorts): Promise<readonly Program[]> {
  const { files, certificates, print } = ports
  await assertNotRunning(layout)
  const known = await files.read(layout.storage.passwordFile, MAX_SMALL_FILE_BYTES)
  await makeFolders(layout, files)
  await files.remove(layout.endpoints)
  await makeIdentities(layout, files, certificates)
  await writeConfigurations(layout, files, certificates)
  const started: Program[] = []
  try {
    // The primary comes last: it looks for its secondaries at once.
    for (const server of [...layout.keyServers].reverse()) {
      print(`Starting ${server.name} …`)
      started.push(await startProgram({ ...server, packageName: 'key-server' }))
    }
    print('Starting the storage system …')
    started.push(
      await startProgram({ ...layout.storage, name: 'storage', packageName: 'storage-system' }),
    )
    const certificate = await connectAll(layout, ports)
    await writeEndpoints(layout, started, certificate, files)
  } catch (cause) {
    for (const program of started.reverse()) await program.stop()
    throw cause
  }
  print(banner(layout, known ? undefined : await secret(files, layout.storage.passwordFile)))
  return started
}

/** Sets the parts up with each other; answers the path of the storage system's certificate. */
async function connectAll(layout: Layout, { files, http, print }: BringUpPorts): Promise<string> {
  const { storage, bind } = layout
  const storageCertificate = await presentedCertificate(bind, storage.ports.rest)
  const certificatePath = join(storage.folder, 'certificate.pem')
  await files.write(certificatePath, Buffer.from(storageCertificate, 'utf8'), READABLE)
  const [primary] = layout.keyServers
  if (!primary) throw new Error('a layout has a primary key server')
  await setUp({
    layout,
    files,
    storageCertificate,
    storage: new StorageClient(http, {
      url: `https://${urlHost(bind)}:${storage.ports.rest}`,
      user: 'superuser',
      password: await secret(files, storage.passwordFile),
      authority: storageCertificate,
    }),
    primary: new KeyServerClient(http, await keyServerAccess(layout, primary, files)),
    tell: (step) => print(`  ${step} …`),
  })
  return certificatePath
}

async function keyServerAccess(layout: Layout, server: KeyServerLayout, files: Files) {
  return {
    name: server.name,
    url: `https://${urlHost(layout.bind)}:${server.ports.admin}`,
    user: 'superuser',
    password: await secret(files, server.passwordFile),
    authority: await secret(files, layout.authority.certificate),
  }
}

async function makeFolders(layout: Layout, files: Files): Promise<void> {
  const folders = [
    layout.folder,
    join(layout.folder, 'authority'),
    join(layout.folder, 'clients'),
    ...layout.keyServers.flatMap((server) => [server.folder, server.data]),
    layout.storage.folder,
    layout.storage.data,
    layout.storage.backend,
  ]
  for (const folder of folders) await files.makeFolder(folder, FOLDER_MODE)
}

async function secret(files: Files, path: string): Promise<string> {
  const bytes = await files.read(path, MAX_SMALL_FILE_BYTES)
  if (!bytes) throw new Error(`${path} is gone: restore it, or start anew in an empty folder`)
  return Buffer.from(bytes).toString('utf8').trim()
}

import { decodeUtf8 } from '@keyturn/bytes'
import type { Files, HttpListener, HttpServer, Passwords } from '@keyturn/platform/ports'
import { createAdminApi, ensureFirstUser, type AdminOptions } from '../admin/index.ts'
import type { KeyServerConfiguration } from '../configuration.ts'
import { createMonitoringApi, type MonitoringOptions } from '../monitoring/monitoring-api.ts'
import type { ServerRecord } from '../records/index.ts'
import { StartError } from '../seal/index.ts'
import { readIdentity, type ReadPem } from './pem.ts'
import type { Replication } from './replication.ts'

export interface AdminStartPorts extends Omit<AdminOptions, 'server' | 'sender' | 'receiver'> {
  readonly files: Files
  readonly httpServer: HttpServer
  readonly passwords: Passwords
  readonly server: () => ServerRecord
}

/** Longest request to the administrator's interface, and to monitoring, in bytes. */
const MAX_ADMIN_BODY_BYTES = 1_048_576
const MAX_MONITORING_BODY_BYTES = 1_024
const MAX_PASSWORD_FILE_BYTES = 1_024

/** The administrator's interface; undefined where the configuration has none. */
export async function startAdmin(
  ports: AdminStartPorts,
  replication: Replication,
  section: KeyServerConfiguration['admin'],
  read: ReadPem,
): Promise<HttpListener | undefined> {
  if (section === undefined) return undefined
  const { host, port } = section
  const identity = await readIdentity(read, section, 'admin')
  if (ports.server().role !== 'secondary') await makeFirstUser(ports, section)
  const handle = createAdminApi({
    ...ports, ...replication, server: async () => ports.server(),
  })
  const options = { host, port, identity, maxBodyBytes: MAX_ADMIN_BODY_BYTES }
  return ports.httpServer.listen(options, handle)
}

async function makeFirstUser(
  ports: AdminStartPorts,
  { initial_user: name, initial_password_file: path }: NonNullable<KeyServerConfiguration['admin']>,
): Promise<void> {
  if (name === undefined || path === undefined) return
  const bytes = await ports.files.read(path, MAX_PASSWORD_FILE_BYTES)
  const password = decodeUtf8(bytes ?? new Uint8Array(0))?.trim()
  if (!password) {
    throw new StartError(`The file ${path} (admin.initial_password_file) holds no password.`)
  }
  await ensureFirstUser(ports, { name, password })
}

/** Health and numbers; undefined where the configuration has no place for them. */
export async function startMonitoring(
  ports: MonitoringOptions & { readonly httpServer: HttpServer },
  section: KeyServerConfiguration['metrics'],
): Promise<HttpListener | undefined> {
  if (section === undefined) return undefined
  const options = { ...section, maxBodyBytes: MAX_MONITORING_BODY_BYTES }
  return ports.httpServer.listen(options, createMonitoringApi(ports))
}

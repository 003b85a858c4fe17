import { decodeUtf8, toHex } from '@keyturn/bytes'
import { LOCAL_HOST } from './hosts/hosts.ts'
import type { StorageConfiguration } from './configuration.ts'
import type { StoragePorts } from './ports.ts'
import type { Change, Records, SystemRow, UserRow } from './records/index.ts'
import { initialSecurity } from './system/security.ts'
import { SECURITY_ADMIN } from './users/groups.ts'
import { SUPERUSER_ID } from './users/users.ts'

const SYSTEM_ID_BYTES = 8
/** Days that the system's certificate is valid: 15 years, as storage systems do it. */
const CERTIFICATE_DAYS = 5475
const MAX_PASSWORD_FILE_BYTES = 1024
const DEFAULT_PROTECTION_MINUTES = 15

/**
 * At the first start, makes what every system has, in one transaction. Rejects in words for an
 * administrator.
 */
export async function setUp(
  ports: StoragePorts,
  configuration: StorageConfiguration,
  records: Records,
): Promise<void> {
  if (records.system.get() !== undefined) return
  const password = await initialPassword(ports, configuration)
  const superuser: UserRow = {
    id: SUPERUSER_ID,
    name: 'superuser',
    groupId: SECURITY_ADMIN,
    passwordHash: await ports.passwords.hash(password),
    locked: false,
    passwordChangeRequired: false,
  }
  const system: SystemRow = {
    id: toHex(ports.random.bytes(SYSTEM_ID_BYTES)).toUpperCase(),
    name: configuration.name,
    createdAt: ports.clock.now(),
    volumeProtectionEnabled: false,
    volumeProtectionMinutes: DEFAULT_PROTECTION_MINUTES,
    licenceKeys: [],
  }
  const identity = await ports.certificates.selfSigned({
    commonName: configuration.name,
    organization: 'Keyturn',
    ...subjectAlternatives(configuration),
    validityDays: CERTIFICATE_DAYS,
  })
  const changes: Change[] = [
    records.system.put(system),
    records.security.put(initialSecurity),
    records.certificate.put(identity),
    records.hosts.put(LOCAL_HOST.id, LOCAL_HOST),
    records.users.put(superuser.id, superuser),
  ]
  await records.transact(() => ({ changes, result: undefined }))
  ports.log.info('a new storage system was made', { id: system.id, name: system.name })
}

async function initialPassword(
  { files }: StoragePorts,
  { initial_password_file: path }: StorageConfiguration,
): Promise<string> {
  if (path === undefined) {
    throw new Error('set initial_password_file in the configuration to a file that holds the first '
      + 'password of superuser; it is read at the first start alone')
  }
  const bytes = await files.read(path, MAX_PASSWORD_FILE_BYTES)
  const password = bytes && decodeUtf8(bytes)?.split('\n')[0]?.trim()
  if (!password) {
    throw new Error(`${path} holds no password: write the first password of superuser into it`)
  }
  return password
}

/** The names under which REST clients reach this machine. */
function subjectAlternatives({ rest }: StorageConfiguration) {
  const names = new Set(['localhost'])
  const addresses = new Set(['127.0.0.1', '::1'])
  const host = rest?.host
  if (host !== undefined && !isWildcard(host)) (isAddress(host) ? addresses : names).add(host)
  return { dnsNames: [...names], ipAddresses: [...addresses] }
}

const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::'
const isAddress = (host: string): boolean => /^[0-9.]+$/.test(host) || host.includes(':')

import type { TlsIdentity } from '@keyturn/platform/ports'
import type { KeyServerConfiguration } from '../configuration.ts'
import type { ServerRole } from '../records/index.ts'
import {
  startReceiver, startSender, type IncarnationToken, type PeerPin, type ReplicationPorts,
  type ReplicationReceiver, type ReplicationSender,
} from '../replication/index.ts'
import { StartError } from '../seal/index.ts'
import { readAll, readIdentity, type ReadPem } from './pem.ts'

/** Seconds between two runs of a primary to each secondary. */
const DEFAULT_INTERVAL_SECONDS = 300

export interface Replication {
  readonly sender?: ReplicationSender
  readonly receiver?: ReplicationReceiver
}

type Section = NonNullable<KeyServerConfiguration['replication']>

/** Starts the half of replication that fits the role: a promoted secondary starts the sender. */
export async function startReplication(
  ports: ReplicationPorts & { readonly incarnation: IncarnationToken },
  role: ServerRole,
  section: Section | undefined,
  kmipIdentity: TlsIdentity,
  read: ReadPem,
): Promise<Replication> {
  if (section === undefined) return {}
  const { certificate, key } = section
  const identity = certificate !== undefined && key !== undefined
    ? await readIdentity(read, { certificate, key }, 'replication')
    : kmipIdentity
  if (role === 'primary') {
    return { sender: await startPrimary({ ...ports, identity }, section, read) }
  }
  return role === 'secondary'
    ? { receiver: await startSecondary({ ...ports, identity }, section, read) }
    : {}
}

type Ports = ReplicationPorts & { readonly identity: TlsIdentity }

async function startPrimary(
  ports: Ports & { readonly incarnation: IncarnationToken },
  section: Section,
  read: ReadPem,
) {
  const { secondaries = [], interval_seconds: seconds = DEFAULT_INTERVAL_SECONDS } = section
  const targets = await Promise.all(secondaries.map(async ({ name, host, port, peer }) => ({
    name, host, port, peer: await readPin(peer, `replication.secondaries ${name}`, read),
  })))
  return startSender({
    ...ports, secondaries: targets, intervalMs: seconds * 1000, onChange: section.on_change ?? true,
  })
}

async function startSecondary(ports: Ports, section: Section, read: ReadPem) {
  const { host, port, primary } = section
  if (host === undefined || port === undefined || primary === undefined) {
    throw new StartError(
      'A secondary needs host, port and primary in the section [replication] of its configuration.',
    )
  }
  const pin = await readPin(primary, 'replication.primary', read)
  return startReceiver({ ...ports, host, port, primary: pin })
}

async function readPin(
  pin: NonNullable<Section['primary']>,
  key: string,
  read: ReadPem,
): Promise<PeerPin> {
  const authorities = await readAll(read, pin.authorities, `${key}.authorities`)
  return { fingerprints: pin.fingerprints, authorities }
}

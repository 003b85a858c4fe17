import type { System } from '@keyturn/command-set'
import { unlockingSlots } from '@keyturn/key-slots'
import type { Core } from './core.ts'
import { createHosts } from './hosts/hosts.ts'
import { KeyServerDirectory } from './key-servers/directory.ts'
import { KeyServerMonitor } from './key-servers/monitor.ts'
import { Connections } from './nbd/connections.ts'
import { NbdListener } from './nbd/listener.ts'
import { reconcile } from './rekey/alerts.ts'
import { RekeyDriver } from './rekey/driver.ts'
import { performWith } from './rekey/perform.ts'
import { reportHolders, seeksSecondHolder } from './rekey/second-holder.ts'
import { createAudit } from './system/audit.ts'
import { checkExpiry, createCertificates } from './system/certificates.ts'
import { createDumps } from './system/dumps.ts'
import { createEncryption, type EncryptionParts } from './system/encryption.ts'
import { createEvents } from './system/events.ts'
import { createIdentity } from './system/identity.ts'
import { createKeyServers } from './system/key-servers.ts'
import { createLicences } from './system/licences.ts'
import { createNodes } from './system/nodes.ts'
import { createSecurity } from './system/security.ts'
import { createUsers } from './users/users.ts'
import { Attachments } from './volumes/attachments.ts'
import { Backends } from './volumes/backends.ts'
import { createMDisks } from './volumes/mdisks.ts'
import { mendVolumes } from './volumes/mend.ts'
import type { VolumeParts } from './volumes/parts.ts'
import { createPools } from './volumes/pools.ts'
import { removeVolume } from './volumes/remove.ts'
import { Usage } from './volumes/usage.ts'
import { createVolumes } from './volumes/volumes.ts'

const DEFAULT_INTERVAL_S = 10
const DEFAULT_TIMEOUT_MS = 5_000

/** The parts of a running system, put together and not yet started. */
export interface Assembly {
  readonly system: System
  readonly encryption: EncryptionParts
  readonly storage: VolumeParts
  readonly nbd: NbdListener
}

export function assemble(core: Core): Assembly {
  const storage = assembleStorage(core)
  const { attachments } = storage
  const encryption = assembleEncryption(core, attachments)
  return {
    encryption,
    storage,
    nbd: new NbdListener({ core, attachments, connections: storage.connections }),
    system: createSystem(core, encryption, storage),
  }
}

function assembleEncryption(core: Core, attachments: Attachments): EncryptionParts {
  const { configuration, ports, records } = core
  const timeoutMs = configuration.key_server_timeout ?? DEFAULT_TIMEOUT_MS
  const intervalMs = 1_000 * (configuration.key_server_interval ?? DEFAULT_INTERVAL_S)
  const directory = new KeyServerDirectory(ports, records, timeoutMs)
  const driver = new RekeyDriver(core, performWith(core, directory), () => reconcile(core))
  let wasLocked = true
  const monitor = new KeyServerMonitor(core, directory, {
    wanted: () => unlockingSlots(driver.state).filter(({ method }) => method === 'keyServer'),
    seeksSecondHolder: () => seeksSecondHolder(driver.state),
    isLocked: () => core.keyring.isLocked,
    serverOnline: () => driver.hurry(),
    roundEnded: async (assessments) => {
      await reportHolders(driver, assessments)
      await reconcile(core)
      await checkExpiry(core)
      if (wasLocked && !core.keyring.isLocked) await mendVolumes(core, attachments)
      wasLocked = core.keyring.isLocked
    },
  }, intervalMs)
  return { core, driver, directory, monitor }
}

function assembleStorage(core: Core): VolumeParts & { readonly connections: Connections } {
  const backends = new Backends(core)
  const connections = new Connections(core.ports.clock)
  const attachments = new Attachments(core, backends, connections)
  const usage = new Usage(core.ports.files, backends, (uid) => attachments.wasAttached(uid))
  const lastUse = (uid: string) => connections.lastUse(uid)
  return { core, backends, attachments, usage, lastUse, connections }
}

function createSystem(
  core: Core,
  encryption: EncryptionParts,
  storage: VolumeParts & { readonly connections: Connections },
): System {
  const { driver } = encryption
  const { attachments, backends, connections, usage } = storage
  const { records } = core
  return {
    identity: createIdentity(core),
    encryption: createEncryption(encryption),
    keyServers: createKeyServers(encryption),
    certificates: createCertificates(core),
    pools: createPools({
      core,
      backends,
      usage,
      isEncryptionEnabled: () => driver.state.methods.keyServer.enabled,
      removeVolume: (volume) => removeVolume(storage, volume, true),
    }),
    mdisks: createMDisks(core, backends),
    volumes: createVolumes(storage),
    hosts: createHosts(core, {
      connections: (hostId) => connections.countOf(hostId),
      unmapped: (hostId, volumeId) => {
        const uid = records.volumes.get(volumeId)?.uid
        if (uid !== undefined) attachments.dataPlane.disconnect(uid, connections.of(hostId, uid))
      },
    }),
    nodes: createNodes(core),
    events: createEvents(core, {
      confirmHolder: async () => {
        const name = driver.state.methods.keyServer.current?.key.name
        if (name === undefined) return
        const word = { method: 'keyServer', name, by: 'administrator', holders: [] } as const
        await driver.apply({ type: 'secondHolderProven', ...word })
      },
      repairVolume: async (volumeId) => {
        const volume = records.volumes.get(volumeId)
        if (volume) await attachments.repair(volume)
      },
    }),
    users: createUsers(core),
    security: createSecurity(core),
    licences: createLicences(core),
    audit: createAudit(core),
    dumps: createDumps(core),
  }
}

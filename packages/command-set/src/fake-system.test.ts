import type { AuditView } from './system/audit.ts'
import type { IdentityView, PluginView } from './system/identity.ts'
import type { Role, UserView } from './system/users.ts'
import type { System } from './system/index.ts'
import { accept, done, refuse } from './system/outcome.ts'
import { findByReference } from './system/reference.ts'
import { FakeEvents } from './fake-events.test.ts'
import { FakeKeyServers } from './fake-key-servers.test.ts'
import { FakeStorage } from './fake-storage.test.ts'

export const groups = [
  'SecurityAdmin', 'Administrator', 'CopyOperator', 'Service', 'Monitor', 'RestrictedAdmin',
].map((role, id) => ({ id, name: role, role: role as Role }))

/** A storage system in memory, for tests: quick to set up, and forgetful. */
export class FakeSystem {
  /** 2026-07-01 12:00:00 UTC. */
  time = Date.UTC(2026, 6, 1, 12)
  readonly eventLog = new FakeEvents(() => this.time)
  readonly world = new FakeKeyServers(this.eventLog)
  readonly storage = new FakeStorage(() => this.world.enabled)
  readonly audited: AuditView[] = []
  plugins: PluginView[] = []
  exported = false
  identity: IdentityView = {
    id: '0000020420A01234',
    name: 'demo1',
    codeLevel: '8.7.0.0',
    build: '169.12.2406131148000',
    productName: 'Keyturn',
    timeZone: { number: 522, name: 'UTC', utcOffsetMinutes: 0 },
    consoleAddress: undefined,
    ntpAddress: undefined,
    volumeProtectionEnabled: false,
    volumeProtectionMinutes: 15,
  }
  userList: UserView[] = [user(0, 'superuser', 0)]

  constructor() {
    this.world.encryptedObjects = () =>
      this.storage.poolList.filter(({ encrypt }) => encrypt).length
  }

  readonly system: System = {
    encryption: this.world.encryption,
    keyServers: this.world.keyServers,
    events: this.eventLog.events,
    pools: this.storage.pools,
    mdisks: this.storage.mdisks,
    volumes: this.storage.volumes,
    hosts: this.storage.hosts,
    identity: {
      view: async () => this.identity,
      change: async (change) => {
        this.identity = { ...this.identity, ...change }
        return done()
      },
      registerPlugin: async (plugin) => {
        this.plugins = [...this.plugins.filter(({ name }) => name !== plugin.name), plugin]
        return done()
      },
      plugins: async () => this.plugins,
    },
    certificates: {
      view: async () => ({
        certificate: 'Certificate:\n    Data:\n',
        pem: '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n',
        requestOutstanding: false,
        type: 'self_signed',
        automaticRenewal: false,
      }),
      export: async () => {
        this.exported = true
        return done()
      },
    },
    nodes: {
      list: async () => [{
        id: 1,
        name: 'node1',
        wwnn: '500507680000A123',
        status: 'online',
        hardware: '600',
        iscsiName: 'iqn.1986-03.com.ibm:2145.demo1.node1',
        panelName: '01-1',
        serviceAddress: '192.0.2.1',
        productMtm: '4662-6H2',
        serialNumber: '7812345',
        encryptionSupported: true,
      }],
      statistics: async () => [{ name: 'cpu_pc', current: 3.4, peak: 9, peakTime: this.time }],
    },
    users: {
      list: async () => this.userList,
      groups: async () => groups,
      create: async ({ name, group, password, keyFile }) => {
        const found = findByReference(groups, group)
        if (!found) return refuse('6480', group)
        if (this.userList.some((one) => one.name === name)) return refuse('6487', name)
        const id = this.userList.length
        this.userList.push({
          ...user(id, name, found.id),
          hasPassword: password !== undefined,
          hasKey: keyFile !== undefined,
        })
        return accept({ id })
      },
      change: async (reference, change) => {
        const found = findByReference(this.userList, reference)
        if (!found) return refuse('6493', reference)
        if (found.id === 0 && change.password === null) return refuse('6496')
        const hasKey = change.keyFile === undefined ? found.hasKey : change.keyFile !== null
        Object.assign(found, { hasKey })
        return done()
      },
      remove: async (reference) => {
        const found = findByReference(this.userList, reference)
        if (!found) return refuse('6493', reference)
        if (found.id === 0) return refuse('6494')
        this.userList = this.userList.filter((one) => one !== found)
        return done()
      },
    },
    security: {
      view: async () => ({
        sslProtocol: 5,
        sshProtocol: 3,
        guiTimeoutMinutes: 30,
        cliTimeoutMinutes: 15,
        restTimeoutMinutes: 60,
        minPasswordLength: 8,
        passwordSpecialChars: 0,
        passwordUpperCase: 0,
        passwordLowerCase: 0,
        passwordDigits: 0,
        maxFailedLoginAttempts: 5,
        lockoutPeriodMinutes: 30,
        superuserLocking: false,
        sshGraceSeconds: 60,
        sshMaxTries: 6,
      }),
      change: async () => done(),
    },
    licences: {
      view: async () => ({ encryption: true }),
      features: async () => [],
      activate: async () => done(),
    },
    audit: {
      append: async (entry) => {
        this.audited.push({ ...entry, sequenceNumber: this.audited.length })
      },
      list: async () => this.audited,
    },
    dumps: {
      list: async (folder) => (folder === '/dumps' && this.exported ? ['certificate.pem'] : []),
    },
  }
}

const user = (id: number, name: string, groupId: number): UserView => ({
  id,
  name,
  hasPassword: true,
  hasKey: false,
  group: groups[groupId] as (typeof groups)[number],
  locked: 'no',
  lockedUntil: undefined,
  passwordExpiryTime: undefined,
  passwordChangeRequired: false,
})

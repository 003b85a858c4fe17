// The world that the scripts of testdata/commands are played in: key servers that can be reached or
// not and hold keys or not, and a system that asks them. Nothing here is durable.
import { judgeEncryption } from './states/encryption.ts'
import {
  judgeIsklmChange, judgeKeyServerChange, judgeKeyServerRemoval, judgeNewKeyServer,
} from './states/key-servers.ts'
import type { KeyServerFacts } from './states/key-servers.ts'
import { accept, done, refuse } from './system/outcome.ts'
import type { Done } from './system/outcome.ts'
import { findByReference } from './system/reference.ts'
import type {
  Encryption, EncryptionAction, EncryptionView, KeyServers, KeyServerView,
} from './system/index.ts'
import type { FakeEvents } from './fake-events.test.ts'

type Mutable<T> = { -readonly [name in keyof T]: T[name] }

interface Machine {
  reachable: boolean
  role: 'primary' | 'secondary'
  readonly keys: Set<string>
}

export class FakeKeyServers {
  readonly machines = new Map<string, Machine>()
  servers: Mutable<KeyServerView>[] = []
  isklmEnabled = false
  deviceGroup = 'SPECTRUM_VIRT'
  caCertificate: string | undefined
  enabled = false
  current: string | undefined
  prepared: string | undefined
  encryptedObjects: () => number = () => 0
  usbRekey: 'no_key' | 'prepared' = 'no_key'
  private made = 0
  private readonly events: FakeEvents

  constructor(events: FakeEvents) {
    this.events = events
  }

  machine(address: string): Machine {
    const known = this.machines.get(address)
      ?? { reachable: true, role: 'primary' as const, keys: new Set<string>() }
    this.machines.set(address, known)
    return known
  }

  replicate(): void {
    const all = [...this.machines.values()].flatMap(({ keys }) => [...keys])
    for (const { keys } of this.machines.values()) for (const key of all) keys.add(key)
    this.monitor()
  }

  monitor(): void {
    for (const server of this.servers) this.validate(server)
  }

  view(): EncryptionView {
    const off = { status: 'licensed', rekey: 'no_key' } as const
    const rekey = this.prepared !== undefined ? 'prepared' : this.current ? 'no' : 'no_key'
    return {
      errorSequenceNumber: this.events.unfixed('keyServerUnreachable')[0]?.sequenceNumber,
      usb: {
        ...off,
        status: this.usbRekey === 'prepared' ? 'enabled' : 'licensed',
        rekey: this.usbRekey,
        keyCopies: 0,
        keyFilename: undefined,
        rekeyFilename: undefined,
      },
      keyServer: {
        status: this.enabled ? 'enabled' : 'licensed',
        rekey,
        pmkUid: this.current,
        pmkRekeyUid: this.prepared,
      },
      recoveryKey: { ...off, name: undefined, rekeyName: undefined },
    }
  }

  private facts(): KeyServerFacts {
    const status = !this.isklmEnabled ? 'disabled'
      : this.current !== undefined && this.enabled ? 'enabled_active'
        : this.prepared !== undefined ? 'prepared' : 'enabled_inactive'
    return {
      servers: this.servers,
      isklm: { status, deviceGroup: this.deviceGroup, certificate: this.caCertificate },
      otherTypeEnabled: false,
      rekey: this.view().keyServer.rekey,
    }
  }

  private validate(server: Mutable<KeyServerView>): Done {
    const machine = this.machine(server.address)
    const held = [this.current, this.prepared].filter((key) => key !== undefined)
    const finding = !machine.reachable ? 'keyServerUnreachable'
      : server.primary && machine.role !== 'primary' ? 'keyServerNotPrimary'
        : held.some((key) => !machine.keys.has(key)) ? 'keyServerError' : undefined
    server.status = finding ? 'offline' : 'online'
    server.errorSequenceNumber = this.events.report(
      ['keyServerUnreachable', 'keyServerNotPrimary', 'keyServerError'],
      finding, { id: server.id, name: server.name })
    const codes = {
      keyServerUnreachable: '9135', keyServerNotPrimary: '9143', keyServerError: '9131',
    } as const
    return finding ? refuse(codes[finding]) : done()
  }

  readonly encryption: Encryption = {
    view: async () => this.view(),
    usbPorts: async () => [],
    change: async (action) => {
      const refusal = judgeEncryption({
        view: this.view(),
        offered: ['keyserver'],
        preparing: undefined,
        encryptedObjects: this.encryptedObjects(),
        keyServers: this.servers,
        usbPorts: { active: 0, required: 3 },
      }, action)
      if (refusal) return refusal
      this.act(action)
      return accept(undefined)
    },
  }

  private act({ step }: EncryptionAction): void {
    switch (step) {
      case 'enable': {
        this.enabled = true
        break
      }
      case 'disable': {
        this.enabled = false
        this.current = undefined
        break
      }
      case 'prepare': {
        const primary = this.servers.find((server) => server.primary) as KeyServerView
        this.prepared = `KEY-${String(++this.made).padStart(7, '0')}`
        this.machine(primary.address).keys.add(this.prepared)
        break
      }
      case 'commit': {
        this.current = this.prepared
        this.prepared = undefined
        break
      }
      case 'cancel': {
        this.prepared = undefined
        break
      }
    }
    this.monitor()
  }

  readonly keyServers: KeyServers = {
    list: async () => this.servers,
    isklm: async () => this.facts().isklm,
    validate: async (reference) => {
      const server = findByReference(this.servers, reference)
      return server ? this.validate(server) : refuse('5753', reference)
    },
    create: async (wanted) => {
      const refusal = judgeNewKeyServer(this.facts(), wanted)
      if (refusal) return refusal
      const id = [0, 1, 2, 3].find((free) => !this.servers.some((one) => one.id === free)) as number
      const server: Mutable<KeyServerView> = {
        id,
        name: wanted.name ?? `keyserver${id}`,
        status: 'online',
        errorSequenceNumber: undefined,
        address: wanted.address,
        port: wanted.port ?? 5696,
        type: 'isklm',
        primary: wanted.primary,
        certificate: wanted.certificateFile === undefined ? undefined : 'Certificate:',
      }
      const machine = this.machine(wanted.address)
      if (!machine.reachable) return refuse('9135')
      if (wanted.primary && machine.role === 'secondary') return refuse('9143')
      this.servers = [...this.servers, server].sort((a, b) => a.id - b.id)
      this.validate(server)
      return accept({ id })
    },
    change: async (reference, change) => {
      const refusal = judgeKeyServerChange(this.facts(), reference, change)
      if (refusal) return refusal
      const server = findByReference(this.servers, reference) as Mutable<KeyServerView>
      if (change.primary && this.machine(server.address).role === 'secondary') return refuse('9143')
      if (change.primary) for (const one of this.servers) one.primary = one === server
      server.name = change.name ?? server.name
      server.port = change.port ?? server.port
      server.address = change.address ?? server.address
      this.monitor()
      return done()
    },
    remove: async (reference) => {
      const holders = this.servers
        .filter(({ address }) => {
          const { reachable, keys } = this.machine(address)
          return reachable && this.current !== undefined && keys.has(this.current)
        })
        .map(({ id }) => id)
      const refusal = judgeKeyServerRemoval(this.facts(), reference, holders)
      if (refusal) return refusal
      const server = findByReference(this.servers, reference)
      this.servers = this.servers.filter((one) => one !== server)
      return done()
    },
    changeIsklm: async (change) => {
      const refusal = judgeIsklmChange(this.facts(), change)
      if (refusal) return refusal
      this.isklmEnabled = change.enabled ?? this.isklmEnabled
      this.deviceGroup = change.deviceGroup ?? this.deviceGroup
      if (change.certificateFile === null) this.caCertificate = undefined
      if (change.certificateFile === '/tmp/missing.pem') return refuse('8031', '/tmp/missing.pem')
      if (typeof change.certificateFile === 'string') this.caCertificate = 'Certificate:'
      return done()
    },
  }
}

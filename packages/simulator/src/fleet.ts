import assert from 'node:assert/strict'
import type { KeyServerConfiguration } from '@keyturn/key-server'
import { describeSimulated } from '@keyturn/platform/simulated'
import type { Outcome } from '@keyturn/command-set'
import { KeyServerMachine, ended, PATIENCE_MS, StorageMachine, World } from './machines.ts'

const KMIP_PORT = 5696
const REPLICATION_PORT = 1111
const GROUP = 'SPECTRUM_VIRT'
const VOLUME = 'volume0'
/** Seconds between two replications. */
const REPLICATION_INTERVAL_SECONDS = 30

export type RekeyStep = 'prepare' | 'commit' | 'cancel'

/** A storage system, its primary key server and one or more secondaries, all real programs on simulated ports. */
export class Fleet {
  readonly world: World
  readonly storage: StorageMachine
  readonly keyServers: readonly KeyServerMachine[]

  private constructor(
    world: World,
    storage: StorageMachine,
    keyServers: readonly KeyServerMachine[],
  ) {
    this.world = world
    this.storage = storage
    this.keyServers = keyServers
  }

  get machines() {
    return [this.storage, ...this.keyServers]
  }

  get primary(): KeyServerMachine {
    const [primary] = this.keyServers
    assert.ok(primary)
    return primary
  }

  /** Encryption enabled from all key servers, no key yet, unless `withKey`; then also an encrypted volume. */
  static async make(seed: number, secondaries = 1, withKey = true): Promise<Fleet> {
    const world = new World(seed)
    const storage = new StorageMachine(world, {
      name: 'storage1',
      data: '/data',
      nbd: {},
      backend: [{ name: 'disk0', folder: '/disk0' }],
      key_server_interval: 10,
      key_server_timeout: 5_000,
      initial_password_file: '/password',
    })
    await storage.writeFile('/password', 'first-Password-1\n')
    await storage.boot()
    const { pem } = await storage.running.system.certificates.view()
    const fleet = new Fleet(world, storage, await makeKeyServers(world, pem, secondaries))
    for (const server of [...fleet.keyServers].reverse()) await server.boot()
    await fleet.#enable()
    if (!withKey) return fleet
    await fleet.ok(fleet.rekey('prepare'))
    await world.time.advance(2 * REPLICATION_INTERVAL_SECONDS * 1000)
    await fleet.ok(fleet.rekey('commit'))
    await fleet.#makeVolume()
    await world.time.advance(2 * REPLICATION_INTERVAL_SECONDS * 1000)
    return fleet
  }

  /** After an enable that was cut: enables again, which is silent where it had happened. */
  async completeEnable(): Promise<void> {
    await this.ok(
      this.storage.running.system.encryption.change({
        method: 'keyserver',
        step: 'enable',
        force: false,
      }),
    )
  }

  /** Lets time pass until a command answers, or the storage system dies with the answer unsaid. */
  async run<T>(command: Promise<T>): Promise<T | undefined> {
    return this.world.time.until(
      Promise.race([command, ended(this.storage.life).then(() => undefined)]),
      PATIENCE_MS,
    )
  }

  async ok<T>(command: Promise<Outcome<T>>): Promise<T> {
    const outcome = await this.run(command)
    assert.ok(outcome, 'the storage system died')
    assert.ok(
      outcome.ok,
      outcome.ok ? '' : `refused with CMMVC${outcome.code} ${outcome.values.join(' ')}`,
    )
    return outcome.value
  }

  rekey(step: RekeyStep): Promise<Outcome<string | undefined>> {
    return this.storage.running.system.encryption.change({
      method: 'keyserver',
      step,
      force: false,
    })
  }

  async rekeyView() {
    return (await this.storage.running.system.encryption.view()).keyServer
  }

  /** Starts what is down, reconnects what is cut off, and lets the fleet come to rest. */
  async heal(restMs = 60_000): Promise<void> {
    for (const machine of this.machines) {
      machine.fate = () => 'go'
      this.world.internet.reconnect(machine.host)
    }
    this.world.internet.fate = () => 'go'
    for (const machine of [...this.machines].reverse()) await machine.boot()
    await this.world.time.advance(restMs)
  }

  /**
   * What must hold of a healed fleet: unlocked; every volume opens with its own key; a legal state; the next rekey
   * completes; and the storage system left no usable key behind but its current one.
   */
  async mustBeWhole(): Promise<void> {
    assert.equal(this.storage.aborted, undefined)
    assert.equal(this.storage.running.isLocked(), false, 'the storage system is locked')
    await this.#volumesOpen()
    const { rekey, pmkUid } = await this.rekeyView()
    assert.ok(['no', 'no_key', 'prepared'].includes(rekey), rekey)
    if (rekey === 'prepared') await this.ok(this.rekey('commit'))
    await this.world.time.advance(60_000)
    await this.ok(this.rekey('prepare'))
    await this.world.time.advance(2 * REPLICATION_INTERVAL_SECONDS * 1000)
    await this.ok(this.rekey('commit'))
    await this.world.time.advance(90_000)
    const after = await this.rekeyView()
    assert.equal(after.rekey, 'no')
    assert.notEqual(after.pmkUid, pmkUid)
    await this.#volumesOpen()
    this.#noKeyIsLeftBehind(after.pmkUid)
    const unfixed = (await this.storage.running.system.events.list()).filter(({ fixed }) => !fixed)
    assert.deepEqual(
      unfixed.map(({ event }) => event),
      [],
    )
  }

  #noKeyIsLeftBehind(current: string | undefined): void {
    for (const server of this.keyServers) {
      const usable = server
        .keys()
        .filter(({ state }) => state === 'PreActive' || state === 'Active')
      assert.deepEqual(
        usable.map(({ uniqueIdentifier, state }) => `${uniqueIdentifier} ${state}`),
        [`${current} Active`],
        `usable keys at ${server.host}`,
      )
    }
  }

  /** Attaches every volume anew: the data plane counts keys that are not the volume's own. */
  async #volumesOpen(): Promise<void> {
    const { system } = this.storage.running
    for (const volume of await system.volumes.list()) {
      this.storage.fail(volume.uid)
      await this.world.time.settle()
      const event = (await system.events.list()).find(
        (each) => each.event === 'volumeOffline' && !each.fixed,
      )
      assert.ok(event, 'a failed volume has an event')
      await this.ok(system.events.fix(event.sequenceNumber))
      assert.ok(this.storage.dataPlane.attached.has(volume.uid), 'the volume does not open')
    }
    assert.equal(this.storage.volumeFiles.wrongKeys, 0, 'a volume was opened with a wrong key')
  }

  async #enable(): Promise<void> {
    const { system } = this.storage.running
    const authority = new TextDecoder().decode(
      await this.primary.fileSystem.files(this.primary.life).read('/authority.pem', 65_536),
    )
    await this.storage.writeFile('/data/jail/tmp/ca.pem', authority)
    await this.ok(
      system.keyServers.changeIsklm({
        enabled: true,
        certificateFile: '/tmp/ca.pem',
        deviceGroup: GROUP,
      }),
    )
    await this.world.time.advance(2 * REPLICATION_INTERVAL_SECONDS * 1000)
    for (const server of this.keyServers) {
      await this.ok(
        system.keyServers.create({
          address: server.host,
          port: KMIP_PORT,
          certificateFile: undefined,
          name: server.host,
          primary: server === this.primary,
        }),
      )
    }
    await this.ok(system.encryption.change({ method: 'keyserver', step: 'enable', force: false }))
  }

  async #makeVolume(): Promise<void> {
    const { pools, volumes, hosts } = this.storage.running.system
    await this.ok(
      pools.create({
        name: 'pool0',
        extentBytes: 2 ** 30,
        encrypt: true,
        mdisks: [],
        warningPercent: undefined,
        easyTier: undefined,
        volumeProtectionEnabled: undefined,
      }),
    )
    await this.ok(
      volumes.create({
        defaultName: 'vdisk',
        name: VOLUME,
        pool: 'pool0',
        capacityBytes: 2 ** 26,
        thin: false,
        autoexpand: false,
        warningPercent: 0,
        grainKib: undefined,
        cache: 'readwrite',
        udid: undefined,
      }),
    )
    await this.ok(hosts.map({ host: 'local', volume: VOLUME, scsiId: undefined, force: false }))
  }
}

async function makeKeyServers(
  world: World,
  storagePem: string,
  secondaries: number,
): Promise<KeyServerMachine[]> {
  const authority = await world.certificates.authority('key servers', 3650)
  const names = [
    'primary',
    ...Array.from({ length: secondaries }, (_, index) => `secondary${index + 1}`),
  ]
  const identities = await Promise.all(
    names.map((name) =>
      world.certificates.issue(authority, {
        commonName: name,
        dnsNames: [name],
        ipAddresses: [],
        validityDays: 3650,
      }),
    ),
  )
  const pin = (index: number) => ({
    fingerprints: [describeSimulated(identities[index]?.certificate ?? '')?.fingerprint ?? ''],
    authorities: ['/authority.pem'],
  })
  const common = (host: string) => ({
    name: host,
    data: '/data',
    seal: { root_key_file: '/root.key' },
    kmip: { host, port: KMIP_PORT, certificate: '/tls.pem', key: '/tls.key' },
  })
  const configurations = names.map(
    (host, index): KeyServerConfiguration =>
      index === 0
        ? {
            ...common(host),
            role: 'primary',
            replication: {
              interval_seconds: REPLICATION_INTERVAL_SECONDS,
              on_change: false,
              secondaries: names
                .slice(1)
                .map((name, at) => ({
                  name,
                  host: name,
                  port: REPLICATION_PORT,
                  peer: pin(at + 1),
                })),
            },
            groups: [{ name: GROUP, may_destroy: true }],
            clients: [{ name: 'storage1', certificate: '/storage.pem', group: GROUP }],
          }
        : {
            ...common(host),
            role: 'secondary',
            replication: { host, port: REPLICATION_PORT, primary: pin(0) },
          },
  )
  return Promise.all(
    configurations.map(async (configuration, index) => {
      const machine = new KeyServerMachine(world, names[index] ?? '', configuration)
      await machine.writeFile('/authority.pem', authority.certificate)
      await machine.writeFile('/tls.pem', identities[index]?.certificate ?? '')
      await machine.writeFile('/tls.key', identities[index]?.key ?? '')
      await machine.writeFile('/storage.pem', storagePem)
      return machine
    }),
  )
}

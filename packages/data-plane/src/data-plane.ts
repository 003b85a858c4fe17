import { nbd, refuseTransmission } from '@keyturn/nbd'
import type {
  BlockFiles,
  ClientSocket,
  ControllerChannel,
  ControllerMessage,
  DataPlaneMessage,
  HandOver,
  VolumeFile,
  VolumeOutcome,
} from '@keyturn/platform/ports'
import { attachVolume, createVolume, refuse, resizeVolume } from './attach.ts'
import { Connection } from './connection.ts'
import { DataPlaneContext } from './data-plane-context.ts'
import { MAXIMUM_CONNECTIONS, REPLY_SLOTS_AT } from './memory.ts'
import type { Volume, VolumeObserver } from './volume.ts'
import { EcbEngine } from './xts/ecb-engine.ts'
import type { XtsEngine } from './xts/engine.ts'
import { loadKernel } from './xts/kernel.ts'
import { ReferenceEngine } from './xts/reference-engine.ts'

type Channel = ControllerChannel<ControllerMessage, DataPlaneMessage>

interface Attached {
  readonly volume: Volume
  readonly connections: Map<string, Connection>
  /** Called when the last connection has gone. */
  whenAlone: (() => void) | undefined
}

/**
 * How long the connections of a detached volume may take to answer what they have, in milliseconds.
 */
const DETACH_PATIENCE_MS = 5_000

/** The program: does what its controller says, until the controller is gone. */
export class DataPlane {
  readonly #channel: Channel
  readonly #files: BlockFiles
  readonly #context = new DataPlaneContext()
  readonly #makeEngine: (key: Uint8Array) => XtsEngine
  readonly #attached = new Map<string, Attached>()
  /** Volumes whose lock is being waited for, or given back. */
  readonly #busy = new Set<string>()
  readonly #observer: VolumeObserver
  #connections = 0

  constructor(channel: Channel, files: BlockFiles) {
    this.#channel = channel
    this.#files = files
    const { memory } = this.#context
    const kernel = loadKernel(memory.wasm)
    this.#makeEngine = (key) =>
      kernel ? new EcbEngine(memory, kernel, key) : new ReferenceEngine(memory, key)
    this.#observer = {
      outOfSpace: (volumeId) => this.#tell({ kind: 'outOfSpace', volumeId }),
      spaceAvailable: (volumeId) => this.#tell({ kind: 'spaceAvailable', volumeId }),
      failed: (volumeId, cause) => this.#tell({ kind: 'failed', volumeId, cause }),
    }
  }

  start(): void {
    this.#channel.onMessage((message, socket) => void this.#receive(message, socket))
    this.#channel.send({ kind: 'ready' })
  }

  /** Zeroes every key. Nothing can be read or written afterwards: the process is to end. */
  wipe(): void {
    for (const { volume } of this.#attached.values()) volume.engine.destroy()
    this.#context.memory.bytes.fill(0, 0, REPLY_SLOTS_AT)
  }

  async #receive(message: ControllerMessage, socket: ClientSocket | undefined): Promise<void> {
    switch (message.kind) {
      case 'handOver':
        if (socket) this.#handOver(message.handOver, socket)
        return
      case 'disconnect': {
        const connections = this.#attached.get(message.volumeId)?.connections
        for (const id of message.connectionIds) connections?.get(id)?.cut('its mapping was removed')
        return
      }
      case 'statistics': {
        const volumes = [...this.#attached.values()].map(({ volume }) => volume.statistics())
        this.#channel.send({ kind: 'statistics', requestId: message.requestId, volumes })
        return
      }
      default: {
        const outcome = await this.#execute(message)
        this.#channel.send({ kind: 'answer', requestId: message.requestId, outcome })
      }
    }
  }

  async #execute(
    message: Extract<
      ControllerMessage,
      { kind: 'create' | 'attach' | 'detach' | 'resize' | 'lock' }
    >,
  ): Promise<VolumeOutcome> {
    switch (message.kind) {
      case 'create':
        return this.#withKey(message.keyTicket, (key) =>
          createVolume(this.#files, message.volume, key),
        )
      case 'attach':
        return this.#withKey(message.keyTicket, (key) => this.#attach(message.volume, key))
      case 'detach':
        return this.#detach(message.volumeId)
      case 'resize': {
        const attached = this.#attached.get(message.volumeId)
        return attached ? resizeVolume(attached.volume, message.sizeBytes) : notAttached
      }
      case 'lock':
        await Promise.all([...this.#attached.keys()].map((volumeId) => this.#detach(volumeId)))
        return { done: true }
    }
  }

  async #withKey(
    ticket: number,
    act: (key: Uint8Array) => Promise<VolumeOutcome>,
  ): Promise<VolumeOutcome> {
    const key = await this.#channel.takeKey(ticket)
    try {
      return await act(key)
    } finally {
      key.fill(0)
    }
  }

  async #attach(file: VolumeFile, key: Uint8Array): Promise<VolumeOutcome> {
    const { volumeId } = file
    if (this.#attached.has(volumeId) || this.#busy.has(volumeId)) {
      return refuse('attached', `volume ${volumeId} is attached already`)
    }
    this.#busy.add(volumeId)
    const volume = await attachVolume(this.#files, file, key, this.#makeEngine, this.#observer)
    this.#busy.delete(volumeId)
    if ('done' in volume) return volume
    this.#attached.set(volumeId, { volume, connections: new Map(), whenAlone: undefined })
    return { done: true }
  }

  async #detach(volumeId: string): Promise<VolumeOutcome> {
    const attached = this.#attached.get(volumeId)
    if (!attached) return notAttached
    this.#attached.delete(volumeId)
    this.#busy.add(volumeId)
    const { volume, connections } = attached
    if (connections.size > 0) await this.#endConnections(attached)
    const error = await new Promise<number>((resolve) => volume.sync(resolve))
    volume.engine.destroy()
    await volume.file.close()
    this.#busy.delete(volumeId)
    return error === nbd.NBD_OK
      ? { done: true }
      : refuse('io', `volume ${volumeId} is detached, but its last writes may not be on the disk`)
  }

  #endConnections(attached: Attached): Promise<void> {
    return new Promise((resolve) => {
      const { connections } = attached
      const timer = setTimeout(() => {
        for (const connection of connections.values()) connection.cut('the volume was detached')
      }, DETACH_PATIENCE_MS)
      attached.whenAlone = () => {
        clearTimeout(timer)
        resolve()
      }
      for (const connection of connections.values()) connection.finish('the volume was detached')
    })
  }

  #handOver(handOver: HandOver, socket: ClientSocket): void {
    const { volumeId, connectionId, negotiated, description, readOnly, pending } = handOver
    const attached = this.#attached.get(volumeId)
    if (!attached || this.#connections >= MAXIMUM_CONNECTIONS) {
      const message = attached
        ? `there are ${MAXIMUM_CONNECTIONS} connections already, the most that are served`
        : 'the volume is not available at present'
      const refusal = refuseTransmission(negotiated.entry, { refused: 'shutdown', message })
      socket.start(this.#context.memory.receive, silentReceiver)
      socket.write(refusal, () => undefined)
      socket.end()
      this.#tell({ kind: 'connectionClosed', volumeId, connectionId, cause: message })
      return
    }
    const { volume, connections } = attached
    const { sizeBytes } = volume
    const facts = { name: negotiated.exportName, description, sizeBytes, readOnly }
    const connection = new Connection(this.#context, volume, socket, negotiated, facts, (cause) => {
      connections.delete(connectionId)
      this.#connections--
      volume.counts.connections--
      this.#tell({ kind: 'connectionClosed', volumeId, connectionId, cause })
      if (connections.size === 0) attached.whenAlone?.()
    })
    this.#connections++
    volume.counts.connections++
    connections.set(connectionId, connection)
    connection.start(pending)
  }

  #tell(event: Extract<DataPlaneMessage, { kind: 'event' }>['event']): void {
    this.#channel.send({ kind: 'event', event })
  }
}

const notAttached = refuse('notAttached', 'the volume is not attached')

/** A socket that is told no and closed. */
const silentReceiver = {
  received: () => undefined,
  ended: () => undefined,
  closed: () => undefined,
}

import { join } from 'node:path'
import { type KeyServerPorts, keyServerPorts, type StoragePorts, storagePorts } from './ports.ts'

/** Where everything of one `keyturn up` lies: folders, files, ports. */
export interface Layout {
  readonly folder: string
  readonly bind: string
  readonly endpoints: string
  readonly authority: { readonly certificate: string; readonly key: string }
  readonly keyServers: readonly KeyServerLayout[]
  readonly storage: StorageLayout
  readonly clients: readonly ClientLayout[]
}

export interface KeyServerLayout {
  readonly name: string
  readonly role: 'primary' | 'secondary'
  readonly folder: string
  readonly data: string
  readonly configuration: string
  readonly certificate: string
  readonly key: string
  readonly rootKey: string
  readonly log: string
  readonly passwordFile: string
  readonly ports: KeyServerPorts
}

export interface StorageLayout {
  readonly folder: string
  readonly data: string
  readonly configuration: string
  readonly passwordFile: string
  readonly socket: string
  readonly log: string
  readonly backend: string
  readonly ports: StoragePorts
}

/** A KMIP client identity with which anybody can try the key servers. */
export interface ClientLayout {
  readonly name: string
  readonly group: string
  readonly certificate: string
  readonly key: string
}

const roles = ['primary', 'secondary'] as const

export function layOut(folder: string, bind: string, portBase: number | undefined): Layout {
  return {
    folder,
    bind,
    endpoints: join(folder, 'endpoints.json'),
    authority: {
      certificate: join(folder, 'authority/ca.pem'),
      key: join(folder, 'authority/ca.key'),
    },
    keyServers: roles.map((role, index) => layOutKeyServer(folder, role, index, portBase)),
    storage: layOutStorage(join(folder, 'storage'), portBase),
    clients: [1, 2].map((number) => ({
      name: `client-${number}`,
      group: `GROUP_${number}`,
      certificate: join(folder, `clients/client-${number}.pem`),
      key: join(folder, `clients/client-${number}.key`),
    })),
  }
}

function layOutKeyServer(
  parent: string,
  role: 'primary' | 'secondary',
  index: number,
  portBase: number | undefined,
): KeyServerLayout {
  const name = `key-server-${index + 1}`
  const folder = join(parent, name)
  return {
    name,
    role,
    folder,
    data: join(folder, 'store'),
    configuration: join(folder, 'key-server.toml'),
    certificate: join(folder, 'tls.pem'),
    key: join(folder, 'tls.key'),
    rootKey: join(folder, 'root.key'),
    log: join(folder, 'key-server.log'),
    // Users are replicated: every key server knows those of the primary, and no others.
    passwordFile: join(parent, 'key-server-1', 'password'),
    ports: keyServerPorts(portBase, index),
  }
}

function layOutStorage(folder: string, portBase: number | undefined): StorageLayout {
  return {
    folder,
    data: join(folder, 'store'),
    configuration: join(folder, 'storage.toml'),
    passwordFile: join(folder, 'password'),
    socket: join(folder, 'nbd.sock'),
    log: join(folder, 'storage.log'),
    backend: join(folder, 'backend'),
    ports: storagePorts(portBase),
  }
}

/**
 * TCP ports by their offset from `--port-base`, and their usual numbers without it
 * (ARCHITECTURE.md, docs/operations.md).
 */
export interface StoragePorts {
  readonly ssh: number
  readonly rest: number
  readonly nbd: number
  readonly metrics: number
}

export interface KeyServerPorts {
  readonly kmip: number
  readonly admin: number
  readonly replication: number
  readonly metrics: number
}

/** Key server `index` counts from 0. */
export const keyServerPorts = (portBase: number | undefined, index: number): KeyServerPorts =>
  portBase === undefined
    ? { kmip: 5696 + index, admin: 9443 + index, replication: 1111 + index, metrics: 9110 + index }
    : {
        kmip: portBase + 10 + 10 * index,
        admin: portBase + 11 + 10 * index,
        replication: portBase + 12 + 10 * index,
        metrics: portBase + 13 + 10 * index,
      }

export const storagePorts = (portBase: number | undefined): StoragePorts =>
  portBase === undefined
    ? { ssh: 2222, rest: 7443, nbd: 10809, metrics: 9100 }
    : { ssh: portBase, rest: portBase + 1, nbd: portBase + 3, metrics: portBase + 4 }

/** The highest `--port-base` that leaves room for the offsets of both key servers. */
export const MAX_PORT_BASE = 65_535 - 99

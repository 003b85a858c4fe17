import type { Done, Outcome } from './outcome.ts'

export interface HostPort {
  readonly kind: 'iscsi' | 'nqn' | 'fc'
  readonly name: string
}

export interface HostPortView extends HostPort {
  readonly loggedInCount: number
  readonly state: 'active' | 'inactive' | 'offline' | 'degraded'
}

export interface HostView {
  readonly id: number
  readonly name: string
  readonly status: 'online' | 'offline' | 'degraded'
  readonly type: 'generic' | 'hpux' | 'tpgs' | 'openvms' | 'adminlun' | 'hide_secondary'
  readonly protocol: 'scsi' | 'nvme'
  /** The built-in host `local` has none. */
  readonly ports: readonly HostPortView[]
}

export interface NewHost {
  readonly name: string | undefined
  readonly ports: readonly HostPort[]
  readonly type: HostView['type'] | undefined
  readonly protocol: HostView['protocol'] | undefined
}

export interface HostChange {
  readonly name?: string
  readonly type?: HostView['type']
}

export interface MappingView {
  readonly host: { readonly id: number; readonly name: string }
  readonly volume: { readonly id: number; readonly name: string; readonly uid: string }
  readonly scsiId: number
  readonly protocol: HostView['protocol']
}

export interface NewMapping {
  readonly host: string
  readonly volume: string
  /** Undefined: the lowest free one at this host. */
  readonly scsiId: number | undefined
  readonly force: boolean
}

/** Unknown host: 5753. */
export interface Hosts {
  list(): Promise<readonly HostView[]>
  /** 6578, 5867, 9328: an iSCSI name, WWPN or NQN is taken. */
  create(host: NewHost): Promise<Outcome<{ readonly id: number }>>
  change(reference: string, change: HostChange): Promise<Done>
  /** 5871 while it has mappings and `force` is not given. The built-in host stays: 5753. */
  remove(reference: string, force: boolean): Promise<Done>
  addPorts(reference: string, ports: readonly HostPort[]): Promise<Done>
  removePorts(reference: string, ports: readonly HostPort[]): Promise<Done>
  mappings(): Promise<readonly MappingView[]>
  /**
   * 5753 volume, 5804 host unknown, 5878 this host has it, 5879 SCSI id in use, 6071 another host
   * has it and `force` is not given.
   */
  map(mapping: NewMapping): Promise<Outcome<{ readonly scsiId: number }>>
  /** 5842 no such mapping. */
  unmap(host: string, volume: string): Promise<Done>
}

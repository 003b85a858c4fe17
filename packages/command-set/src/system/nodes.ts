export interface NodeView {
  readonly id: number
  readonly name: string
  /** 16 hexadecimal digits, upper case. */
  readonly wwnn: string
  readonly status: 'online' | 'offline' | 'service' | 'pending'
  readonly hardware: string
  readonly iscsiName: string
  readonly panelName: string
  readonly serviceAddress: string | undefined
  readonly productMtm: string
  readonly serialNumber: string
  readonly encryptionSupported: boolean
}

/** One statistic over the last five minutes, in the unit that its name says. */
export interface StatisticView {
  readonly name: string
  readonly current: number
  readonly peak: number
  readonly peakTime: number
}

export interface Nodes {
  list(): Promise<readonly NodeView[]>
  /** Of all nodes together; names of `statisticNames` that are left out read 0. */
  statistics(): Promise<readonly StatisticView[]>
}

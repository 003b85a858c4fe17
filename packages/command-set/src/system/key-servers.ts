import type { Done, Outcome } from './outcome.ts'

export type KeyServerType = 'isklm' | 'ciphertrustmanager'

export interface KeyServerView {
  readonly id: number
  readonly name: string
  /** online: usable, and holds the current key and the prepared one. */
  readonly status: 'online' | 'degraded' | 'offline'
  /** Of the unfixed event of highest priority for this server. */
  readonly errorSequenceNumber: number | undefined
  /** IPv4, IPv6 or a domain name, as given. */
  readonly address: string
  readonly port: number
  readonly type: KeyServerType
  readonly primary: boolean
  /** Text of its own certificate (`openssl x509 -text` style); undefined: its type's is used. */
  readonly certificate: string | undefined
}

export interface KeyServerTypeView {
  readonly status: 'disabled' | 'enabled_inactive' | 'prepared' | 'enabled_active'
  readonly deviceGroup: string
  /** Text of the certificate of the authority that signed the servers' certificates. */
  readonly certificate: string | undefined
}

/** Files are absolute paths in the jail (/tmp, /dumps, /upgrade): 8031 missing, 8794 not PEM. */
export interface NewKeyServer {
  readonly address: string
  /** Undefined: the default of the type, 5696. */
  readonly port: number | undefined
  readonly certificateFile: string | undefined
  readonly name: string | undefined
  readonly primary: boolean
}

export interface KeyServerChange {
  readonly address?: string
  readonly port?: number
  readonly name?: string
  /** null: use the certificate of the type again. */
  readonly certificateFile?: string | null
  readonly primary?: true
}

export interface KeyServerTypeChange {
  readonly deviceGroup?: string
  /** null: forget it. */
  readonly certificateFile?: string | null
  readonly enabled?: boolean
}

/** Unknown reference: 5753. Judged by `states/key-servers.ts`. */
export interface KeyServers {
  list(): Promise<readonly KeyServerView[]>
  isklm(): Promise<KeyServerTypeView>
  /** Validates before it makes: 9131, 9134, 9135, 9136, 9143, and then nothing was made. */
  create(server: NewKeyServer): Promise<Outcome<{ readonly id: number }>>
  /** Validates when address, port, certificate or primary change. */
  change(reference: string, change: KeyServerChange): Promise<Done>
  remove(reference: string): Promise<Done>
  /** Validates now; status and events follow the finding before it answers. */
  validate(reference: string): Promise<Done>
  changeIsklm(change: KeyServerTypeChange): Promise<Done>
}

import type { Outcome } from './outcome.ts'

/** not_supported: no hardware for it; not_licensed: a licence lacks; licensed: off; enabled: on. */
export type MethodStatus = 'not_supported' | 'not_licensed' | 'licensed' | 'enabled'

/** no: a key, no rekey open; no_key: no key, no rekey open. */
export type RekeyState = 'no' | 'no_key' | 'prepared' | 'committing'

export interface UsbMethodView {
  readonly status: MethodStatus
  readonly rekey: RekeyState
  /** Copies of the prepared key written so far; keeps its value after commit. */
  readonly keyCopies: number
  readonly keyFilename: string | undefined
  readonly rekeyFilename: string | undefined
}

export interface KeyServerMethodView {
  readonly status: MethodStatus
  readonly rekey: RekeyState
  /** KMIP Unique Identifier of the current key at the server. */
  readonly pmkUid: string | undefined
  /** The same of the prepared key. */
  readonly pmkRekeyUid: string | undefined
}

export interface RecoveryKeyMethodView {
  readonly status: MethodStatus
  readonly rekey: RekeyState | 'confirmed'
  readonly name: string | undefined
  readonly rekeyName: string | undefined
}

export interface EncryptionView {
  /** Of the unfixed event that troubles encryption. */
  readonly errorSequenceNumber: number | undefined
  readonly usb: UsbMethodView
  readonly keyServer: KeyServerMethodView
  readonly recoveryKey: RecoveryKeyMethodView
}

export type EncryptionMethod = 'usb' | 'keyserver' | 'recoverykey'

export type EncryptionStep =
  | 'enable' | 'disable' | 'validate' | 'prepare' | 'confirm' | 'commit' | 'cancel'

export interface EncryptionAction {
  readonly method: EncryptionMethod
  /** validate is never asked of key servers, confirm only of the recovery key. */
  readonly step: EncryptionStep
  /** With commit: the administrator's word that one holder of the new key is enough. */
  readonly force: boolean
}

export interface Encryption {
  view(): Promise<EncryptionView>
  /**
   * Judge with `judgeEncryption`, then act, answer when the result is durable. Refusals found while
   * acting: 8535 (no current key readable), 9139 (a server went offline meanwhile), 9131, 9134,
   * 9135, 9136, 9143 (as the key server monitor finds), 9144, 7383 (the key could not be made).
   * The value is a sentence to print, undefined for silence.
   */
  change(action: EncryptionAction): Promise<Outcome<string | undefined>>
  /** USB ports, for lsportusb. */
  usbPorts(): Promise<readonly UsbPortView[]>
}

export interface UsbPortView {
  readonly id: number
  readonly nodeId: number
  readonly nodeName: string
  readonly nodeSide: 'front' | 'rear'
  readonly portId: number
  readonly status: 'active' | 'inactive' | 'unsupported'
  /** Undefined: a stick without a key file, or no stick. */
  readonly encryptionState:
    | 'validated' | 'missing' | 'prepared' | 'validated_prepared' | 'wrong_system' | 'old' | 'error'
    | undefined
  readonly encryptionFilename: string | undefined
}

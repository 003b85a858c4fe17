import type { Done } from './outcome.ts'

export interface SecurityView {
  readonly sslProtocol: number
  readonly sshProtocol: number
  readonly guiTimeoutMinutes: number
  readonly cliTimeoutMinutes: number
  readonly restTimeoutMinutes: number
  readonly minPasswordLength: number
  readonly passwordSpecialChars: number
  readonly passwordUpperCase: number
  readonly passwordLowerCase: number
  readonly passwordDigits: number
  readonly maxFailedLoginAttempts: number
  readonly lockoutPeriodMinutes: number
  readonly superuserLocking: boolean
  readonly sshGraceSeconds: number
  readonly sshMaxTries: number
}

export type SecurityChange = Partial<SecurityView>

export interface Security {
  view(): Promise<SecurityView>
  change(change: SecurityChange): Promise<Done>
}

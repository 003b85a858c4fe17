import { done, type Security, type SecurityView } from '@keyturn/command-set'
import type { Core } from '../core.ts'

/** What a new system starts with. */
export const initialSecurity: SecurityView = {
  sslProtocol: 5,
  sshProtocol: 3,
  guiTimeoutMinutes: 30,
  cliTimeoutMinutes: 15,
  restTimeoutMinutes: 60,
  minPasswordLength: 8,
  passwordSpecialChars: 0,
  passwordUpperCase: 0,
  passwordLowerCase: 0,
  passwordDigits: 0,
  maxFailedLoginAttempts: 0,
  lockoutPeriodMinutes: 0,
  superuserLocking: false,
  sshGraceSeconds: 120,
  sshMaxTries: 6,
}

export function createSecurity({ records }: Core): Security {
  return {
    view: async () => records.security.require(),
    change: (change) => records.transact(() => ({
      changes: [records.security.put({ ...records.security.require(), ...change })],
      result: done(),
    })),
  }
}

import { refuse, type Refusal, type SecurityView } from '@keyturn/command-set'

/** Longest password, in characters. */
const MAX_PASSWORD_LENGTH = 64

/** Why this password is not taken under the rules of chsecurity; undefined when it is. */
export function refusePassword(rules: SecurityView, password: string): Refusal | undefined {
  const count = (kind: RegExp): number => password.match(kind)?.length ?? 0
  if (password.length < rules.minPasswordLength) return refuse('8216')
  if (password.length > MAX_PASSWORD_LENGTH) return refuse('5738', '-password')
  if (count(/[a-z]/g) < rules.passwordLowerCase) return refuse('9635')
  if (count(/[A-Z]/g) < rules.passwordUpperCase) return refuse('9636')
  if (count(/[0-9]/g) < rules.passwordDigits) return refuse('9637')
  if (count(/[^A-Za-z0-9]/g) < rules.passwordSpecialChars) return refuse('9638')
  return undefined
}

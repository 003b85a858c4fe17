import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'

const number = (min: number, max: number, help: string) =>
  ({ kind: 'number', min, max, help }) as const

export const chsecurity = defineCommand({
  name: 'chsecurity',
  summary: 'change settings of security',
  family: 'task',
  access: 'security',
  parameters: {
    sslprotocol: number(2, 7, 'TLS level'),
    sshprotocol: number(1, 4, 'SSH level'),
    guitimeout: number(5, 240, 'minutes'),
    clitimeout: number(5, 240, 'minutes'),
    restapitimeout: number(10, 120, 'minutes that a token lives'),
    minpasswordlength: number(6, 64, 'characters'),
    passwordspecialchars: number(0, 3, 'so many at least'),
    passworduppercase: number(0, 3, 'so many at least'),
    passwordlowercase: number(0, 3, 'so many at least'),
    passworddigits: number(0, 3, 'so many at least'),
    maxfailedlogins: number(0, 10, 'then the user is locked; 0 never'),
    lockoutperiod: number(0, 10_080, 'minutes; 0 for ever'),
    sshgracetime: number(15, 1800, 'seconds for a login'),
    sshmaxtries: number(1, 10, 'passwords tried on one connection'),
  },
  rules: { somethingToChange: true },
  async run(values, { system }) {
    return silenceAfter(await system.security.change(given({
      sslProtocol: values.sslprotocol,
      sshProtocol: values.sshprotocol,
      guiTimeoutMinutes: values.guitimeout,
      cliTimeoutMinutes: values.clitimeout,
      restTimeoutMinutes: values.restapitimeout,
      minPasswordLength: values.minpasswordlength,
      passwordSpecialChars: values.passwordspecialchars,
      passwordUpperCase: values.passworduppercase,
      passwordLowerCase: values.passwordlowercase,
      passwordDigits: values.passworddigits,
      maxFailedLoginAttempts: values.maxfailedlogins,
      lockoutPeriodMinutes: values.lockoutperiod,
      sshGraceSeconds: values.sshgracetime,
      sshMaxTries: values.sshmaxtries,
    })))
  },
})

import { usageError } from '../command.ts'
import { readSecret } from '../find-programs.ts'
import { keyServerCommand } from '../key-server-command.ts'

export const keyServerPassword = keyServerCommand({
  words: ['password'],
  summary: 'change your own password',
  usage: '--new-password-file FILE',
  help: `Changes the password of the user who logs in. Both passwords are read from files, so that neither stands in a
process list. Afterwards, put the new one into the file that endpoints.json names. Secondaries get it by replication.

  --new-password-file FILE  holds the new password, 12 characters or more`,
  options: { 'new-password-file': { type: 'string' } },
  ask: async ({ access, client, text, print }) => {
    const file = text('new-password-file')
    if (file === undefined) throw usageError('--new-password-file FILE is missing')
    await client.ask('PUT', '/users/current/password', {
      current: access.password, new: await readSecret(file),
    })
    print({ user: access.user }, ({ user }) => `The password of ${user} is changed.\n`)
  },
})

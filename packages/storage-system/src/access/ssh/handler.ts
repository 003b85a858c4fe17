import { executeLine, formatMessage, type Role } from '@keyturn/command-set'
import type { SshChannel, SshHandler, SshSession } from '@keyturn/platform/ports'
import { createJailedFiles } from '../jailed-files.ts'
import { contextOf, type AccessParts } from '../parts.ts'
import type { AccessUser } from '../users.ts'
import { serveShell } from './shell.ts'

/** Keyboard sessions at one time. */
const maxShells = 32
/** Commands at one time; clients run ten and more in parallel. */
const maxCommands = 256

/** What the SSH server asks: who may come in, and what their commands do. */
export function createSshHandler(parts: AccessParts): SshHandler {
  const { logins, dataFolder } = parts
  /** Of users who are or were in, for `files`, which cannot wait for an answer. */
  const roles = new Map<string, Role>()
  const admit = (user: AccessUser | undefined): boolean => {
    if (user) roles.set(user.name, user.role)
    return user !== undefined
  }
  const shells = limited(maxShells)
  const commands = limited(maxCommands)
  return {
    password: async (name, password) => admit(await logins.withPassword(name, password)),
    publicKey: async (name, key) => admit(await logins.withKey(name, key)),
    exec: (session, line, channel) =>
      commands(channel, () => runCommandLine(parts, session, line, channel)),
    shell: (session, channel) => shells(channel, () => serveShell(parts, session, channel)),
    files({ user }) {
      const role = roles.get(user)
      return role && createJailedFiles(dataFolder, role)
    },
  }
}

async function runCommandLine(
  parts: AccessParts,
  session: SshSession,
  line: string,
  channel: SshChannel,
): Promise<number> {
  const user = await parts.logins.current(session.user)
  if (!user) {
    await channel.writeError(`${formatMessage({ code: '6522', values: [] })}\n`)
    return 1
  }
  const context = contextOf(parts, user, 'CLI', session.remoteAddress)
  const { stdout, stderr, exitCode } = await executeLine(line, context)
  if (stdout !== '') await channel.write(stdout)
  if (stderr !== '') await channel.writeError(stderr)
  return exitCode
}

/** Lets so many sessions of a kind run; the next ones are told 7017E, where pysvc looks for it. */
function limited(most: number) {
  let running = 0
  return async (channel: SshChannel, serve: () => Promise<number>): Promise<number> => {
    if (running >= most) {
      await channel.write(`${formatMessage({ code: '7017', values: [] })}\n`)
      return 1
    }
    running++
    try {
      return await serve()
    } finally {
      running--
    }
  }
}

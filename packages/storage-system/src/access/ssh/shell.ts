import { executeLine } from '@keyturn/command-set'
import type { SshChannel, SshSession } from '@keyturn/platform/ports'
import { contextOf, type AccessParts } from '../parts.ts'
import { LineReader } from './line-reader.ts'

const minuteMs = 60_000
const idle = Symbol('idle')

/** A keyboard session, or lines from a script; ends with `exit`, at the end of input, or when idle. */
export async function serveShell(
  parts: AccessParts,
  session: SshSession,
  terminal: SshChannel,
): Promise<number> {
  const lines = new LineReader(terminal)
  let status = 0
  for (;;) {
    const user = await parts.logins.current(session.user)
    // Removed or locked meanwhile.
    if (!user) return 1
    if (terminal.pty) await terminal.write(await prompt(parts, user.name))
    const line = await readUnlessIdle(parts, lines)
    if (line === idle) {
      await terminal.write('\ntimed out waiting for input: auto-logout\n')
      return status
    }
    if (line === undefined) {
      if (terminal.pty) await terminal.write('\n')
      return status
    }
    const context = contextOf(parts, user, 'CLI', session.remoteAddress)
    const answer = await executeLine(line, context, status)
    if (answer.stdout !== '') await terminal.write(answer.stdout)
    if (answer.stderr !== '') await terminal.writeError(answer.stderr)
    status = answer.exitCode
    if (answer.ended) return status
  }
}

/** Expect scripts wait for this form. */
async function prompt({ system }: AccessParts, user: string): Promise<string> {
  const { name } = await system.identity.view()
  return `IBM_2145:${name}:${user}>`
}

/** The idle time is read for each line, so that chsecurity -clitimeout holds at once. */
async function readUnlessIdle(
  { ports, system }: AccessParts,
  lines: LineReader,
): Promise<string | undefined | typeof idle> {
  const { cliTimeoutMinutes } = await system.security.view()
  return new Promise((resolve, reject) => {
    const timer = ports.clock.setTimer(cliTimeoutMinutes * minuteMs, () => resolve(idle))
    lines.read().then(resolve, reject).finally(() => timer.cancel())
  })
}

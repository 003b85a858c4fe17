import { createPrivateKey, randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import ssh2 from 'ssh2'
import type { Connection, ServerChannel, Session } from 'ssh2'
import type {
  Log, SshChannel, SshHandler, SshListenOptions, SshServer, SshSession,
} from '../../ports/index.ts'
import { plainAddress } from '../network/peer.ts'
import { WaitingSockets } from '../network/waiting-sockets.ts'
import { algorithms } from './algorithms.ts'
import { authenticate } from './authentication.ts'
import { ChannelClosed, openChannel } from './channel.ts'
import { Jail } from './jail.ts'
import { readScpCommand, serveScp } from './scp.ts'
import { serveSftp } from './sftp.ts'

/** From the connection until a user is known. */
const loginGraceMs = 60_000
const keepAliveMs = 30_000
/** Connections without a known user at the same time; those of known users are not limited. */
export const maxLogins = 256
/** Sessions (commands, shells, file transfers) open at one time on one connection. */
const maxSessions = 64
const logIdBytes = 6
/** Exit code of a command that failed for a reason of our own. */
const internalErrorCode = 255

/** An SSH server by ssh2: commands and shells go to the handler, files are served here. */
export function createSshServer(log: Log): SshServer {
  return {
    async listen(options, handler) {
      const waiting = new WaitingSockets({
        limit: maxLogins, graceMs: loginGraceMs, log, protocol: 'SSH',
      })
      const server = new ssh2.Server({
        hostKeys: [readHostKey(options.hostKey)],
        ident: 'Keyturn',
        algorithms,
        keepaliveInterval: keepAliveMs,
      })
      server.on('connection', (client, { ip, port }) => {
        const remoteAddress = plainAddress(ip)
        client.on('error', (failure) => {
          log.debug('SSH connection failed', { remoteAddress, reason: failure.message })
        })
        const admit = (): void => waiting.admit({ remoteAddress: ip, remotePort: port })
        serveClient(client, { handler, remoteAddress, log, admit })
      })
      return listenFor(server, waiting, options)
    },
  }
}

/** ssh2 knows a connection only after its first line, so the sockets are watched here. */
function listenFor(server: ssh2.Server, waiting: WaitingSockets, options: SshListenOptions) {
  const listener = createServer({ noDelay: true }, (socket): void => {
    waiting.add(socket)
    server.injectSocket(socket)
  })
  return new Promise<{ port: number; close(): Promise<void> }>((resolve, reject) => {
    listener.once('error', reject)
    listener.listen({ host: options.host, port: options.port }, () => {
      listener.off('error', reject)
      resolve({
        port: (listener.address() as AddressInfo).port,
        close: () => new Promise((closed) => {
          listener.close(() => closed())
          waiting.destroy()
        }),
      })
    })
  })
}

/** ssh2 reads the older forms only; node:crypto knows PKCS #8 and writes those. */
function readHostKey(pem: string): string {
  if (!pem.includes('BEGIN PRIVATE KEY')) return pem
  const key = createPrivateKey(pem)
  switch (key.asymmetricKeyType) {
    case 'ec': return key.export({ type: 'sec1', format: 'pem' }).toString()
    case 'rsa': return key.export({ type: 'pkcs1', format: 'pem' }).toString()
    default: throw new Error('an SSH host key in PKCS #8 form must be an EC or RSA key')
  }
}

interface ClientContext {
  readonly handler: SshHandler
  readonly remoteAddress: string
  readonly log: Log
  /** The user is known: the grace for logins is over. */
  readonly admit: () => void
}

function serveClient(client: Connection, context: ClientContext): void {
  const { handler, remoteAddress, log, admit } = context
  let user = ''
  let sessions = 0
  authenticate(client, handler, remoteAddress, log)
  client.on('authentication', ({ username }) => {
    user = username
  })
  client.on('ready', admit)
  client.on('session', (accept, reject) => {
    if (sessions >= maxSessions) return reject()
    const session = accept()
    sessions++
    session.once('close', () => sessions--)
    serveSession(session, { user, remoteAddress }, context)
  })
}

function serveSession(session: Session, who: SshSession, { handler, log }: ClientContext): void {
  let pty = false
  const jail = (): Jail | undefined => {
    const files = handler.files(who)
    return files && new Jail(files)
  }
  session.on('pty', (accept) => {
    pty = true
    accept?.()
  })
  session.on('window-change', (accept) => accept?.())
  session.on('shell', (accept) => {
    const stream = accept()
    run(log, who, stream, pty, (channel) => handler.shell(who, channel))
  })
  session.on('exec', (accept, _reject, { command }) => {
    const stream = accept()
    run(log, who, stream, pty, (channel) => {
      const request = readScpCommand(command)
      const files = request === undefined ? undefined : jail()
      if (request === undefined || !files) return handler.exec(who, command, channel)
      return serveScp(request, channel, files)
    })
  })
  session.on('sftp', (accept, reject) => {
    const files = jail()
    if (files) serveSftp(accept(), files)
    else reject?.()
  })
}

/** Lets the handler work on a channel, then closes it with the exit code. */
function run(
  log: Log,
  { user, remoteAddress }: SshSession,
  stream: ServerChannel,
  pty: boolean,
  work: (channel: SshChannel) => Promise<number>,
): void {
  const channel = openChannel(stream, pty)
  work(channel).catch(async (cause: unknown) => {
    if (cause instanceof ChannelClosed) return internalErrorCode
    const logId = randomBytes(logIdBytes).toString('hex')
    const stack = cause instanceof Error ? cause.stack ?? cause.message : String(cause)
    log.error('SSH command failed', { logId, user, remoteAddress, stack })
    await channel.writeError(`internal error, log id ${logId}\n`).catch(() => {})
    return internalErrorCode
  }).then((code) => {
    stream.exit(code)
    stream.end()
  }).catch((cause: unknown) => {
    log.debug('SSH channel could not be closed', { user, remoteAddress, reason: String(cause) })
  })
}

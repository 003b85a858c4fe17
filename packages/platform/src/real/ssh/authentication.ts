import ssh2 from 'ssh2'
import type { AuthContext, Connection, KeyboardAuthContext, PublicKeyAuthContext } from 'ssh2'
import type { Log, SshHandler } from '../../ports/index.ts'

/** Wrong passwords, answers and signatures on one connection. */
const maxFailures = 6
/** Keys that a client may merely offer: agents hold many. */
const maxOffers = 20
const methods = ['publickey', 'password', 'keyboard-interactive'] as const

type Methods = Parameters<AuthContext['reject']>[0]

/** Answers one client's tries until one is right, or until they are too many. */
export function authenticate(
  client: Connection,
  handler: SshHandler,
  remoteAddress: string,
  log: Log,
): void {
  let failures = 0
  let offers = 0
  const attempt = async (context: AuthContext): Promise<boolean> => {
    const { username } = context
    switch (context.method) {
      case 'password':
        return handler.password(username, context.password, remoteAddress)
      case 'keyboard-interactive': {
        const answer = await ask(context)
        return answer !== undefined && handler.password(username, answer, remoteAddress)
      }
      case 'publickey': {
        const key = keyText(context)
        if (key === undefined) return false
        return await handler.publicKey(username, key, remoteAddress) && isProven(context)
      }
      default: return false
    }
  }
  client.on('authentication', (context) => {
    const isOffer = context.method === 'publickey' && !context.signature
    attempt(context).then((right) => {
      if (right) return context.accept()
      if (isOffer) offers++
      // Method `none` asks what the methods are.
      else if (context.method !== 'none') failures++
      if (failures >= maxFailures || offers >= maxOffers) return client.end()
      context.reject([...methods] as Methods)
    }, (cause: unknown) => {
      log.error('authentication failed', { remoteAddress, reason: String(cause) })
      client.end()
    })
  })
}

/** Undefined when the client turned to another method instead of answering. */
function ask(context: KeyboardAuthContext): Promise<string | undefined> {
  return new Promise((resolve) => {
    context.once('abort', () => resolve(undefined))
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => resolve(answers[0]))
  })
}

/** `ssh-ed25519 AAAA…`. The type is read from the key: the client's word for it binds nothing. */
function keyText({ key }: PublicKeyAuthContext): string | undefined {
  const parsed = ssh2.utils.parseKey(key.data)
  // DSA keys are 1024 bits long.
  if (parsed instanceof Error || parsed.type === 'ssh-dss') return undefined
  return `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`
}

/** A key without a signature is only asked about; with one, the client proves to hold it. */
function isProven(context: PublicKeyAuthContext): boolean {
  if (!context.signature) return true
  const parsed = ssh2.utils.parseKey(context.key.data)
  if (parsed instanceof Error || !context.blob) return false
  // RSA with SHA-1 is the form that names no hash.
  if (parsed.type === 'ssh-rsa' && !context.hashAlgo) return false
  return parsed.verify(context.blob, context.signature, context.hashAlgo) === true
}

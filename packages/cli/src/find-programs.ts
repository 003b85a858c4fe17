import { readFile } from 'node:fs/promises'
import type { KeyServerAccess } from './clients/key-server-client.ts'
import { CommandError, type Terminal } from './command.ts'

/** Options of every command that talks to a running program. */
export const programOptions = {
  endpoints: { type: 'string' },
  user: { type: 'string' },
  'password-file': { type: 'string' },
  json: { type: 'boolean' },
} as const

export const programHelp = `Options of all commands that talk to a running program:
  --endpoints FILE      endpoints.json of it (else KEYTURN_ENDPOINTS, else ./data/endpoints.json)
  --user NAME           log in as this user instead of the one named there
  --password-file FILE  with the password in this file
  --json                print the answer as JSON`

/** How to reach and enter a running program. */
export interface Access extends KeyServerAccess {
  /** Where the password was read from, for the user whose login fails. */
  readonly passwordFile: string
}

interface Overrides {
  readonly endpoints?: string | undefined
  readonly user?: string | undefined
  readonly 'password-file'?: string | undefined
}

interface Listed {
  readonly name?: unknown
  readonly role?: unknown
  readonly admin?: { readonly url?: unknown }
  readonly rest?: { readonly url?: unknown }
  readonly user?: unknown
  readonly passwordFile?: unknown
  readonly ca?: unknown
}

const DEFAULT_PATH = 'data/endpoints.json'

/** The key server of this name; without one the primary, or the only one there is. */
export async function findKeyServer(
  terminal: Terminal,
  options: Overrides & { readonly server?: string | undefined },
): Promise<Access> {
  const { path, content } = await readEndpoints(terminal, options)
  const servers = (content['keyServers'] ?? []) as readonly Listed[]
  const found = options.server === undefined
    ? servers.find(({ role }) => role === 'primary') ?? (servers.length === 1 ? servers[0] : undefined)
    : servers.find(({ name }) => name === options.server)
  if (found === undefined) {
    const names = servers.map(({ name }) => String(name)).join(', ')
    throw new CommandError(
      options.server === undefined ? `${path} names no primary key server.`
        : `${path} names no key server "${options.server}".`,
      names === '' ? 'It names no key server at all.' : `Choose one with --server: ${names}`,
    )
  }
  return accessOf(path, String(found.name), found.admin?.url, found, options)
}

export async function findStorage(terminal: Terminal, options: Overrides): Promise<Access> {
  const { path, content } = await readEndpoints(terminal, options)
  const storage = content['storage'] as Listed | undefined
  if (storage === undefined) throw new CommandError(`${path} names no storage system.`)
  return accessOf(path, 'the storage system', storage.rest?.url, storage, options)
}

async function accessOf(
  path: string,
  name: string,
  url: unknown,
  listed: Listed,
  options: Overrides,
): Promise<Access> {
  const user = options.user ?? listed.user
  const passwordFile = options['password-file'] ?? listed.passwordFile
  const { ca } = listed
  const texts = [url, user, passwordFile, ca]
  if (!texts.every((text) => typeof text === 'string')) {
    throw new CommandError(`${path} does not say how to reach and enter ${name}.`,
      'It needs url, user, passwordFile and ca; or give --user and --password-file.')
  }
  return {
    name, url: String(url), user: String(user), passwordFile: String(passwordFile),
    password: await readSecret(String(passwordFile)), authority: await readText(String(ca)),
  }
}

async function readEndpoints(
  { environment }: Terminal,
  options: Overrides,
): Promise<{ readonly path: string; readonly content: Readonly<Record<string, unknown>> }> {
  const path = options.endpoints ?? environment['KEYTURN_ENDPOINTS'] ?? DEFAULT_PATH
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    throw new CommandError(`${path} cannot be read: it says where the running programs are.`,
      'Is everything up (npm start)? Else name the file with --endpoints or KEYTURN_ENDPOINTS.')
  }
  try {
    return { path, content: JSON.parse(text) as Readonly<Record<string, unknown>> }
  } catch {
    throw new CommandError(`${path} holds no JSON.`, 'Start again (npm start): it is written anew.')
  }
}

export async function readSecret(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (cause) {
    throw new CommandError(`The password file ${path} cannot be read (${codeOf(cause)}).`,
      'Run as the user that owns it, or name another one with --password-file.')
  }
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new CommandError(`The file ${path} cannot be read (${codeOf(cause)}).`)
  }
}

const codeOf = (cause: unknown): string => String((cause as NodeJS.ErrnoException).code)

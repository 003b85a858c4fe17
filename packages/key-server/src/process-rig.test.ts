// The real program in a folder of its own, for the tests that drive it with other people's clients.
import assert from 'node:assert/strict'
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface Identity {
  readonly certificate: string
  readonly key: string
}

/** A folder with a CA and certificates of it, made by openssl. */
export class Authority {
  readonly folder = mkdtempSync(join(tmpdir(), 'keyturn-key-server-'))
  readonly certificate = join(this.folder, 'ca.pem')
  readonly #key = join(this.folder, 'ca.key')

  constructor() {
    openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
      '-keyout', this.#key, '-out', this.certificate, '-subj', '/CN=Test authority', '-days', '2')
  }

  issue(name: string): Identity {
    const [key, request, certificate] = ['key', 'csr', 'pem']
      .map((ending) => join(this.folder, `${name}.${ending}`)) as [string, string, string]
    const names = join(this.folder, 'names')
    writeFileSync(names, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
    openssl('req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
      '-keyout', key, '-out', request, '-subj', `/CN=${name}`)
    openssl('x509', '-req', '-in', request, '-CA', this.certificate, '-CAkey', this.#key,
      '-CAcreateserial', '-days', '2', '-extfile', names, '-out', certificate)
    return { certificate, key }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const openssl = (...parameters: string[]): void =>
  void execFileSync('openssl', parameters, { stdio: 'pipe' })

/** Clients of the configuration; each in a group of its own that may destroy. */
export interface ConfiguredClient {
  readonly name: string
  readonly group: string
  readonly identity: Identity
}

export class KeyServerProcess {
  readonly ports: { readonly kmip: number; readonly metrics: number }
  readonly #child: ChildProcess
  readonly #exit: Promise<number | null>

  private constructor(child: ChildProcess, ports: KeyServerProcess['ports']) {
    this.#child = child
    this.ports = ports
    this.#exit = exitOf(child)
  }

  static async start(
    authority: Authority,
    clients: readonly ConfiguredClient[],
  ): Promise<KeyServerProcess> {
    const file = join(authority.folder, 'key-server.toml')
    writeFileSync(file, configuration(authority, clients))
    const child = spawn(process.execPath, [
      '--enable-source-maps', fileURLToPath(new URL('./main.js', import.meta.url)), '--config', file,
    ], { stdio: ['ignore', 'pipe', 'inherit'] })
    const exit = exitOf(child)
    assert.ok(child.stdout)
    const lines = createInterface({ input: child.stdout })
    const line = await Promise.race([
      new Promise<string>((resolve) => lines.once('line', resolve)),
      exit.then((code) => `ended with ${code}`),
    ])
    assert.match(line, /^ready \{/)
    return new KeyServerProcess(child, JSON.parse(line.slice('ready '.length)))
  }

  /** Asks it to stop; its exit code. */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return this.#exit
  }

  kill(): Promise<number | null> {
    this.#child.kill('SIGKILL')
    return this.#exit
  }
}

const exitOf = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.once('exit', (code) => resolve(code)))

function configuration(authority: Authority, clients: readonly ConfiguredClient[]): string {
  const server = authority.issue('server')
  const tables = clients.map(({ group, identity, name }) => `
[[groups]]
name = "${group}"
may_destroy = true
[[clients]]
name = "${name}"
certificate = "${identity.certificate}"
group = "${group}"
`)
  return `
name = "test-server"
role = "standalone"
data = "${authority.folder}/data"
log_level = "error"
[kmip]
host = "127.0.0.1"
port = 0
certificate = "${server.certificate}"
key = "${server.key}"
[metrics]
host = "127.0.0.1"
port = 0
[seal]
root_key_file = "${authority.folder}/data/root.key"
${tables.join('')}`
}

// One installation of Keyturn for a test: `npm start` in a folder of its own on ports of its own,
// killed when the test ends.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { root } from '../../tools/install.mjs'
import { returnPortBlock, takePortBlock } from './port-block.mjs'

const START_LIMIT_MS = 90_000
/** Characters of a program's log that an error shows. */
const LOG_TAIL = 2_000
export class Installation {
  #child
  #log = ''
  /** Programs that a test started one by one. */
  #extra = []

  constructor({
    folder = mkdtempSync(join(tmpdir(), 'keyturn-')),
    portBase = takePortBlock(),
  } = {}) {
    this.folder = folder
    this.portBase = portBase
  }

  /** What `npm start` printed so far, and the logs of all programs. */
  get log() {
    return this.#log
  }

  /** Runs `npm start` and resolves once endpoints.json says that everything serves. */
  async start() {
    rmSync(join(this.folder, 'endpoints.json'), { force: true })
    const child = spawn(
      process.execPath,
      [
        join(root, 'packages/cli/dist/main.js'),
        'up',
        '--data',
        this.folder,
        '--port-base',
        String(this.portBase),
      ],
      { cwd: root, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (this.#log += data))
    const deadline = Date.now() + START_LIMIT_MS
    while (!existsSync(join(this.folder, 'endpoints.json'))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        await this.kill()
        throw new Error(`npm start did not come up:\n${this.#log}\n${this.#programLogs()}`)
      }
      await sleep(50)
    }
    return this
  }

  #programLogs() {
    const names = [
      'key-server-1/key-server.log',
      'key-server-2/key-server.log',
      'storage/storage.log',
    ]
    return names
      .map((name) => join(this.folder, name))
      .filter((path) => existsSync(path))
      .map((path) => `${path}\n${readFileSync(path, 'utf8').slice(-LOG_TAIL)}`)
      .join('\n')
  }

  get endpoints() {
    return JSON.parse(readFileSync(join(this.folder, 'endpoints.json'), 'utf8'))
  }

  get password() {
    return readFileSync(this.endpoints.storage.passwordFile, 'utf8').trim()
  }

  /** SIGKILL of every process at once, as a power cut. */
  async kill() {
    for (const extra of this.#extra.splice(0)) killGroup(extra.pid)
    const child = this.#child
    if (!child) return
    this.#child = undefined
    const ended =
      child.exitCode !== null || child.signalCode !== null
        ? undefined
        : new Promise((resolve) => child.once('exit', resolve))
    killGroup(child.pid)
    await ended
  }

  /** SIGTERM, and the exit code of the clean stop. */
  async stop() {
    const child = this.#child
    this.#child = undefined
    const ended = new Promise((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill('SIGTERM')
    return ended
  }

  /** Kills and forgets everything. */
  async remove() {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
    returnPortBlock(this.portBase)
  }

  /** SIGKILL of one program: `storage` or the name of a key server. */
  async killProgram(name) {
    const { pid } = this.#program(name)
    process.kill(pid, 'SIGKILL')
    await eventually(`${name} has ended`, () => !isAlive(pid))
  }

  /** Starts one program again, as `keyturn … run --config` does; it dies with the others. */
  async startProgram(name) {
    const { configuration } = this.#program(name)
    const packageName = name === 'storage' ? 'storage-system' : 'key-server'
    const child = spawn(
      process.execPath,
      [join(root, 'packages', packageName, 'dist/main.js'), '--config', configuration],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      },
    )
    this.#extra.push(child)
    child.stderr.on('data', (data) => (this.#log += data))
    let ready = false
    child.stdout.on('data', (data) => {
      this.#log += data
      ready ||= /^ready/m.test(String(data))
    })
    await eventually(`${name} is ready`, () => ready || child.exitCode !== null)
    if (!ready) throw new Error(`${name} did not start:\n${this.#log}`)
    const endpoints = this.endpoints
    const program =
      name === 'storage'
        ? endpoints.storage
        : endpoints.keyServers.find((server) => server.name === name)
    program.pid = child.pid
    writeFileSync(join(this.folder, 'endpoints.json'), JSON.stringify(endpoints))
  }

  #program(name) {
    const { storage, keyServers } = this.endpoints
    const program = name === 'storage' ? storage : keyServers.find((server) => server.name === name)
    if (!program) throw new Error(`there is no program ${name}`)
    return program
  }

  /**
   * One command with the system's own ssh client: {stdout, stderr, exitCode}. Commands share one
   * login, since each login costs a password hash; `alone` has one of its own.
   */
  ssh(command, { user = 'superuser', password = this.password, input, alone = false } = {}) {
    const { host, port } = this.endpoints.storage.ssh
    const sharing = alone
      ? []
      : [
          '-o',
          'ControlMaster=auto',
          '-o',
          `ControlPath=${join(this.folder, 'ssh-%C')}`,
          '-o',
          'ControlPersist=30',
        ]
    return run(
      'sshpass',
      [
        '-e',
        'ssh',
        '-p',
        String(port),
        ...sshOptions,
        ...sharing,
        '-o',
        'PubkeyAuthentication=no',
        '-o',
        'NumberOfPasswordPrompts=1',
        `${user}@${host}`,
        command,
      ],
      { env: { ...process.env, SSHPASS: password }, input },
    )
  }

  /** Many commands in one ssh call, one output each; fails when one of them fails. */
  sshAll(commands) {
    return commands.map((command) => {
      const result = this.ssh(command)
      if (result.exitCode !== 0) throw new Error(`${command}: ${result.stderr}`)
      return result.stdout
    })
  }

  /** The fields of a detail view. */
  detail(command) {
    const { stdout, stderr, exitCode } = this.ssh(`${command} -delim :`)
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`)
    return Object.fromEntries(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => {
          const colon = line.indexOf(':')
          return [line.slice(0, colon), line.slice(colon + 1)]
        }),
    )
  }

  /** The rows of a concise view. */
  rows(command) {
    const { stdout, stderr, exitCode } = this.ssh(`${command} -delim :`)
    if (exitCode !== 0) throw new Error(`${command}: ${stderr}`)
    const [header, ...lines] = stdout.trimEnd().split('\n')
    const names = (header ?? '').split(':')
    return lines.map((line) =>
      Object.fromEntries(line.split(':').map((cell, index) => [names[index], cell])),
    )
  }

  /** The `keyturn` command line against this installation. */
  keyturn(...parameters) {
    return run(join(root, 'keyturn'), parameters, {
      env: { ...process.env, KEYTURN_ENDPOINTS: join(this.folder, 'endpoints.json') },
    })
  }
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group has ended already.
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

export const sshOptions = [
  '-o',
  'StrictHostKeyChecking=no',
  '-o',
  'UserKnownHostsFile=/dev/null',
  '-o',
  'LogLevel=ERROR',
  '-F',
  '/dev/null',
]

/** Runs a program to its end. */
export function run(command, parameters, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, parameters, {
    encoding: 'utf8',
    timeout: 120_000,
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  })
  if (error) throw error
  return { stdout, stderr, exitCode: status }
}

/** Tries until `probe` answers something true; the last answer in the error otherwise. */
export async function eventually(what, probe, limitMs = 30_000) {
  const deadline = Date.now() + limitMs
  let last
  for (;;) {
    last = await probe()
    if (last) return last
    if (Date.now() > deadline) throw new Error(`did not come true within ${limitMs} ms: ${what}`)
    await sleep(200)
  }
}

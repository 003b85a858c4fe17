// SIGKILL of a program at every durable write of a step of the rekey, with nothing in the product
// that helps: strace kills the process as it enters the Nth sync. After each: start, every byte
// is there, the state is a legal one, the next rekey completes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { eventually } from './installation.mjs'
import { holdsPattern, writePattern } from './pattern.mjs'

/** More durable writes than any step has: a walk ends when a step is not hit any more. */
const MOST_POINTS = 200
/**
 * How long a step's consequences at the key servers may take to be written after its answer
 * (milliseconds).
 */
const AFTER_ANSWER_MS = 300
const chencryption = (key) => `chencryption -keyserver newkey -key ${key}`

export class CrashWalk {
  #installation
  #detail = (field) => this.#installation.detail('lsencryption')[field]

  constructor(installation) {
    this.#installation = installation
  }

  /** Data that every point must leave as it is. */
  writeData() {
    writePattern(this.#uri)
  }

  /**
   * `program`: `storage` or the name of a key server. `step`: prepare, commit or cancel. Answers
   * the number of points.
   */
  async killAtEveryWrite(program, step) {
    for (let number = 1; number <= MOST_POINTS; number += 1) {
      await this.#before(step)
      const trap = await this.#trap(program, number)
      const result = this.#installation.ssh(chencryption(step))
      await new Promise((resolve) => setTimeout(resolve, AFTER_ANSWER_MS))
      await trap.release()
      if (!trap.killed()) {
        assert.equal(result.exitCode, 0, result.stderr)
        await this.completeRekey()
        return number - 1
      }
      await this.#installation.startProgram(program)
      await this.completeRekey()
    }
    throw new Error(`${step} has more than ${MOST_POINTS} durable writes`)
  }

  /** The same for `chencryption -keyserver enable`, on a system that has no encrypted object. */
  async killAtEveryWriteOfEnable(program) {
    const give = (word) => this.#installation.ssh(`chencryption -keyserver ${word}`)
    const status = () => this.#detail('keyserver_status')
    for (let number = 1; number <= MOST_POINTS; number += 1) {
      await eventually('encryption is off', () => give('disable') && status() === 'licensed')
      const trap = await this.#trap(program, number)
      const result = give('enable')
      await trap.release()
      if (trap.killed()) await this.#installation.startProgram(program)
      else assert.equal(result.exitCode, 0, result.stderr)
      assert.ok(['licensed', 'enabled'].includes(status()))
      await eventually('encryption is enabled', () => give('enable').exitCode === 0)
      await this.#allOnline()
      await this.#give('prepare')
      await this.#give('commit')
      assert.equal(this.#detail('keyserver_rekey'), 'no')
      if (!trap.killed()) return number - 1
    }
    throw new Error(`enable has more than ${MOST_POINTS} durable writes`)
  }

  /**
   * `proxy` stands between the storage system and its primary. Cuts at every chunk of the step,
   * in either direction.
   */
  async cutAtEveryChunk(proxy, step, when) {
    for (let number = 1; number <= MOST_POINTS; number += 1) {
      await this.#before(step)
      proxy.arm(number, when)
      this.#installation.ssh(chencryption(step))
      const cut = proxy.disarm()
      await this.completeRekey()
      if (!cut) return number - 1
    }
    throw new Error(`${step} has more than ${MOST_POINTS} chunks`)
  }

  /** From any state that a fault may leave, back to rest, and once around. */
  async completeRekey() {
    await eventually('the volume reads', () => holdsPattern(this.#uri))
    await eventually(
      'no commit is under way',
      () => this.#detail('keyserver_rekey') !== 'committing',
    )
    const state = this.#detail('keyserver_rekey')
    assert.ok(['no', 'prepared'].includes(state), state)
    if (state === 'prepared') await this.#give('commit')
    const before = this.#detail('keyserver_pmk_uid')
    await this.#allOnline()
    await this.#give('prepare')
    await this.#give('commit')
    assert.equal(this.#detail('keyserver_rekey'), 'no')
    assert.notEqual(this.#detail('keyserver_pmk_uid'), before)
    assert.ok(holdsPattern(this.#uri))
  }

  async #before(step) {
    await this.#allOnline()
    if (step !== 'prepare') await this.#give('prepare')
  }

  /**
   * A step that may find a key server not yet back: it is refused until the next validation, and
   * changes nothing.
   */
  async #give(step) {
    await eventually(
      `${step} is done`,
      () => this.#installation.ssh(chencryption(step)).exitCode === 0,
    )
  }

  /**
   * Brings the newest key to the secondary: no key is prepared while a key server lacks the
   * current one.
   */
  async #allOnline() {
    await eventually('both key servers are online', () => {
      this.#installation.keyturn('key-server', 'replicate', 'now')
      for (const id of [0, 1]) this.#installation.ssh(`testkeyserver ${id}`)
      return this.#installation.rows('lskeyserver').every((row) => row.status === 'online')
    })
  }

  get #uri() {
    return this.#installation.endpoints.storage.nbd.unixUri
  }

  /** Attaches strace: the program dies as it enters its Nth sync. Resolves once the trap is set. */
  async #trap(program, number) {
    const { storage, keyServers } = this.#installation.endpoints
    const { pid } =
      program === 'storage' ? storage : keyServers.find((server) => server.name === program)
    const tracer = spawn(
      'strace',
      [
        '-f',
        '-p',
        String(pid),
        '-e',
        'trace=fdatasync,fsync',
        '-e',
        `inject=fdatasync,fsync:signal=KILL:when=${number}`,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    let said = ''
    tracer.stderr.on('data', (data) => (said += data))
    const ended = new Promise((resolve) => tracer.once('exit', resolve))
    await eventually('strace is attached', () => said.includes('attached'))
    return {
      killed: () => /killed by SIGKILL/.test(said),
      release: () => {
        tracer.kill('SIGTERM')
        return ended
      },
    }
  }
}

// SIGKILL of the storage system at every durable write of prepare and commit, with nothing in the product that helps:
// strace kills the process as it enters the Nth fdatasync. After each: start, every byte is there, the state is a
// legal one, the next rekey completes.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { after, before, test } from 'node:test'
import { eventually, Installation, run } from './support/installation.mjs'

const installation = new Installation()
before(async () => {
  await installation.start()
  const written = io('write -P 0x3c 0 1M', 'flush')
  assert.equal(written.exitCode, 0, written.stderr)
})
after(() => installation.remove())

/** More durable writes than any of the commands has: the walk ends when a command is not hit any more. */
const MOST_POINTS = 100

const io = (...commands) => run('qemu-io', ['-f', 'raw', ...commands.flatMap((command) => ['-c', command]), installation.endpoints.storage.nbd.unixUri])
const reads = () => {
  const { exitCode, stdout } = io('read -P 0x3c 0 1M')
  return exitCode === 0 && !/failed/i.test(stdout)
}
const rekeyState = () => installation.detail('lsencryption').keyserver_rekey

/** Attaches strace to the controller: it dies as it enters its Nth sync. Resolves once the trap is set. */
async function trap(number) {
  const { pid } = installation.endpoints.storage
  const tracer = spawn('strace', [
    '-f', '-p', String(pid), '-e', 'trace=fdatasync,fsync', '-e', `inject=fdatasync,fsync:signal=KILL:when=${number}`,
  ], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  tracer.stderr.on('data', (data) => (said += data))
  await eventually('strace is attached', () => said.includes('attached'))
  return {
    killed: () => /killed by SIGKILL/.test(said),
    release: () => new Promise((resolve) => {
      tracer.on('exit', resolve)
      if (tracer.exitCode !== null || tracer.signalCode !== null) resolve()
      tracer.kill('SIGTERM')
    }),
  }
}

/** Brings the newest key to the secondary: no key is prepared while a key server lacks the current one. */
const allOnline = () => eventually('both key servers are online', () => {
  installation.keyturn('key-server', 'replicate', 'now')
  return installation.rows('lskeyserver').every((row) => row.status === 'online')
})

async function rekey() {
  await allOnline()
  const before = installation.detail('lsencryption').keyserver_pmk_uid
  installation.sshAll(['chencryption -keyserver newkey -key prepare', 'chencryption -keyserver newkey -key commit'])
  assert.notEqual(installation.detail('lsencryption').keyserver_pmk_uid, before)
}

/** From either state that a crash may leave, back to rest. */
async function completeRekey() {
  await eventually('the volume reads', reads)
  await eventually('no commit is under way', () => rekeyState() !== 'committing')
  assert.ok(['no', 'prepared'].includes(rekeyState()), rekeyState())
  if (rekeyState() === 'prepared') installation.sshAll(['chencryption -keyserver newkey -key commit'])
  await rekey()
  assert.equal(rekeyState(), 'no')
  assert.ok(reads())
}

async function walk(key, prepareFirst) {
  for (let number = 1; number <= MOST_POINTS; number += 1) {
    await allOnline()
    if (prepareFirst) installation.sshAll(['chencryption -keyserver newkey -key prepare'])
    const set = await trap(number)
    const result = installation.ssh(`chencryption -keyserver newkey -key ${key}`)
    await set.release()
    if (!set.killed()) {
      assert.equal(result.exitCode, 0, result.stderr)
      if (key === 'prepare') installation.sshAll(['chencryption -keyserver newkey -key cancel'])
      return number - 1
    }
    await installation.startProgram('storage')
    await completeRekey()
  }
  throw new Error(`${key} has more than ${MOST_POINTS} durable writes`)
}

for (const [key, prepareFirst] of [['prepare', false], ['commit', true]]) {
  test(`SIGKILL at every durable write of ${key}`, async (context) => {
    const points = await walk(key, prepareFirst)
    context.diagnostic(`${points} durable writes of ${key}, each one a crash point`)
    assert.ok(points >= 2, 'prepare and commit each persist an intent and a result')
  })
}

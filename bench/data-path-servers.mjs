// The data plane and the servers that it is measured against, each serving a volume encrypted with
// AES-256-XTS over a Unix socket, from a file of the same size in the same folder.
import { spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { output } from './measure.mjs'
import { listen, startPlane } from './nbd-harness.mjs'

const passphrase = 'only-for-the-benchmark'

/** qemu-img measures the processor's speed for the key slot, and fails now and then on a busy one. */
const MAKE_LUKS_TRIES = 20

/** A LUKS image as cryptsetup would make one, except that its passphrase is quick to guess. */
async function makeLuks(path, sizeBytes) {
  const cipher = 'cipher-alg=aes-256,cipher-mode=xts,ivgen-alg=plain64,hash-alg=sha256'
  for (let tries = 1; ; tries++) {
    try {
      await output('qemu-img', [
        ...['create', '-q', '-f', 'luks', '--object', `secret,id=s,data=${passphrase}`],
        ...['-o', `key-secret=s,${cipher},iter-time=10`, path, `${sizeBytes}`],
      ])
      return
    } catch (error) {
      if (tries === MAKE_LUKS_TRIES) throw error
    }
  }
}

async function untilThere(path) {
  for (let tries = 0; !existsSync(path); tries++) {
    if (tries === 500) throw new Error(`no server at ${path} after 10 seconds`)
    await sleep(20)
  }
}

const stopped = (child) =>
  new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill('SIGTERM')
  })

async function foreign(folder, name, sizeBytes, command) {
  const path = join(folder, `${name}.luks`)
  const socket = join(folder, `${name}.sock`)
  await makeLuks(path, sizeBytes)
  const [program, ...parameters] = command(path, socket)
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'inherit'] })
  await untilThere(socket)
  return {
    name,
    path,
    uri: `nbd+unix:///?socket=${socket}`,
    pid: child.pid,
    stop: () => stopped(child),
  }
}

export const startNbdkit = (folder, sizeBytes) =>
  foreign(folder, 'nbdkit', sizeBytes, (path, socket) => [
    'nbdkit',
    '-f',
    '-U',
    socket,
    '--filter=luks',
    'file',
    path,
    `passphrase=${passphrase}`,
  ])

export const startQemuNbd = (folder, sizeBytes) =>
  foreign(folder, 'qemu-nbd', sizeBytes, (path, socket) => [
    'qemu-nbd',
    '--object',
    `secret,id=s,data=${passphrase}`,
    '--image-opts',
    `driver=luks,file.driver=file,file.filename=${path},key-secret=s`,
    '-k',
    socket,
    '-t',
    '-e',
    '8',
    '--cache=writeback',
  ])

export async function startKeyturn(folder, sizeBytes) {
  const path = join(folder, 'keyturn.volume')
  const unixPath = join(folder, 'keyturn.sock')
  const { plane, events } = startPlane()
  const volume = { volumeId: 'bench', path, sizeBytes }
  const key = new Uint8Array(64).map((_, index) => 3 * index + 1)
  for (const outcome of [await plane.create(volume, key), await plane.attach(volume, key)]) {
    if (!outcome.done) throw new Error(outcome.message)
  }
  const listener = await listen(plane, { v: { volumeId: 'bench', sizeBytes } }, { unixPath })
  const {
    processes: [{ pid }],
  } = await plane.statistics()
  const stop = async () => {
    await listener.close()
    await plane.close()
    const failures = events.filter(({ kind }) => kind !== 'connectionClosed')
    if (failures.length > 0) writeFileSync(2, `${JSON.stringify(failures)}\n`)
  }
  return { name: 'keyturn', path, uri: `nbd+unix:///v?socket=${unixPath}`, pid, stop }
}

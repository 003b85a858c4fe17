import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type TestContext } from 'node:test'
import type { TransferableConnection } from '../ports/index.ts'
import { realTransferableNetwork as network } from './transferable-network.ts'

function temporaryPath(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-socket-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'socket')
}

/** Both ends of a connection over a Unix socket. */
async function pair(t: TestContext): Promise<{ ours: TransferableConnection; theirs: Socket }> {
  const path = temporaryPath(t)
  let accepted: (connection: TransferableConnection) => void = () => undefined
  const ours = new Promise<TransferableConnection>((resolve) => {
    accepted = resolve
  })
  const listener = await network.listenUnix({ path, mode: 0o600 }, accepted)
  t.after(() => listener.close())
  const theirs = connect(path)
  t.after(() => theirs.destroy())
  return { ours: await ours, theirs }
}

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes && Buffer.from(bytes).toString()

test('bytes come when they are asked for, and undefined when the peer has ended', async (t) => {
  const { ours, theirs } = await pair(t)
  theirs.write('hello')
  assert.equal(text(await ours.read()), 'hello')
  theirs.end('bye')
  assert.equal(text(await ours.read()), 'bye')
  assert.equal(await ours.read(), undefined)
  assert.equal(await ours.read(), undefined)
})

test('what was not asked for stays in the kernel, for whoever owns the socket next', async (t) => {
  const { ours, theirs } = await pair(t)
  theirs.write('x'.repeat(100_000))
  const first = (await ours.read()) as Uint8Array
  // Time for an owner that reads ahead to do so.
  await new Promise((resolve) => setTimeout(resolve, 50))
  let length = first.length
  assert.ok(length < 100_000)
  while (length < 100_000) length += ((await ours.read()) as Uint8Array).length
  assert.equal(length, 100_000)
})

test('writes go out, and fail once the connection is closed', async (t) => {
  const { ours, theirs } = await pair(t)
  const heard = new Promise((resolve) => theirs.once('data', (bytes) => resolve(String(bytes))))
  await ours.write(Buffer.from('welcome'))
  assert.equal(await heard, 'welcome')
  ours.destroy()
  await assert.rejects(ours.write(Buffer.from('late')))
})

test('a socket file has its mode; a dead one is replaced, one that answers is not', async (t) => {
  const path = temporaryPath(t)
  const makeStale = `require('net').createServer()
    .listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  spawnSync(process.execPath, ['-e', makeStale])
  assert.equal(existsSync(path), true)
  const listener = await network.listenUnix({ path, mode: 0o660 }, (client) => client.destroy())
  assert.equal(statSync(path).mode & 0o777, 0o660)
  await assert.rejects(
    network.listenUnix({ path, mode: 0o660 }, () => undefined),
    /EADDRINUSE/,
  )
  await listener.close()
})

test('a TCP listener tells its port, and who called', async (t) => {
  const calls: string[] = []
  const listener = await network.listenTcp({ host: '127.0.0.1', port: 0 }, (client) => {
    calls.push(client.peer.address)
    client.close()
  })
  t.after(() => listener.close())
  const caller = connect(listener.port, '127.0.0.1')
  const from = await new Promise((resolve) =>
    caller.once('connect', () => resolve(`127.0.0.1:${caller.localPort}`)),
  )
  await new Promise((resolve) => caller.once('close', resolve).resume())
  assert.deepEqual(calls, [from])
})

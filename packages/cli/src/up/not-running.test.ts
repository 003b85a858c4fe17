import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import { layOut } from './layout.ts'
import { assertNotRunning } from './not-running.ts'

test('a folder whose storage system answers is not started a second time', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const layout = layOut(folder, '127.0.0.1', 20_000)
  const socket = join(folder, 'nbd.sock')
  const here = { ...layout, storage: { ...layout.storage, socket } }
  await assertNotRunning(here)
  const server = createServer().listen(socket)
  await new Promise((resolve) => server.once('listening', resolve))
  await assert.rejects(assertNotRunning(here), /runs already on .*--data/)
  await new Promise((resolve) => server.close(resolve))
  await assertNotRunning(here)
})

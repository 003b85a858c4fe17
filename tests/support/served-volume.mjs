// A volume of the data plane, served for one test and gone after it.
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listen, startPlane } from '../../bench/nbd-harness.mjs'

export const volumeId = 'test-volume'

/**
 * Resolves when `condition` is true; the test's own time limit ends a wait for what never comes.
 */
export async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/** Serves a fresh volume, or the file of an earlier one, until the test ends. */
export async function serveVolume(
  t,
  { sizeBytes, tcp = false, folder: given, key = randomBytes(64), readOnly = false },
) {
  const folder = given ?? mkdtempSync(join(tmpdir(), 'keyturn-nbd-'))
  const { plane, events } = startPlane()
  const volume = { volumeId, path: join(folder, 'volume'), sizeBytes }
  const unixPath = join(folder, `${randomBytes(4).toString('hex')}.sock`)
  let listener
  t.after(async () => {
    await listener?.close()
    await plane.close()
    if (!given) rmSync(folder, { recursive: true, force: true })
  })
  for (const outcome of [await plane.create(volume, key), await plane.attach(volume, key)]) {
    if (!outcome.done) throw new Error(`${outcome.reason}: ${outcome.message}`)
  }
  const facts = { volumeId, sizeBytes, readOnly }
  listener = await listen(plane, { v: facts }, { unixPath, ...(tcp && { port: 0 }) })
  const {
    processes: [{ pid }],
  } = await plane.statistics()
  return {
    folder,
    path: volume.path,
    volume,
    key,
    facts,
    plane,
    events,
    pid,
    unixPath,
    uri: `nbd+unix:///v?socket=${unixPath}`,
    tcpUri: `nbd://127.0.0.1:${listener.port}/v`,
  }
}

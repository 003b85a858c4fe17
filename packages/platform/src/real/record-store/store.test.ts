import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import test, { after } from 'node:test'
import { recordStoreConformance } from '../../conformance/index.ts'
import type { RecordStore } from '../../ports/index.ts'
import { openRecordStore } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyturn-store-'))
after(() => rmSync(folder, { recursive: true }))
let made = 0
const freshFolder = (): string => mkdtempSync(join(folder, `${++made}-`))
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Every byte of the store, read by another process: a close in this one would drop the lock. */
const diskBytes = (place: string): Buffer =>
  execFileSync('cat', [place, `${place}-wal`], { maxBuffer: 2 ** 28 })

recordStoreConformance('SQLite', async () => {
  let place = join(freshFolder(), 'store.db')
  return {
    open: () => openRecordStore(place),
    // What is on disk at this instant is what the next start finds; the store of before is let go.
    async cutPower(store) {
      const next = freshFolder()
      const [before, after] = [place, join(next, 'store.db')]
      execFileSync('cp', [before, `${before}-wal`, next])
      place = after
      await store.close()
    },
    diskBytes: async () => diskBytes(place),
  }
})

test('one process at a time: the next one waits, then says so in words', async () => {
  const place = join(freshFolder(), 'store.db')
  const first = await openRecordStore(place)
  await assert.rejects(
    openRecordStore(place, { lockWaitMs: 60 }),
    /in use by another process; stop that one/,
  )
  const waiting = openRecordStore(place, { lockWaitMs: 10_000 })
  await first.close()
  await (await waiting).close()
})

test('after a clean stop one file holds everything', async () => {
  const place = join(freshFolder(), 'store.db')
  const store = await openRecordStore(place)
  await store.commit({ put: [{ key: 'a', value: bytes('1') }] })
  await store.close()
  assert.deepEqual(readdirSync(dirname(place)), ['store.db'])
  const again = await openRecordStore(place)
  assert.equal((await again.get('a'))?.revision, 1)
  await again.close()
})

test('the files are for their owner alone', async () => {
  const place = join(freshFolder(), 'store.db')
  writeFileSync(place, '', { mode: 0o644 })
  const store = await openRecordStore(place)
  for (const path of [place, `${place}-wal`]) assert.equal(statSync(path).mode & 0o777, 0o600)
  await store.close()
})

test('a file that is not ours, or of an unknown version, is refused in words and left alone', async () => {
  const sql = (place: string, statement: string): void => {
    execFileSync('python3', ['-c',
      'import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2])',
      place, statement])
  }
  const garbage = join(freshFolder(), 'store.db')
  writeFileSync(garbage, randomBytes(8192))
  const foreign = join(freshFolder(), 'store.db')
  sql(foreign, 'CREATE TABLE other (x)')
  const newer = join(freshFolder(), 'store.db')
  await (await openRecordStore(newer)).close()
  sql(newer, 'PRAGMA user_version = 99')
  for (const [place, reason] of [
    [garbage, /is not a record store, or it is damaged/],
    [foreign, /is a database of another program/],
    [newer, /has format version 99, .* knows version 1 only/],
  ] as const) {
    const before = readFileSync(place)
    await assert.rejects(openRecordStore(place), reason)
    assert.deepEqual(readFileSync(place), before)
  }
})

test('rules that a program breaks are refused, and the store goes on', async () => {
  const store = await openRecordStore(join(freshFolder(), 'store.db'))
  const value = bytes('x')
  const broken = [
    { put: [{ key: '', value }] },
    { put: [{ key: 'k'.repeat(513), value }] },
    { put: [{ key: '\ud800', value }] },
    { put: [{ key: 'a', value: new Uint8Array(1_048_577) }] },
    { put: [{ key: 'a', value }], remove: ['a'] },
    { remove: Array.from({ length: 129 }, (_, i) => `k${i}`) },
  ]
  for (const transaction of broken) await assert.rejects(store.commit(transaction), RangeError)
  await assert.rejects(store.list('', { limit: 0 }), RangeError)
  assert.equal(await store.revision(), 0)
  const largest = { key: 'k'.repeat(512), value: new Uint8Array(1_048_576) }
  assert.deepEqual(await store.commit({ put: [largest] }), { committed: true, revision: 1 })
  await store.close()
  await assert.rejects(store.get('a'), /is closed/)
})

test('order is that of UTF-8, and a prefix ends where it ends', async () => {
  const store = await openRecordStore(join(freshFolder(), 'store.db'))
  const keys = ['a', 'a/', 'a/\ud7ff', 'a/\ue000', 'a/\uffff', 'a/\u{10ffff}', 'a/\u{10ffff}z', 'a0', 'b']
  for (const key of [...keys].reverse()) await store.commit({ put: [{ key, value: bytes(key) }] })
  const listed = async (prefix: string) => (await store.list(prefix)).map(({ key }) => key)
  assert.deepEqual(await listed(''), keys)
  assert.deepEqual(await listed('a/'), keys.slice(1, 7))
  assert.deepEqual(await listed('a/\ud7ff'), ['a/\ud7ff'])
  assert.deepEqual(await listed('a/\u{10ffff}'), ['a/\u{10ffff}', 'a/\u{10ffff}z'])
  await store.close()
})

test('a caller may wipe a value as soon as it has handed it over', async () => {
  const store = await openRecordStore(join(freshFolder(), 'store.db'))
  for (const value of [bytes('secret'), Buffer.from('secret')]) {
    const done = store.commit({ put: [{ key: 'a', value }] })
    value.fill(0)
    await done
    assert.deepEqual((await store.get('a'))?.value, bytes('secret'))
  }
  await store.close()
})

/** Rows that come, change and go; with values in cells, both searches find copies. */
for (const [when, plainRounds, scrubRounds, keys] of [
  ['after a life of plain changes', 30, 8, 1_000], ['after many scrubbings', 0, 16, 300],
] as const) {
  test(`scrubbed values are in no page, ${when}`, async () => {
    const place = join(freshFolder(), 'store.db')
    const store = await openRecordStore(place)
    const live = new Map<string, Buffer>()
    const scrubbed: Buffer[] = []
    const random = generator(3)
    for (let round = 0; round < plainRounds + scrubRounds; round++) {
      const scrub = round >= plainRounds
      const put: { key: string; value: Buffer }[] = []
      const remove: string[] = []
      for (const key of new Set(Array.from({ length: 100 }, () => `row/${random(keys)}`))) {
        const before = live.get(key)
        if (before && scrub) scrubbed.push(before)
        live.delete(key)
        if (random(10) < 3) {
          remove.push(key)
          continue
        }
        const marker = randomBytes(12)
        put.push({ key, value: Buffer.alloc(12 + random(700), marker) })
        live.set(key, marker)
      }
      await store.commit({ put, remove, scrub })
      if (!scrub) continue
      const disk = diskBytes(place)
      assert.equal(scrubbed.filter((marker) => disk.includes(marker)).length, 0, `round ${round}`)
    }
    assert.ok(scrubbed.length > 400)
    await store.close()
  })
}

/** A small seeded generator (Park and Miller), so that a failure comes again. */
function generator(seed: number): (below: number) => number {
  let state = seed % 2_147_483_647
  return (below) => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
}

test('a value of any length lies in overflow pages alone', async () => {
  const place = join(freshFolder(), 'store.db')
  const store = await openRecordStore(place)
  // Lengths around those where the record header grows, and around a page.
  const lengths = [57, 58, 8_185, 8_186, 1_048_570, 1_048_571].flatMap((n) => [n, n + 1])
    .concat(Array.from({ length: 1_100 }, (_, i) => 12 + i)).filter((n) => n <= 1_048_576)
  const markers = lengths.map(() => randomBytes(12))
  await Promise.all(markers.map((marker, i) => {
    const value = Buffer.alloc(lengths[i] as number)
    value.set(marker)
    return store.commit({ put: [{ key: `row/${i}`, value }] })
  }))
  await store.close()
  const disk = readFileSync(place)
  for (const [i, marker] of markers.entries()) {
    // After the number of the next page comes what was left of `head`, then the value.
    const offset = disk.indexOf(marker) % 1_024
    assert.ok(offset > 4 && offset < 20, `${lengths[i]} bytes begin at ${offset} of a page`)
  }
})

test('a scrubbing that a crash cut off is finished by the next start', async () => {
  const place = join(freshFolder(), 'store.db')
  const store = await openRecordStore(place)
  await store.commit({ put: [{ key: 'slot', value: bytes('OLD-SECRET-VALUE') }] })
  await store.commit({ put: [{ key: 'slot', value: bytes('NEW') }] })
  // The log still has both, as after a crash between commit and checkpoint.
  assert.ok(diskBytes(place).includes('OLD-SECRET-VALUE'))
  const crashed = join(freshFolder(), 'store.db')
  execFileSync('cp', [place, `${place}-wal`, dirname(crashed)])
  await store.close()
  const again = await openRecordStore(crashed)
  assert.ok(!diskBytes(crashed).includes('OLD-SECRET-VALUE'))
  await again.close()
})

const openModule = JSON.stringify(new URL('open.js', import.meta.url).href)

/** A process that commits rows n/1, n/2, … and prints each number when its commit has resolved. */
const writer = (place: string, rounds: number, atOnce: number): string[] => ['--input-type=module', '-e', `
  import { writeSync } from 'node:fs'
  import { openRecordStore } from ${openModule}
  const store = await openRecordStore(${JSON.stringify(place)})
  const commit = (n) => store
    .commit({ put: [{ key: 'n/' + n, value: new Uint8Array(300) }], scrub: n % 7 === 0 })
    .then(() => writeSync(1, n + '\\n'))
  let last = (await store.list('n/')).length
  for (let round = 0; round < ${rounds}; round++) {
    await Promise.all(Array.from({ length: ${atOnce} }, () => commit(++last)))
  }
  await store.close()`]

test('commits are synced before they resolve, and those of one turn share a sync', async () => {
  const place = join(freshFolder(), 'store.db')
  const trace = join(folder, 'trace')
  execFileSync('strace', [
    '-f', '-e', 'trace=fsync,fdatasync,write', '-s', '32', '-o', trace,
    process.execPath, ...writer(place, 3, 5),
  ])
  const calls = readFileSync(trace, 'utf8').split('\n')
    .map((line) => /\b(fsync|fdatasync|write)\((\d+)(?:, "(\d+)\\n")?/.exec(line))
    .filter((call) => call !== null)
  const begin = calls.findIndex(([, , , text]) => text !== undefined)
  const acknowledged = calls.filter(([, , , text]) => text !== undefined)
  assert.equal(acknowledged.length, 15)
  const order = calls.slice(begin - 1).map(([, name, , text]) => text ?? name)
  // Rows 7 and 14 scrub, which takes more syncs; the first batch has one alone.
  assert.deepEqual(order.slice(0, 6), [order[0], '1', '2', '3', '4', '5'])
  assert.match(String(order[0]), /sync/)
  for (const first of ['6', '11']) {
    assert.match(String(order[order.indexOf(first) - 1]), /sync/, `before ${first}`)
  }
})

test('SIGKILL at any moment: every acknowledged row is there', async () => {
  const place = join(freshFolder(), 'store.db')
  let acknowledged = 0
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, writer(place, 1_000_000, 4), {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const enough = acknowledged + 40 + 23 * round
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Math.max(acknowledged, Number(line))
      if (acknowledged >= enough) child.kill('SIGKILL')
    }
    const store = await openRecordStore(place)
    assert.ok(await isComplete(store, acknowledged), `after ${acknowledged} rows`)
    await store.close()
  }
})

async function isComplete(store: RecordStore, count: number): Promise<boolean> {
  const keys = new Set((await store.list('n/')).map(({ key }) => key))
  return Array.from({ length: count }, (_, i) => `n/${i + 1}`).every((key) => keys.has(key))
}

test('after a failed write the store does nothing more', async () => {
  const place = join(freshFolder(), 'store.db')
  assert.equal(outcomesOnFullDisk(place), 'rejected rejected rejected\n')
  const store = await openRecordStore(place)
  assert.ok(await store.get('n/1'))
  await store.close()
})

/** What becomes of three pieces of work in a process that may not let a file grow beyond 1 MiB. */
function outcomesOnFullDisk(place: string): string {
  const script = `
    import { openRecordStore } from ${openModule}
    process.on('SIGXFSZ', () => {})
    const store = await openRecordStore(${JSON.stringify(place)})
    await store.commit({ put: [{ key: 'n/1', value: new Uint8Array(10) }] })
    const value = new Uint8Array(1_000_000)
    const large = store.commit({ put: [{ key: 'a', value }, { key: 'b', value }] })
    const outcomes = []
    for (const work of [() => large, () => store.get('n/1'), () => store.commit({ remove: ['n/1'] })]) {
      outcomes.push(await work().then(() => 'done', () => 'rejected'))
    }
    console.log(outcomes.join(' '))`
  const command = 'ulimit -f 1024; exec "$0" --input-type=module -e "$1"'
  return execFileSync('bash', ['-c', command, process.execPath, script], { encoding: 'utf8' })
}

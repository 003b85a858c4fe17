// `npm run bench -- data-path [--rounds N] [--seconds N] [--cases a,b] [--media memory,disk]`: the
// data plane against nbdkit with its LUKS filter and qemu-nbd with LUKS, all three started here, on
// the same machine, in turns.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startKeyturn, startNbdkit, startQemuNbd } from './data-path-servers.mjs'
import { cpuSeconds, fio, median, output, proportionalSetSize, table } from './measure.mjs'

const MiB = 1024 * 1024
const sizeBytes = 1024 * MiB

const withFio = (rw, blockLength, depth) => (server, seconds) =>
  fio(server.uri, { rw, blockLength, depth, seconds, sizeBytes })

async function withNbdcopy(server) {
  const began = performance.now()
  await output('nbdcopy', [server.uri, 'null:'])
  return { perSecond: 1000 / (performance.now() - began), operations: sizeBytes / MiB }
}

/** Writes back and forgets the page cache, so that reads come from the disk. */
async function forgetCache() {
  await output('sync', [])
  writeFileSync('/proc/sys/vm/drop_caches', '3')
}

async function cold(server, seconds) {
  await forgetCache()
  return withFio('randread', '4k', 32)(server, seconds)
}

/** What is to be reached: times nbdkit, times qemu-nbd. */
const cases = {
  'read 1M depth 8': { run: withFio('read', '1m', 8), aims: [1.4, 2] },
  'write 1M depth 8': { run: withFio('write', '1m', 8), aims: [1.8, 2] },
  nbdcopy: { run: withNbdcopy, aims: [1.2, 2] },
  'random read 4k depth 32': { run: withFio('randread', '4k', 32), aims: [2, 2] },
  'random read 4k cold': { run: cold, aims: [0.65, 0.9], only: 'disk' },
  'random write 4k depth 32': { run: withFio('randwrite', '4k', 32), aims: [1.2, 2] },
  'random read 4k depth 1': { run: withFio('randread', '4k', 1), aims: [1, 1.2] },
}

const media = {
  memory: () => mkdtempSync('/dev/shm/keyturn-bench-'),
  disk: () => mkdtempSync(join(process.env.KEYTURN_BENCH_FOLDER ?? tmpdir(), 'keyturn-bench-')),
}

/** One run of one case: its rate, and the server's CPU microseconds for an operation. */
async function measure(run, server, seconds) {
  const before = cpuSeconds(server.pid)
  const { perSecond, operations } = await run(server, seconds)
  return { perSecond, cpuMicroseconds: (1e6 * (cpuSeconds(server.pid) - before)) / operations }
}

async function compare({ run, aims }, servers, rounds, seconds) {
  const results = new Map(servers.map((server) => [server.name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const server of servers) results.get(server.name).push(await measure(run, server, seconds))
  }
  const rate = (name) => median(results.get(name).map(({ perSecond }) => perSecond))
  const cpu = (name) =>
    median(results.get(name).map(({ cpuMicroseconds }) => cpuMicroseconds)).toFixed(1)
  const ratio = (name, aim) => {
    const value = rate('keyturn') / rate(name)
    return [`${value.toFixed(2)}${value >= aim ? '' : ' !'}`, aim, cpu(name)]
  }
  return [
    rate('keyturn').toFixed(rate('keyturn') < 100 ? 2 : 0),
    cpu('keyturn'),
    ...ratio('nbdkit', aims[0]),
    ...ratio('qemu-nbd', aims[1]),
  ]
}

const heading = [
  'operations a second',
  'keyturn',
  'cpu us/op',
  'x nbdkit',
  'aim',
  'cpu us/op',
  'x qemu-nbd',
  'aim',
  'cpu us/op',
]

async function benchMedium(medium, { rounds, seconds, wanted }) {
  const folder = media[medium]()
  const servers = []
  try {
    for (const start of [startKeyturn, startNbdkit, startQemuNbd])
      servers.push(await start(folder, sizeBytes))
    // Every server reads and rewrites data that is there.
    for (const server of servers)
      await fio(server.uri, { rw: 'write', blockLength: '1m', depth: 8, seconds: 4, sizeBytes })
    const rows = [[`${medium}: ${heading[0]}`, ...heading.slice(1)]]
    for (const [name, each] of Object.entries(cases)) {
      if (each.only && each.only !== medium) continue
      if (wanted && !wanted.some((part) => name.includes(part))) continue
      rows.push([name, ...(await compare(each, servers, rounds, seconds))])
      process.stderr.write(`${table(rows.slice(-1))}\n`)
    }
    const memory = Math.round(proportionalSetSize(servers[0].pid) / MiB)
    return `${table(rows)}\nPSS of the data-plane process: ${memory} MiB\n`
  } finally {
    for (const server of servers) await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function bench(parameters) {
  const { values } = parseArgs({
    args: parameters,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '3' },
      cases: { type: 'string' },
      media: { type: 'string', default: 'memory,disk' },
    },
  })
  const options = {
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    wanted: values.cases?.split(','),
  }
  console.log(`Medians of ${options.rounds} runs in turns; "!" marks a ratio below its aim.\n`)
  for (const medium of values.media.split(',')) console.log(await benchMedium(medium, options))
}

// Small parts that every benchmark here needs: running a client, reading a server's CPU time,
// medians.
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { promisify } from 'node:util'

const ticksPerSecond = 100
const runFile = promisify(execFile)

/** Standard output of a program; rejects when it fails. */
export async function output(program, parameters, options = {}) {
  const { stdout } = await runFile(program, parameters, { maxBuffer: 64 * 1024 * 1024, ...options })
  return stdout
}

/** Seconds of CPU that a process and its threads have used so far. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** Proportional set size of a process in bytes: its own memory and its share of what it shares. */
export function proportionalSetSize(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  return 1024 * Number(/^Pss:\s+(\d+)/m.exec(text)[1])
}

/** A process and all below it. */
export function withDescendants(pid) {
  const parents = new Map()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      parents.set(
        Number(name),
        Number(readFileSync(`/proc/${name}/stat`, 'latin1').split(') ')[1].split(' ')[1]),
      )
    } catch {
      /* It has ended meanwhile. */
    }
  }
  const found = [pid]
  for (const each of found)
    for (const [child, parent] of parents) if (parent === each) found.push(child)
  return found
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Rows of text as a table; the first row is the heading, numbers go to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => `${row[column]}`.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? `${cell}`.padEnd(widths[0]) : `${cell}`.padStart(widths[column]),
        )
        .join('  '),
    )
    .join('\n')
}

/** fio over the nbd engine; operations and bytes per second, and operations done. */
export async function fio(uri, { rw, blockLength, depth, seconds, sizeBytes }) {
  const text = await output('fio', [
    '--name=bench',
    '--ioengine=nbd',
    `--uri=${uri}`,
    `--rw=${rw}`,
    `--bs=${blockLength}`,
    `--iodepth=${depth}`,
    '--time_based',
    `--runtime=${seconds}`,
    `--size=${sizeBytes}`,
    '--randrepeat=0',
    '--norandommap',
    '--output-format=json',
  ])
  const [job] = JSON.parse(text.slice(text.indexOf('{'))).jobs
  if (job.error) throw new Error(`fio failed with error ${job.error}`)
  const side = rw.endsWith('read') ? job.read : job.write
  return { perSecond: side.iops, operations: side.total_ios }
}

// A block of a hundred TCP ports for one installation, taken by no other test on this machine.
// The blocks lie below the ports that the kernel gives to outgoing connections.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FIRST = 20_000
const LAST = 32_600
const BLOCK = 100
const folder = join(tmpdir(), 'keyturn-port-blocks')

export function takePortBlock() {
  mkdirSync(folder, { recursive: true })
  const listening = listeningPorts()
  for (let base = FIRST; base <= LAST; base += BLOCK) {
    // Programs of a test that was killed may live on.
    if (listening.some((port) => port >= base && port < base + BLOCK)) continue
    const path = join(folder, String(base))
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        writeFileSync(path, String(process.pid), { flag: 'wx' })
        return base
      } catch {
        if (isHeld(path)) break
        rmSync(path, { force: true })
      }
    }
  }
  throw new Error(`all blocks of ports are taken: see ${folder}`)
}

export const returnPortBlock = (base) => rmSync(join(folder, String(base)), { force: true })

/** TCP ports of this machine on which somebody listens, from the kernel's tables (proc(5)). */
function listeningPorts() {
  const LISTEN = '0A'
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .filter((path) => existsSync(path))
    .flatMap((path) => {
      const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
      return lines
        .map((line) => line.trim().split(/\s+/))
        .filter((fields) => fields[3] === LISTEN)
        .map((fields) => Number.parseInt(fields[1].split(':')[1], 16))
    })
}

/** Whether the process that took a block is still there. */
function isHeld(path) {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

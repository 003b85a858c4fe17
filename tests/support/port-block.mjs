// A block of a hundred TCP ports for one installation, taken by no other test on this machine.
// The blocks lie below the ports that the kernel gives to outgoing connections.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FIRST = 20_000
const LAST = 32_600
const BLOCK = 100
const folder = join(tmpdir(), 'keyturn-port-blocks')

export function takePortBlock() {
  mkdirSync(folder, { recursive: true })
  for (let base = FIRST; base <= LAST; base += BLOCK) {
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

/** Whether the process that took a block is still there. */
function isHeld(path) {
  try {
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

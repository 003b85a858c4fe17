import { type ChildProcess, spawn } from 'node:child_process'
import { openSync, closeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Failure } from '../clients/failure.ts'

/** How long a program may take to be ready: a start after a crash replays its log and takes its locks. */
const READY_LIMIT_MS = 60_000
/** How long a program may take to stop cleanly before it is killed. */
const STOP_LIMIT_MS = 20_000
const LOG_MODE = 0o600

/** One running program. */
export interface Program {
  readonly name: string
  readonly pid: number
  readonly configuration: string
  /** Resolves when it has ended, with how it ended in words. */
  readonly ended: Promise<string>
  /** Stops it cleanly; kills it when that takes too long. */
  stop(): Promise<void>
}

export interface ProgramPlace {
  readonly name: string
  readonly packageName: 'key-server' | 'storage-system'
  readonly configuration: string
  /** The program's log is appended to this file. */
  readonly log: string
}

/** Starts `packages/NAME` with a configuration file and resolves once it has printed its line `ready`. */
export async function startProgram(place: ProgramPlace): Promise<Program> {
  const { name, packageName, configuration } = place
  const main = fileURLToPath(import.meta.resolve(`../../../${packageName}/dist/main.js`))
  const log = openSync(place.log, 'a', LOG_MODE)
  const child = spawn(process.execPath, [main, '--config', configuration], {
    stdio: ['ignore', 'pipe', log],
  })
  closeSync(log)
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) =>
      resolve(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
    )
    child.on('error', (error) => resolve(`could not be started: ${error.message}`))
  })
  await waitUntilReady(place, child, ended)
  return { name, pid: child.pid ?? 0, configuration, ended, stop: () => stop(child, ended) }
}

async function waitUntilReady(
  place: ProgramPlace,
  child: ChildProcess,
  ended: Promise<string>,
): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    if (!child.stdout) return
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/^ready\b/.test(line)) resolve()
    })
  })
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve(`was not ready within ${READY_LIMIT_MS / 1000} s`),
      READY_LIMIT_MS,
    )
  })
  const failure = await Promise.race([ready, ended, late])
  clearTimeout(timer)
  if (failure === undefined) return
  child.kill('SIGKILL')
  throw new Failure(`${place.name} ${failure}; ${place.log} says why`)
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
  await ended
  clearTimeout(timer)
}

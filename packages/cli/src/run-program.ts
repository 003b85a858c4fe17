import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { readParameters, usageError } from './command.ts'

/** A shell reports a program that a signal ended as 128 and the signal's number. */
const SIGNAL_BASE = 128

/** Runs a program in the foreground with this terminal; resolves with its exit code when it has ended. */
export async function runProgram(
  packageName: 'key-server' | 'storage-system',
  parameters: readonly string[],
): Promise<number> {
  const { values } = readParameters(parameters, { config: { type: 'string' } })
  const { config } = values
  if (typeof config !== 'string') throw usageError('--config FILE is missing')
  const main = fileURLToPath(import.meta.resolve(`../../${packageName}/dist/main.js`))
  const child = spawn(process.execPath, [main, '--config', config], { stdio: 'inherit' })
  // Ctrl-C reaches the whole process group, the program included; SIGTERM reaches this process alone.
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      resolve(signal ? SIGNAL_BASE + constants.signals[signal] : code ?? 1)
    })
  })
}

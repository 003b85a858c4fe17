// Data that a test writes once and looks for after everything that may not change it.
import { run } from './installation.mjs'

/** Runs commands of qemu-io against an NBD URI. It ends with 1 where a pattern is not what it should be. */
export const qemuIo = (uri, ...commands) =>
  run('qemu-io', ['-f', 'raw', ...commands.flatMap((command) => ['-c', command]), uri])

/** Makes the first mebibyte durable, all of one byte. */
export function writePattern(uri) {
  const { exitCode, stderr } = qemuIo(uri, 'write -P 0x3c 0 1M', 'flush')
  if (exitCode !== 0) throw new Error(`the pattern was not written: ${stderr}`)
}

/** Whether the volume opens and holds what `writePattern` wrote. */
export const holdsPattern = (uri) => qemuIo(uri, 'read -P 0x3c 0 1M').exitCode === 0

// Assembles packages/data-plane/src/xts/kernel.wat into kernel-bytes.ts, so that nothing has to be
// assembled where the product runs. A test holds the two against each other.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import wabt from 'wabt'
import { root } from './install.mjs'

const folder = join(root, 'packages/data-plane/src/xts')
export const kernelBytesFile = join(folder, 'kernel-bytes.ts')

/** What kernel-bytes.ts has to hold. */
export async function assembledKernel() {
  const text = readFileSync(join(folder, 'kernel.wat'), 'utf8')
  const module = (await wabt()).parseWat('kernel.wat', text, { simd: true })
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64')
  const lines = base64.match(/.{1,90}/g).map((line) => `  '${line}',`)
  return `/** kernel.wat, assembled by tools/xts-kernel.mjs: a WebAssembly module in base64. */
export const kernelBytes = [\n${lines.join('\n')}\n].join('')\n`
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(kernelBytesFile, await assembledKernel())

import { webAssembly, type WasmMemory } from '../webassembly.ts'
import { kernelBytes } from './kernel-bytes.ts'

/** The functions of kernel.wat; all arguments are places in the memory, or counts. */
export interface XtsKernel {
  whiten(source: number, target: number, tweaks: number, units: number): void
  whitenMarking(
    source: number,
    target: number,
    tweaks: number,
    units: number,
    marks: number,
  ): number
}

/** Undefined where WebAssembly has no SIMD: processors older than SSE4.1. */
export function loadKernel(memory: WasmMemory): XtsKernel | undefined {
  const bytes = Buffer.from(kernelBytes, 'base64')
  if (!webAssembly.validate(bytes)) return undefined
  const instance = new webAssembly.Instance(new webAssembly.Module(bytes), {
    'data-plane': { memory },
  })
  return instance.exports as unknown as XtsKernel
}

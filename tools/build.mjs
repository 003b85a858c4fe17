// Builds every package: TypeScript into dist/, incrementally.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { installPackages, root, run } from './install.mjs'

const compiler = [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.json']

/** Ends this process where a type does not fit. */
export function build() {
  run(process.execPath, compiler)
}

/** Builds what can be built and says what does not fit: for running some tests in the middle of a change. */
export function buildLeniently() {
  spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' })
}

if (process.argv[1] === import.meta.filename) {
  installPackages()
  build()
}

// Builds every package: TypeScript into dist/, incrementally.
import { join } from 'node:path'
import { installPackages, root, run } from './install.mjs'

export function build() {
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.json'])
}

if (process.argv[1] === import.meta.filename) {
  installPackages()
  build()
}

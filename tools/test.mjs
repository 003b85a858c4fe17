// `npm test [-- FILTER …]`: installs what the tests need, builds, and runs every test file whose path
// holds one of the FILTERs (all without one). Ends with the line "N passed, N failed, N skipped".
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { build, buildLeniently } from './build.mjs'
import { installPackages, root } from './install.mjs'
import { installDebianPackages } from './debian-packages.mjs'

const filters = process.argv.slice(2)
installPackages()
if (filters.length === 0) {
  installDebianPackages()
  build()
} else {
  buildLeniently()
}

const testFiles = (dir) =>
  readdirSync(join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testFiles(path)
    return /\.test\.m?js$/.test(entry.name) ? [path] : []
  })
const packages = readdirSync(join(root, 'packages'))
const files = ['tools', 'tests', ...packages.map((name) => `packages/${name}/dist`)]
  .filter((dir) => existsSync(join(root, dir)))
  .flatMap(testFiles)
  .filter((path) => filters.length === 0 || filters.some((filter) => path.includes(filter)))
if (files.length === 0) {
  console.error(`No test file has ${filters.join(' or ')} in its path.`)
  process.exit(1)
}
const { status } = spawnSync(
  process.execPath,
  [
    '--enable-source-maps',
    '--test',
    '--test-concurrency=2',
    '--test-reporter',
    'spec',
    '--test-reporter-destination',
    'stdout',
    '--test-reporter',
    join(root, 'tools/count-reporter.mjs'),
    '--test-reporter-destination',
    'stdout',
    ...files,
  ],
  { cwd: root, stdio: 'inherit' },
)
process.exit(status ?? 1)

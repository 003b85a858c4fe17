// `npm run soak [-- FILTER]`: what takes too long for `npm test`, each part with its figures.
import { spawnSync } from 'node:child_process'
import { build } from './build.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { installPackages, root } from './install.mjs'

const filters = process.argv.slice(2)
installPackages()
installDebianPackages()
build()
const parts = [
  [
    'checker',
    'the rekey machine in wider worlds',
    ['--max-old-space-size=6000', 'soak/rekey-checker.mjs'],
  ],
  ['schedules', 'fleets under many seeds', ['packages/simulator/dist/soak.js']],
  ['crash-points', 'every crash point with real processes', ['--test', 'soak/crash-points.mjs']],
].filter(([name]) => filters.length === 0 || filters.includes(name))
let failed = 0
for (const [name, what, parameters] of parts) {
  console.log(`\n${name}: ${what}`)
  const { status } = spawnSync(process.execPath, parameters, { cwd: root, stdio: 'inherit' })
  if (status !== 0) failed += 1
}
console.log(`\n${parts.length - failed} passed, ${failed} failed, 0 skipped`)
process.exit(failed === 0 ? 0 : 1)

// `npm run bench [-- NAME [OPTION …]]`: runs the benchmark bench/NAME.mjs, or all of them.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installDebianPackages } from './debian-packages.mjs'
import { installPackages, root } from './install.mjs'

/** The programs that the product is measured against, and those that measure. */
const programs = {
  '/usr/bin/fio': 'fio',
  '/usr/bin/nbdcopy': 'libnbd-bin',
  '/usr/sbin/nbdkit': 'nbdkit',
  '/usr/bin/qemu-nbd': 'qemu-utils',
}

const folder = join(root, 'bench')
/** A benchmark is a file that exports `bench(parameters)`. */
const benchmarks = ['data-path', 'rekey'].filter((name) => existsSync(join(folder, `${name}.mjs`)))

const [name, ...parameters] = process.argv.slice(2)
if (name !== undefined && !benchmarks.includes(name)) {
  console.error(`There is no benchmark ${name}; there are ${benchmarks.join(', ')}.`)
  process.exit(1)
}
installPackages()
installDebianPackages(
  Object.fromEntries(
    Object.entries(programs).filter(
      ([path]) => !existsSync(path) && !existsSync(path.replace('sbin', 'bin')),
    ),
  ),
)
build()
for (const each of name === undefined ? benchmarks : [name]) {
  const { bench } = await import(join(folder, `${each}.mjs`))
  await bench(parameters)
}

// `npm start [-- --data DIR --port-base N --bind ADDRESS]`: installs, builds, and brings up two key servers and a
// storage system. What it does then is `keyturn up`.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { build } from './build.mjs'
import { installPackages, root } from './install.mjs'

installPackages()
build()
const program = join(root, 'packages/cli/dist/main.js')
const child = spawn(process.execPath, [program, 'up', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
// Ctrl-C reaches the whole process group, the child included; SIGTERM is sent to this process alone.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))

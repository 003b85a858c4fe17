// Installs the packages that the lockfile names when node_modules is absent or older than the lockfile.
// Both `npm start` and `npm test` call this, since ignore-scripts=true turns npm's own hooks off.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

export const root = fileURLToPath(new URL('..', import.meta.url))

/** Runs a command in the repository's root with the terminal's streams; ends this process where it fails. */
export function run(command, parameters, options = {}) {
  const { status, signal, error } = spawnSync(command, parameters, {
    cwd: root,
    stdio: 'inherit',
    ...options,
  })
  if (error) throw error
  if (status !== 0) {
    console.error(`${command} ${parameters.join(' ')} failed (${signal ?? `exit ${status}`})`)
    process.exit(status ?? 1)
  }
}

export function installPackages() {
  const installed = join(root, 'node_modules/.package-lock.json')
  const current =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  if (current) return
  console.log('Installing the packages of package-lock.json …')
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
}

// The other people's programs that the end-to-end tests drive, from Debian's packages.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { run } from './install.mjs'

/** Each program that a test runs, and the Debian package that brings it. */
export const programs = {
  '/usr/bin/ssh': 'openssh-client',
  '/usr/bin/sshpass': 'sshpass',
  '/usr/bin/curl': 'curl',
  '/usr/bin/openssl': 'openssl',
  '/usr/bin/nbdcopy': 'libnbd-bin',
  '/usr/bin/qemu-io': 'qemu-utils',
  '/usr/bin/qemu-nbd': 'qemu-utils',
  '/usr/bin/fio': 'fio',
  '/usr/bin/strace': 'strace',
  '/usr/bin/sqlite3': 'sqlite3',
  '/usr/bin/pykmip-server': 'python3-pykmip',
  '/usr/lib/python3/dist-packages/nbd.py': 'python3-libnbd',
  '/usr/lib/python3/dist-packages/cryptography': 'python3-cryptography',
  '/sbin/mkfs.ext4': 'e2fsprogs',
}

export function installDebianPackages(wanted = programs) {
  const missing = [
    ...new Set(
      Object.entries(wanted)
        .filter(([path]) => !existsSync(path))
        .map(([, name]) => name),
    ),
  ]
  if (missing.length === 0) return
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo']
  const command = [...asRoot, 'apt-get', 'install', '-y', '--no-install-recommends', ...missing]
  console.log(`Installing the programs that the tests drive: ${missing.join(' ')} …`)
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  }
  spawnSync([...asRoot, 'apt-get'][0], [...asRoot, 'apt-get', 'update'].slice(1), options)
  run(command[0], command.slice(1), options)
}

// Makes the fixture of a format generation: a stopped installation, and what must be found in it. Run once for each,
// never again for one that is there:
//
//   DONT_FAKE_MONOTONIC=1 faketime -f '@2024-06-01 12:00:00' node testdata/installations/make.mjs vN
//
// (Debian package faketime; so that its certificates hold on machines whose clocks are behind.)
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually, Installation, run } from '../../tests/support/installation.mjs'

/** Ports that no test takes: the start on other ports is part of what the fixture shows. */
const PORT_BASE = 64_000
const MIB = 1024 * 1024
const writes = [
  { volume: 'vol0', pattern: 0xa1, offset: 0, length: 64 * 1024 },
  { volume: 'vol0', pattern: 0xb2, offset: 700 * MIB + 512, length: 3 * 512 },
  { volume: 'small', pattern: 0xc3, offset: 8 * MIB - 4096, length: 4096 },
]

const place = join(dirname(fileURLToPath(import.meta.url)), process.argv[2])
const archive = join(place, 'installation.tar.gz')
if (existsSync(archive)) throw new Error(`${archive} is there: fixtures are added, never made anew`)
mkdirSync(place, { recursive: true })

const installation = new Installation({ portBase: PORT_BASE })
const succeed = (result) => {
  if (result.exitCode !== 0) throw new Error(result.stdout + result.stderr)
}
const replicate = async () => {
  succeed(installation.keyturn('key-server', 'replicate', 'now'))
  await eventually('both are online', () => installation.rows('lskeyserver').every(({ status }) => status === 'online'))
}
const step = (name) => installation.sshAll([`chencryption -keyserver newkey -key ${name}`])

await installation.start()
try {
  installation.sshAll([
    'mkvdisk -mdiskgrp pool0 -size 8 -unit mb -name small',
    'mkvdiskhostmap -host local small',
    'mkhost -name web -iscsiname iqn.2024-06.example:web',
    'mkvdiskhostmap -force -host web small',
    'mkuser -name watcher -usergrp Monitor -password Watches-over-2024',
  ])
  for (const { volume, pattern, offset, length } of writes) {
    const uri = installation.endpoints.storage.nbd.unixUri.replace('/vol0?', `/${volume}?`)
    succeed(run('qemu-io', ['-f', 'raw', '-c', `write -P ${pattern} ${offset} ${length}`, '-c', 'flush', uri]))
  }
  // One rekey to its end.
  step('prepare')
  await replicate()
  step('commit')
  // One whose old slot stays parked, since only the primary has the new key.
  step('prepare')
  step('commit')
  const { keyserver_pmk_uid: currentKey } = installation.detail('lsencryption')
  await installation.stop()
  const expected = { currentKey, hosts: ['local', 'web'], users: ['superuser', 'watcher'], reads: writes }
  writeFileSync(join(place, 'expected.json'), `${JSON.stringify(expected, undefined, 1)}\n`)
  succeed(run('tar', [
    '--sparse', '--numeric-owner', '--owner=0', '--group=0', '--sort=name', '--mtime=2024-06-01 12:00:00Z',
    '--exclude=*.log', '--exclude=*.sock', '--exclude=endpoints.json', '--exclude=ssh-*',
    '-C', installation.folder, '-czf', archive, '.',
  ]))
} catch (error) {
  rmSync(place, { recursive: true, force: true })
  throw error
} finally {
  await installation.remove()
}

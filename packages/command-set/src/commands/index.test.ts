import assert from 'node:assert/strict'
import { test } from 'node:test'
import { executeArgv } from '../execute/cli.ts'
import { executeRest } from '../execute/rest.ts'
import type { Context } from '../execute/context.ts'
import { FakeSystem } from '../fake-system.test.ts'
import { commandByName, commands } from './index.ts'
import { unsupportedCommands } from './unsupported.ts'

function contextOf(fake: FakeSystem): Context {
  return {
    system: fake.system,
    caller: {
      name: 'superuser', role: 'SecurityAdmin', passwordChangeRequired: false, origin: 'CLI',
      address: '192.0.2.99',
    },
    now: () => fake.time,
  }
}

/** A system with one of everything. */
async function furnished(): Promise<Context> {
  const context = contextOf(new FakeSystem())
  for (const line of [
    'chkeyserverisklm -enable -sslcert /tmp/ca.pem', 'mkkeyserver -ip 192.0.2.10 -primary',
    'mkmdiskgrp -ext 1024', 'mkvolume -pool 0 -size 10', 'mkvdiskhostmap -host 0 0',
    'mkhost -iscsiname iqn.1994-05.com.redhat:one',
  ]) {
    assert.equal((await executeArgv(line.split(' '), context)).exitCode, 0, line)
  }
  return context
}

test('no name means two commands', () => {
  const names = commands.flatMap(({ name, aliases }) => [name, ...aliases])
  assert.deepEqual(names.toSorted(), [...new Set(names)].toSorted())
  assert.deepEqual(unsupportedCommands.filter((name) => commandByName(name)), [])
})

test('a command stands in the file of its name, with a lower-case summary and no full stop', () => {
  for (const { name, summary } of commands) {
    assert.match(name, /^[a-z]+$/)
    assert.match(summary, /^(?!.*\.$)[a-z]/)
  }
})

test('every view answers every switch, and every row has as many cells as the header', async () => {
  const context = await furnished()
  for (const { name, family, rules, parameters } of commands) {
    const needsMore = rules.exactlyOne ?? Object.values(parameters).some(({ required }) => required)
    if (family !== 'info' || needsMore === true) continue
    const table = await executeArgv([name, '-delim', '\t'], context)
    assert.equal(table.exitCode, 0, name)
    assert.equal(table.stderr, '', name)
    const [header, ...rows] = table.stdout.split('\n').slice(0, -1).map((line) => line.split('\t'))
    if (header && header.length > 2) {
      for (const row of rows) assert.equal(row.length, header.length, name)
    }
    for (const words of [[], ['-bytes'], ['-nohdr'], ['-gui'], ['-filtervalue?'], ['-h']]) {
      assert.equal((await executeArgv([name, ...words], context)).exitCode, 0, name)
    }
    const json = JSON.parse((await executeArgv([name, '-json'], context)).stdout)
    const rest = await executeRest({ path: name, body: '' }, context)
    assert.equal(rest.status, 200, name)
    assert.deepEqual(JSON.parse(rest.body), json, name)
  }
})

/** Subsets that Ansible's information module gathers: 200 or 500 each, never 404. */
const ansibleSubsets = `lsvdisk lsmdiskgrp lsnode lsiogrp lshost lshostvdiskmap lsvdiskhostmap
  lshostcluster lsfabric lsportfc lsportip lsfcmap lsrcrelationship lsfcconsistgrp lsrcconsistgrp
  lsvdiskcopy lstargetportfc lsarray lssystem lscloudaccount lscloudaccountusage
  lscloudaccountimportcandidate lsldapserver lsdrive lsuser lsusergrp lsownershipgroup
  lspartnership lsreplicationpolicy lsvolumebackup lsvolumebackupgeneration lssnapshotpolicy
  lssnapshotschedule lsvolumegroup lsvolumegroupsnapshotpolicy lsvolumesnapshot lsdnsserver
  lssystemcert lstruststore lssra lssyslogserver lsemailserver lsemailuser lsprovisioningpolicy
  lsvolumegroupsnapshot lscloudcallhome lsip lsportset lssafeguardedpolicy lsmdisk
  lssafeguardedschedule lseventlog lsenclosurestats lsvolumepopulation lsvolumegrouppopulation
  lsdriveclass lssecurity lspartition lsplugin lsvolumegroupreplication lsquorum lsenclosure
  lssnmpserver testldapserver lsavailablepatch lspatch lssystempatches lsencryption lskeyserver
  lskeyserverisklm`.split(/\s+/)

test('whatever Ansible gathers is there', async () => {
  const context = contextOf(new FakeSystem())
  for (const path of ansibleSubsets) {
    const { status } = await executeRest({ path, body: 'null' }, context)
    assert.equal(status, 200, path)
  }
})

test('known commands that are not supported are refused, not unknown', async () => {
  const context = contextOf(new FakeSystem())
  for (const name of unsupportedCommands) {
    const { exitCode, stderr } = await executeArgv([name, '-x', 'y'], context)
    assert.equal(exitCode, 1)
    assert.match(stderr, /^CMMVC7205E /)
    assert.equal((await executeRest({ path: name, body: '{}' }, context)).status, 500)
  }
})

test('the detail view of a volume is two sections, and over REST an array', async () => {
  const context = await furnished()
  const { stdout } = await executeArgv(['lsvdisk', '-delim', ':', '0'], context)
  const [volume, copy, ...more] = stdout.split('\n\n')
  assert.match(volume ?? '', /^id:0\nname:volume0\n.*\ncapacity:10\.00MB\n/s)
  assert.match(copy ?? '', /^copy_id:0\n.*\nreal_capacity:10\.00MB\n.*\nse_copy:no\n/s)
  assert.equal(more.length, 0)
  const { body } = await executeRest({ path: 'lsvdisk/volume0', body: '{"bytes":true}' }, context)
  const [first, second] = JSON.parse(body)
  assert.equal(first.capacity, '10485760')
  assert.equal(second.tiers.length, 5)
  assert.deepEqual(Object.keys(second.tiers[0]), ['tier', 'tier_capacity'])
})

test('lssystem: tiers repeat in lines, over REST in an array; capacities have units', async () => {
  const context = await furnished()
  const { stdout } = await executeArgv(['svcinfo', 'lssystem', '-delim', ':'], context)
  assert.equal(stdout.match(/^tier:/gm)?.length, 5)
  assert.match(stdout, /^id:0000020420A01234\nname:demo1\nlocation:local\npartnership:\n/)
  assert.match(stdout, /^code_level:8\.7\.0\.0 \(build /m)
  for (const [, value] of stdout.matchAll(/^\w*_(?:capacity|space):(.*)$/gm)) {
    assert.match(value ?? '', /^(\d+\.\d{1,2}[MGTP]B|0)$/)
  }
  const { tiers, total_free_space: free } = JSON.parse(
    (await executeRest({ path: 'lssystem', body: '' }, context)).body)
  assert.equal(tiers.length, 5)
  assert.equal(free, '99.99GB')
})

test('lslicense holds nothing that a monitor cannot read as a number or off', async () => {
  const { stdout } = await executeArgv(['lslicense', '-delim', ':'], contextOf(new FakeSystem()))
  for (const line of stdout.trim().split('\n')) assert.match(line, /^\w+:(\d+(\.\d+)?|off)$/)
})

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { commands } from './commands/index.ts'
import { findCommand, helpFor } from './find-command.ts'
import { renderAnswer } from './render-answer.ts'
import { storageRequest } from './storage-request.ts'

test('every command is found by its words, and its help begins with how it is used', () => {
  for (const command of commands) {
    const words = [...command.words, 'x']
    assert.equal(findCommand(commands, words)?.command, command)
    assert.deepEqual(findCommand(commands, words)?.rest, ['x'])
    assert.ok(command.help.trim().startsWith(`usage: keyturn ${command.words.join(' ')}`), command.help)
    for (const line of command.help.split('\n')) assert.ok(line.length <= 120, line)
  }
  assert.equal(new Set(commands.map(({ words }) => words.join(' '))).size, commands.length)
})

test('the reference page lists every command as its help has it', () => {
  const page = readFileSync(new URL('../../../docs/reference/command-line.md', import.meta.url), 'utf8')
  for (const { help, summary } of commands) {
    const usage = (help.trim().split('\n')[0] ?? '')
      .replace('usage: ', '').replace(' [--server NAME] [OPTIONS]', '').replaceAll('|', '\\|')
    assert.ok(page.includes(`| \`${usage}\` | ${summary} |`), usage)
  }
})

test('help of the whole, of a group and of one command; none for what is no command', () => {
  const whole = helpFor(commands, []) ?? ''
  for (const { words } of commands) assert.ok(whole.includes(`keyturn ${words.join(' ')}`))
  const group = helpFor(commands, ['help', 'key-server', 'clients']) ?? ''
  assert.ok(group.startsWith('usage: keyturn key-server clients'))
  assert.match(helpFor(commands, ['key-server', '--help']) ?? '', /replicate now/)
  assert.equal(helpFor(commands, ['key-server', 'nonsense']), undefined)
})

test('a command line of the storage system becomes a path that its own grammar reads', () => {
  assert.deepEqual(storageRequest('rmvdisk', ['-force', '3']), { path: '/rest/v1/rmvdisk/-force/3', body: {} })
  assert.equal(storageRequest('lsvdisk', ['a b/c']).path, '/rest/v1/lsvdisk/a%20b%2Fc')
})

test('a password does not travel in the path', () => {
  assert.deepEqual(storageRequest('mkuser', ['-name', 'eve', '-password', 'Secret/1', '-usergrp', '0']), {
    path: '/rest/v1/mkuser/-name/eve/-usergrp/0', body: { password: 'Secret/1' },
  })
})

test('answers of the storage system as text', () => {
  assert.equal(renderAnswer(''), '')
  assert.equal(renderAnswer('The task completed.'), 'The task completed.\n')
  assert.equal(renderAnswer({ id: '0', message: 'Volume, id [0], successfully created' }),
    'Volume, id [0], successfully created\n')
  assert.equal(renderAnswer([]), '')
  assert.equal(renderAnswer([{ id: '0', name: 'long' }, { id: '10', name: 'b' }]),
    'id  name\n0   long\n10  b\n')
  assert.equal(renderAnswer({ a: '', bb: '1' }), 'a\nbb  1\n')
  assert.equal(renderAnswer([{ id: '0' }, { copy_id: '0' }]), 'id  0\n\ncopy_id  0\n')
})

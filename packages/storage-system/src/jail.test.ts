import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveInJail } from './jail.ts'

test('only plain names under the public folders have a real path', () => {
  assert.equal(resolveInJail('/data', '/tmp/ca.pem'), '/data/jail/tmp/ca.pem')
  assert.equal(resolveInJail('/data', '/dumps/audit/log'), '/data/jail/dumps/audit/log')
  assert.equal(resolveInJail('/data', '/tmp/Schlüssel 1.pem'), '/data/jail/tmp/Schlüssel 1.pem')
  const outside = [
    '/etc/passwd', '/tmp', '/tmp/', '/tmp/..', '/tmp/../storage.db', '/tmp//ca.pem', 'tmp/ca.pem',
    '../tmp/ca.pem', '/tmp/./ca.pem', '/tmp/a\0b', '/tmp/a\nb',
    '/tmp/\x1b[2J', '/tmp/a\x7f', '/tmp/a\x9bm', `/tmp/${'a'.repeat(200)}`, '/tmpx/a', '',
  ]
  for (const path of outside) assert.equal(resolveInJail('/data', path), undefined, path)
})

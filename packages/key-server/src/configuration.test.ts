import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { readConfiguration } from '@keyturn/platform/real'
import { KeyServerConfigurationSchema } from './configuration.ts'

const page = readFileSync(
  new URL('../../../docs/reference/key-server-configuration.md', import.meta.url), 'utf8')
const example = /```toml\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
const folder = mkdtempSync(join(tmpdir(), 'keyturn-configuration-'))
after(() => rmSync(folder, { recursive: true }))

function read(text: string) {
  const file = join(folder, 'key-server.toml')
  writeFileSync(file, text)
  return readConfiguration(file, KeyServerConfigurationSchema)
}

test('the example of the page is a configuration, and shows every section', async () => {
  const configuration = await read(example)
  const sections = Object.keys(KeyServerConfigurationSchema.properties)
  assert.deepEqual(Object.keys(configuration).sort(), sections.sort())
})

const mistakes: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  ['an unknown key', (text) => text.replace('idle_seconds', 'idle_secs'), /kmip.idle_secs/],
  ['a missing key', (text) => text.replace(/^root_key_file.*$/m, ''), /seal.root_key_file/],
  ['a relative path', (text) => text.replace('"/var/lib', '"var/lib'), /data/],
  ['an unknown role', (text) => text.replace('role = "primary"', 'role = "clone"'), /role/],
  ['a port out of range', (text) => text.replace('5696', '70000'), /kmip.port/],
]

for (const [name, spoil, words] of mistakes) {
  test(`${name} is refused by its name`, async () => {
    const spoiled = spoil(example)
    assert.notEqual(spoiled, example)
    await assert.rejects(read(spoiled), words)
  })
}

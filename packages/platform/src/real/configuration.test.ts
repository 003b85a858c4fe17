import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { Type } from 'typebox'
import { ConfigurationError, readConfiguration } from './configuration.ts'

const folder = mkdtempSync(join(tmpdir(), 'keyturn-configuration-'))
after(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'program.toml')
const closed = { additionalProperties: false }
const schema = Type.Object({
  name: Type.String({ minLength: 1 }),
  listen: Type.Object({
    host: Type.Optional(Type.String()),
    port: Type.Integer({ minimum: 0, maximum: 65_535 }),
  }, closed),
  level: Type.Optional(Type.Union([Type.Literal('debug'), Type.Literal('info')])),
  backend: Type.Optional(Type.Array(Type.Object({ folder: Type.String({ pattern: '^/' }) }, closed))),
}, closed)

async function refusal(text: string): Promise<string> {
  writeFileSync(path, text)
  const failure: unknown = await readConfiguration(path, schema).catch((cause: unknown) => cause)
  assert.ok(failure instanceof ConfigurationError)
  return failure.message.replaceAll(path, 'FILE')
}

test('a file that fits is answered as it stands', async () => {
  writeFileSync(path, 'name = "x"\nlisten = { port = 1 }\n[[backend]]\nfolder = "/a"\n')
  const { name, listen, backend } = await readConfiguration(path, schema)
  assert.deepEqual([name, listen.port, backend?.[0]?.folder], ['x', 1, '/a'])
})

test('an error names the file, the key, and what is expected', async () => {
  const good = 'name = "x"\n'
  for (const [text, expected] of [
    [`${good}listen = { port = "1" }`, 'FILE:\n  listen.port must be integer'],
    [`${good}listen = { port = 70000 }`, 'FILE:\n  listen.port must be <= 65535'],
    [`${good}listen = { prot = 1 }`, 'FILE:\n  missing key listen.port\n  unknown key listen.prot'],
    [`${good}listen = { port = 1 }\nlevel = "loud"`,
      'FILE:\n  level must be one of "debug", "info"'],
    [`${good}listen = { port = 1 }\n[[backend]]\nfolder = "/a"\n[[backend]]\nfolder = "b"`,
      'FILE:\n  backend[1].folder must match pattern "^/"'],
    [`${good}other = 1\nlisten = { port = 1 }`, 'FILE:\n  unknown key other'],
  ] as const) {
    assert.equal(await refusal(text), expected)
  }
  assert.match(await refusal('name = "x"\nname = "y"\n'), /^FILE:2:\d+: ./)
  await assert.rejects(readConfiguration(join(folder, 'absent'), schema), /there is no such file/)
  await assert.rejects(readConfiguration(folder, schema), /it cannot be read \(EISDIR\)/)
})

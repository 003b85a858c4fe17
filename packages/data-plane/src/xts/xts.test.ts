import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { fromHex, toHex } from '@keyturn/bytes'
import { DataMemory, RECEIVE_AT, REPLY_SLOTS_AT, STAGE_AT, UNIT_LENGTH } from '../memory.ts'
import { EcbEngine } from './ecb-engine.ts'
import type { XtsEngine } from './engine.ts'
import { loadKernel, type XtsKernel } from './kernel.ts'
import { ReferenceEngine } from './reference-engine.ts'
import { UnitBatch } from './unit-batch.ts'

interface Ieee1619 {
  readonly key: string
  readonly plaintext: string
  readonly vectors: readonly { vector: number; dataUnit: number; ciphertext: string }[]
}
const vectorFile = new URL('../../../../testdata/xts/ieee-1619.json', import.meta.url)
const ieee = JSON.parse(readFileSync(vectorFile, 'utf8')) as Ieee1619

type MakeEngine = (memory: DataMemory, key: Uint8Array) => XtsEngine
const engines: Record<string, MakeEngine> = {
  'ECB contexts and the kernel': (memory, key) =>
    new EcbEngine(memory, loadKernel(memory.wasm) as XtsKernel, key),
  'one XTS context a unit': (memory, key) => new ReferenceEngine(memory, key),
}

/** Bytes that look random and are the same in every run. */
function noise(seed: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`${seed} ${index}`).digest(),
  )
  return new Uint8Array(Buffer.concat(blocks)).subarray(0, length)
}

for (const [name, make] of Object.entries(engines)) {
  test(`${name}: the vectors of IEEE 1619`, () => {
    const memory = new DataMemory()
    const engine = make(memory, fromHex(ieee.key) as Uint8Array)
    for (const { vector, dataUnit, ciphertext } of ieee.vectors) {
      const batch = new UnitBatch()
      batch.add(dataUnit, 1, RECEIVE_AT)
      memory.bytes.set(fromHex(ieee.plaintext) as Uint8Array, RECEIVE_AT)
      engine.encrypt(batch)
      assert.equal(
        toHex(memory.bytes.slice(STAGE_AT, STAGE_AT + 512)),
        ciphertext,
        `vector ${vector}`,
      )
      memory.bytes.fill(0, RECEIVE_AT, RECEIVE_AT + 512)
      engine.decrypt(batch)
      assert.equal(toHex(memory.bytes.slice(RECEIVE_AT, RECEIVE_AT + 512)), ieee.plaintext)
    }
    engine.destroy()
  })

  test(`${name}: a unit of zeros was never written, and decrypts to zeros`, () => {
    const memory = new DataMemory()
    const engine = make(memory, noise('key', 64))
    for (const units of [1, 3, 4, 7, 16]) {
      const batch = new UnitBatch()
      batch.add(5, units, RECEIVE_AT)
      memory.bytes.set(noise('data', units * 512), RECEIVE_AT)
      engine.encrypt(batch)
      const hole = Math.floor(units / 2)
      const holeAt = hole * 512
      memory.bytes.fill(0, STAGE_AT + holeAt, STAGE_AT + holeAt + 512)
      engine.decrypt(batch)
      const expected = noise('data', units * 512).slice()
      expected.fill(0, holeAt, holeAt + 512)
      assert.equal(toHex(memory.bytes.slice(RECEIVE_AT, RECEIVE_AT + units * 512)), toHex(expected))
    }
  })
}

test('all engines agree bit by bit, whatever the shape of the batch', () => {
  const key = noise('shapes', 64)
  const results = Object.values(engines).map((make) => {
    const memory = new DataMemory()
    const engine = make(memory, key)
    return shapes.map((shape) => run(memory, engine, shape))
  })
  assert.deepEqual(results[0], results[1])
})

/** Runs of units, at places that are aligned to nothing. */
const shapes: readonly (readonly { unit: number; units: number }[])[] = [
  [{ unit: 0, units: 1 }],
  [{ unit: 2 ** 32 - 2, units: 5 }],
  [
    { unit: 2 ** 42, units: 8 },
    { unit: 7, units: 3 },
    { unit: 2 ** 33 + 1, units: 1 },
  ],
  [{ unit: 123_456_789, units: 256 }],
  Array.from({ length: 100 }, (_, index) => ({ unit: index * 1000, units: 1 + (index % 2) })),
]

function run(memory: DataMemory, engine: XtsEngine, shape: (typeof shapes)[number]): string[] {
  const batch = new UnitBatch()
  let place = RECEIVE_AT + 28
  for (const { unit, units } of shape) {
    batch.add(unit, units, place)
    memory.bytes.set(noise(`${unit}`, units * UNIT_LENGTH), place)
    place += units * UNIT_LENGTH + 28
  }
  engine.encrypt(batch)
  const length = batch.totalUnits * UNIT_LENGTH
  const ciphertext = toHex(memory.bytes.slice(STAGE_AT, STAGE_AT + length))
  for (let i = 0; i < batch.count; i++)
    batch.place[i] = REPLY_SLOTS_AT + (batch.place[i] as number) - RECEIVE_AT
  engine.decrypt(batch)
  for (let i = 0; i < batch.count; i++) {
    const at = batch.place[i] as number
    const plain = memory.bytes.slice(at, at + (batch.units[i] as number) * UNIT_LENGTH)
    assert.deepEqual(plain, noise(`${batch.firstUnit[i]}`, plain.length).slice())
  }
  return [ciphertext]
}

test('kernel-bytes.ts is kernel.wat, assembled', async () => {
  const tool = new URL('../../../../tools/xts-kernel.mjs', import.meta.url)
  const { assembledKernel } = (await import(tool.href)) as { assembledKernel(): Promise<string> }
  const committed = new URL('../../src/xts/kernel-bytes.ts', import.meta.url)
  assert.equal(
    readFileSync(committed, 'utf8'),
    await assembledKernel(),
    'run node tools/xts-kernel.mjs',
  )
})

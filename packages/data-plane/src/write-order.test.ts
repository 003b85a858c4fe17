import assert from 'node:assert/strict'
import test from 'node:test'
import { WriteOrder } from './write-order.ts'

test('writes to other bytes run together, writes to the same bytes one after the other', () => {
  const order = new WriteOrder()
  const started: string[] = []
  const done = new Map<string, () => void>()
  const submit = (name: string, offset: number, length: number) =>
    order.submit(offset, length, (finish) => {
      started.push(name)
      done.set(name, finish)
    })
  submit('a', 0, 1024)
  submit('b', 1024, 512)
  submit('over a and b', 512, 1024)
  submit('over that', 1024, 512)
  submit('c', 4096, 512)
  assert.deepEqual(started, ['a', 'b', 'c'])
  assert.equal(order.overlaps(1535, 1), true)
  assert.equal(order.overlaps(1536, 512), false)
  done.get('b')?.()
  assert.deepEqual(started, ['a', 'b', 'c'])
  done.get('a')?.()
  assert.deepEqual(started, ['a', 'b', 'c', 'over a and b'])
  done.get('over a and b')?.()
  assert.deepEqual(started.at(-1), 'over that')
  done.get('over that')?.()
  done.get('c')?.()
  assert.equal(order.size, 0)
})

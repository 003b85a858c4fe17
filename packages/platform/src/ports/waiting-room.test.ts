import assert from 'node:assert/strict'
import test from 'node:test'
import { WaitingRoom } from './waiting-room.ts'

function scene(limit: number) {
  const closed: string[] = []
  const told: string[] = []
  const visitor = (name: string) => ({ name, destroy: () => void closed.push(name) })
  const room = new WaitingRoom<ReturnType<typeof visitor>>(limit, ({ name }) => told.push(name))
  return { closed, told, visitor, room }
}

test('the one that waits for longest gives way to the newest; who has left does not count', () => {
  const { closed, visitor, room } = scene(2)
  const [a, b, c, d] = [visitor('a'), visitor('b'), visitor('c'), visitor('d')]
  room.enter(a)
  room.enter(b)
  room.leave(a)
  room.enter(c)
  assert.deepEqual(closed, [])
  room.enter(b)
  room.enter(d)
  assert.deepEqual(closed, ['c'], 'b came anew')
})

test('a crowd is told of once, and again after the room was half empty', () => {
  const { closed, told, visitor, room } = scene(2)
  const crowd = ['a', 'b', 'c', 'd'].map(visitor)
  for (const one of crowd) room.enter(one)
  assert.deepEqual([closed, told], [['a', 'b'], ['a']])
  for (const one of crowd) room.leave(one)
  for (const one of crowd) room.enter(one)
  assert.deepEqual(told, ['a', 'a'])
})

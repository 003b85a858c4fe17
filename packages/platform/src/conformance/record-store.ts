import assert from 'node:assert/strict'
import test from 'node:test'
import type { RecordStore } from '../ports/index.ts'

/** How the suite gets at a store of the adapter under test. */
export interface StoreUnderTest {
  /** Opens the store of this test, empty at first. */
  open(): Promise<RecordStore>
  /** Ends the store as a power cut would: without close. Afterwards `open` opens it again. */
  cutPower(store: RecordStore): Promise<void>
  /** Every byte that the adapter has on disk now; undefined where there is no disk. */
  diskBytes?(): Promise<Uint8Array>
}

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value)

/** Every adapter of RecordStore passes this suite. `make` gives each test a fresh place. */
export function recordStoreConformance(name: string, make: () => Promise<StoreUnderTest>): void {
  const on = (title: string, body: (place: StoreUnderTest, store: RecordStore) => Promise<void>) =>
    test(`${name}: ${title}`, async () => {
      const place = await make()
      await body(place, await place.open())
    })

  on('an empty store has revision 0 and no rows', async (_place, store) => {
    assert.equal(await store.revision(), 0)
    assert.deepEqual(await store.list(''), [])
    assert.equal(await store.get('a'), undefined)
    await store.close()
  })

  on('a row carries the revision of the transaction that wrote it', async (_place, store) => {
    const first = await store.commit({
      put: [
        { key: 'a', value: bytes('1') },
        { key: 'b', value: bytes('2') },
      ],
    })
    const second = await store.commit({ put: [{ key: 'b', value: bytes('3') }] })
    assert.ok(first.committed && second.committed && second.revision > first.revision)
    assert.equal((await store.get('a'))?.revision, first.revision)
    const b = await store.get('b')
    assert.equal(b?.revision, second.revision)
    assert.equal(text(b?.value), '3')
    assert.equal(await store.revision(), second.revision)
    await store.close()
  })

  on(
    'list pages by prefix in key order, and shows what changed since a revision',
    async (_place, store) => {
      for (const key of ['k/b', 'k/a', 'j', 'k/c', 'l', 'k', 'k/é', 'k0']) {
        await store.commit({ put: [{ key, value: bytes(key) }] })
      }
      const keys = async (options = {}) => (await store.list('k/', options)).map((row) => row.key)
      assert.deepEqual(await keys(), ['k/a', 'k/b', 'k/c', 'k/é'])
      assert.deepEqual(await keys({ after: 'k/a', limit: 2 }), ['k/b', 'k/c'])
      const { revision } = (await store.get('k/a'))!
      assert.deepEqual(await keys({ sinceRevision: revision }), ['k/c', 'k/é'])
      await store.close()
    },
  )

  on('a failed compare changes nothing, and revision 0 means absent', async (_place, store) => {
    const made = await store.commit({
      compare: [{ key: 'a', revision: 0 }],
      put: [{ key: 'a', value: bytes('1') }],
    })
    assert.ok(made.committed)
    const again = await store.commit({
      compare: [{ key: 'a', revision: 0 }],
      put: [
        { key: 'a', value: bytes('2') },
        { key: 'b', value: bytes('2') },
      ],
    })
    assert.deepEqual(again, { committed: false })
    assert.equal(text((await store.get('a'))?.value), '1')
    assert.equal(await store.get('b'), undefined)
    const next = await store.commit({
      compare: [{ key: 'a', revision: made.revision }],
      remove: ['a', 'never there'],
    })
    assert.ok(next.committed)
    assert.equal(await store.get('a'), undefined)
    await store.close()
  })

  on(
    'of many concurrent transactions on one row, exactly one compare wins',
    async (_place, store) => {
      const tries = Array.from({ length: 20 }, (_, index) =>
        store.commit({
          compare: [{ key: 'x', revision: 0 }],
          put: [{ key: 'x', value: bytes(String(index)) }],
        }),
      )
      const results = await Promise.all(tries)
      assert.equal(results.filter((result) => result.committed).length, 1)
      await store.close()
    },
  )

  on('what was acknowledged is there after a power cut', async (place, store) => {
    const acknowledged = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        store.commit({ put: [{ key: `n/${index}`, value: bytes(`value ${index}`) }] }),
      ),
    )
    assert.ok(acknowledged.every((result) => result.committed))
    await place.cutPower(store)
    const again = await place.open()
    assert.equal((await again.list('n/')).length, 50)
    assert.equal(
      await again.revision(),
      Math.max(...acknowledged.map((result) => (result.committed ? result.revision : 0))),
    )
    await again.close()
  })

  on(
    'revisions go on rising after a restart, also when the newest rows were removed',
    async (place, store) => {
      await store.commit({ put: [{ key: 'a', value: bytes('1') }] })
      const removed = await store.commit({ remove: ['a'] })
      await store.close()
      const again = await place.open()
      const next = await again.commit({ put: [{ key: 'b', value: bytes('1') }] })
      assert.ok(removed.committed && next.committed && next.revision > removed.revision)
      await again.close()
    },
  )

  on(
    'values that a scrubbing transaction removes or replaces are on no page',
    async (place, store) => {
      await store.commit({
        put: [
          { key: 'slot/old', value: bytes('OLD-WRAPPED-SECRET-0123456789') },
          { key: 'slot/kept', value: bytes('REPLACED-SECRET-0123456789') },
        ],
      })
      await store.commit({
        remove: ['slot/old'],
        put: [{ key: 'slot/kept', value: bytes('NEW-WRAPPED-SECRET') }],
        scrub: true,
      })
      if (place.diskBytes) {
        const disk = Buffer.from(await place.diskBytes())
        assert.ok(!disk.includes('OLD-WRAPPED-SECRET'), 'the removed value is still on disk')
        assert.ok(!disk.includes('REPLACED-SECRET'), 'the replaced value is still on disk')
        assert.ok(disk.includes('NEW-WRAPPED-SECRET'), 'the new value must be on disk')
      }
      await store.close()
    },
  )

  on('a value given out is a copy', async (_place, store) => {
    const value = bytes('abc')
    await store.commit({ put: [{ key: 'a', value }] })
    value.fill(0)
    const row = await store.get('a')
    row?.value.fill(0)
    assert.equal(text((await store.get('a'))?.value), 'abc')
    await store.close()
  })
}

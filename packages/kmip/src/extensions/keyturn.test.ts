import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeResponse } from '../messages/decode-response.ts'
import { encodeResponse } from '../messages/encode-response.ts'
import { protocolVersions } from '../versions.ts'
import { keyturnItems, keyturnServer } from './keyturn.ts'

test('role and epoch travel in every version', () => {
  for (const version of protocolVersions) {
    const extensions = keyturnItems({ role: 'secondary', epoch: 2n ** 40n })
    const decoded = decodeResponse(encodeResponse({
      header: { version, timeStamp: 0n },
      items: [{
        operation: 'Query',
        resultStatus: 'Success',
        payload: { serverInformation: { extensions } },
      }],
    }))
    const item = decoded.ok ? decoded.response.items[0] : undefined
    assert.ok(item?.resultStatus === 'Success' && item.operation === 'Query')
    assert.deepEqual(
      keyturnServer(item.payload.serverInformation ?? {}),
      { role: 'secondary', epoch: 2n ** 40n },
    )
  }
})

test('another server, or one that says something else, is no Keyturn server', () => {
  const items = keyturnItems({ role: 'primary', epoch: 1n })
  assert.equal(keyturnServer({}), undefined)
  for (const left of [0, 1, 2]) {
    assert.equal(keyturnServer({ extensions: items.filter((_, at) => at !== left) }), undefined)
  }
  const role = { tag: 0x540002, type: 'TextString' as const, value: 'king' }
  assert.equal(keyturnServer({ extensions: [role, ...items.filter((_, at) => at !== 1)] }), undefined)
})

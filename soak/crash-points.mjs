// Real processes: SIGKILL at every durable write of either program, and the wire to the primary cut at every chunk of every
// step, before and after it is passed on.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { CrashWalk } from '../tests/support/crash-walk.mjs'
import { CuttingProxy } from '../tests/support/cutting-proxy.mjs'
import { Installation } from '../tests/support/installation.mjs'

const installation = new Installation()
const walk = new CrashWalk(installation)
let proxy
before(async () => {
  await installation.start()
  walk.writeData()
  const { host, port } = installation.endpoints.keyServers[0].kmip
  proxy = new CuttingProxy()
  const proxyPort = await proxy.listen({ host, port })
  installation.sshAll([`chkeyserver -port ${proxyPort} 0`])
})
after(async () => {
  await installation.remove()
  await proxy?.close()
})

for (const step of ['prepare', 'commit', 'cancel']) {
  for (const program of ['storage', 'key-server-1']) {
    test(`SIGKILL of ${program} at every durable write of ${step}`, async (context) => {
      const points = await walk.killAtEveryWrite(program, step)
      context.diagnostic(`${points} points`)
      assert.ok(points >= 1)
    })
  }
  for (const when of ['before', 'after']) {
    test(`the wire is cut ${when} every chunk of ${step}`, async (context) => {
      const points = await walk.cutAtEveryChunk(proxy, step, when)
      context.diagnostic(`${points} points`)
      assert.ok(points >= 1)
    })
  }
}

test('SIGKILL of the storage system at every durable write of enable', async (context) => {
  installation.sshAll(['rmvdisk -removehostmappings -force vol0', 'rmmdiskgrp pool0'])
  const points = await walk.killAtEveryWriteOfEnable('storage')
  context.diagnostic(`${points} points`)
  assert.ok(points >= 1)
})

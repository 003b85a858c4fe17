import { defineCommand } from '../grammar/command.ts'
import { silence } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { isIoGroup } from './one-node.ts'

export const addvdiskaccess = defineCommand({
  name: 'addvdiskaccess',
  summary: 'give access to a volume through an I/O group; the only one has it always',
  family: 'task',
  access: 'operators',
  parameters: { iogrp: { kind: 'text', required: true, help: 'I/O group, 0' } },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ iogrp }, { system, object }) {
    if (!findByReference(await system.volumes.list(), object)) return refuse('5753', object)
    return isIoGroup(iogrp) ? silence : refuse('5804', iogrp)
  },
})

import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

export const rmmdiskgrp = defineCommand({
  name: 'rmmdiskgrp',
  summary: 'remove a pool',
  family: 'task',
  access: 'administrators',
  parameters: { force: { kind: 'flag', help: 'with its volumes and their mappings' } },
  object: { word: 'mdiskgrp_id | mdiskgrp_name', required: true },
  async run({ force }, { system, object }) {
    return silenceAfter(await system.pools.remove(object, force))
  },
})

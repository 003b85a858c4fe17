import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { fixEvent } from './fix-event.ts'

export const cherrstate = defineCommand({
  name: 'cherrstate',
  summary: 'mark an event as fixed; older word for cheventlog',
  family: 'task',
  access: 'service',
  parameters: {
    sequencenumber: {
      kind: 'number', min: 0, max: 8_000_000, required: true, help: 'of the event',
    },
    unfix: { kind: 'flag', help: 'as not fixed instead' },
  },
  async run({ sequencenumber, unfix }, run) {
    if (!unfix) return await fixEvent(sequencenumber, run)
    return silenceAfter(await run.system.events.unfix(sequencenumber))
  },
})

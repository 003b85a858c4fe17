import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'

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
  async run({ sequencenumber, unfix }, { system: { events } }) {
    return silenceAfter(await (unfix ? events.unfix(sequencenumber) : events.fix(sequencenumber)))
  },
})

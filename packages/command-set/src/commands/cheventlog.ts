import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { fixEvent } from './fix-event.ts'

const sequenceNumber = { kind: 'number', min: 0, max: 8_000_000 } as const

export const cheventlog = defineCommand({
  name: 'cheventlog',
  summary: 'mark an event as fixed, or as not fixed',
  family: 'task',
  access: 'service',
  parameters: {
    fix: { ...sequenceNumber, help: 'sequence number of the event that is fixed' },
    unfix: { ...sequenceNumber, help: 'sequence number of the event that is not fixed' },
  },
  rules: { exactlyOne: [['fix', 'unfix']] },
  async run({ fix, unfix }, run) {
    if (fix !== undefined) return await fixEvent(fix, run)
    // One of the two is there: the table says so.
    return silenceAfter(await run.system.events.unfix(unfix as number))
  },
})

import { eventCatalogue } from '../events/catalogue.ts'
import { defineCommand } from '../grammar/command.ts'
import { text } from '../output/reply.ts'
import { selectEvents, sortBySeverity } from './event-selection.ts'

export const finderr = defineCommand({
  name: 'finderr',
  summary: 'show the unfixed error of highest priority',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const unfixed = selectEvents(
      await system.events.list(),
      { alert: true, message: false, expired: false, fixed: false })
    const [first] = sortBySeverity(unfixed)
    return text(first
      ? `Highest priority unfixed event code is [${eventCatalogue[first.event].errorCode}]`
      : 'There are no unfixed errors')
  },
})

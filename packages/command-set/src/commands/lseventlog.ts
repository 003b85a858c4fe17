import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { eventDetail, eventRow } from './event-fields.ts'
import { selectEvents, sortBySeverity } from './event-selection.ts'

const columns = [
  'sequence_number', 'last_timestamp', 'object_type', 'object_id', 'object_name', 'copy_id',
  'status', 'fixed', 'event_id', 'error_code', 'description',
] as const

const yesNoParameter = (help: string) =>
  ({ kind: 'word', words: ['yes', 'no'], help }) as const

export const lseventlog = defineCommand({
  name: 'lseventlog',
  summary: 'show the event log, or one event in full',
  family: 'info',
  access: 'everybody',
  parameters: {
    alert: yesNoParameter('alerts, yes if left out'),
    message: yesNoParameter('messages, yes if left out'),
    monitoring: yesNoParameter('monitoring events, no if left out'),
    expired: yesNoParameter('expired events, no if left out'),
    fixed: yesNoParameter('fixed events, no if left out'),
    config: { ...yesNoParameter('configuration events, of which there are none'), ignored: true },
    count: { kind: 'number', min: 1, max: 8_000_000, help: 'so many at most' },
    order: { kind: 'word', words: ['date', 'severity'], help: 'date: oldest first' },
  },
  object: { word: 'sequence_number', required: false },
  async run(values, { system, object }) {
    const events = await system.events.list()
    const { timeZone } = await system.identity.view()
    if (object !== undefined) {
      const event = events.find(({ sequenceNumber }) => String(sequenceNumber) === object)
      if (!event) return refuse('6591', object)
      const node = (await system.nodes.list()).find(({ id }) => id === event.reportingNode.id)
      return detail(eventDetail(event, timeZone, node))
    }
    const selected = selectEvents(events, {
      alert: values.alert !== 'no',
      message: values.message !== 'no',
      expired: values.expired === 'yes',
      fixed: values.fixed === 'yes',
    })
    const sorted = values.order === 'severity'
      ? sortBySeverity(selected)
      : [...selected].sort((a, b) => a.lastTime - b.lastTime || a.sequenceNumber - b.sequenceNumber)
    return list(columns, sorted.slice(0, values.count), (event) => eventRow(event, timeZone))
  },
})

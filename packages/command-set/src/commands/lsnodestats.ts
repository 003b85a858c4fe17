import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { timeStamp } from '../output/time.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { statisticRows } from './statistics.ts'

const columns = [
  'node_id', 'node_name', 'stat_name', 'stat_current', 'stat_peak', 'stat_peak_time',
] as const

export const lsnodestats = defineCommand({
  name: 'lsnodestats',
  aliases: ['lsnodecanisterstats'],
  summary: 'show statistics of the nodes, over the last five minutes',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'node_id | node_name', required: false },
  async run(_values, { system, object, now }) {
    const nodes = await system.nodes.list()
    const one = object === undefined ? undefined : findByReference(nodes, object)
    if (object !== undefined && !one) return refuse('5753', object)
    const { timeZone } = await system.identity.view()
    const statistics = statisticRows(await system.nodes.statistics(), now())
    const rows = (one ? [one] : nodes).flatMap((node) =>
      statistics.map((statistic) => ({ node, statistic })))
    return list(columns, rows, ({ node, statistic }) => ({
      node_id: node.id,
      node_name: node.name,
      stat_name: statistic.name,
      stat_current: Math.round(statistic.current),
      stat_peak: Math.round(statistic.peak),
      stat_peak_time: timeStamp(statistic.peakTime, timeZone),
    }))
  },
})

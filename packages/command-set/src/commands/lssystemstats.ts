import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { timeStamp } from '../output/time.ts'
import { statisticRows } from './statistics.ts'

export const lssystemstats = defineCommand({
  name: 'lssystemstats',
  summary: 'show statistics of the system, over the last five minutes',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system, now }) {
    const { timeZone } = await system.identity.view()
    const columns = ['stat_name', 'stat_current', 'stat_peak', 'stat_peak_time'] as const
    return list(columns, statisticRows(await system.nodes.statistics(), now()), (row) => ({
      stat_name: row.name,
      stat_current: Math.round(row.current),
      stat_peak: Math.round(row.peak),
      stat_peak_time: timeStamp(row.peakTime, timeZone),
    }))
  },
})

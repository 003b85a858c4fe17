import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'

/** Clients also ask for a list to choose from: it holds the one zone that the system has. */
export const showtimezone = defineCommand({
  name: 'showtimezone',
  aliases: ['lstimezones'],
  summary: 'show the time zone',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const { timeZone } = await system.identity.view()
    return list(['id', 'timezone'], [timeZone], ({ number, name }) =>
      ({ id: number, timezone: name }))
  },
})

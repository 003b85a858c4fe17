import { usageError } from '../command.ts'
import { groupBody, groupHelp, groupOptions } from '../group-options.ts'
import { keyServerCommand } from '../key-server-command.ts'
import type { GroupView } from './key-server-groups.ts'

export const keyServerGroupsSet = keyServerCommand({
  words: ['groups', 'set'],
  summary: 'change what a device group may do',
  usage: 'NAME [--may-destroy yes|no] [--tombstone-days N]',
  help: `Changes a device group. What is not named stays as it is.\n\n${groupHelp}`,
  options: groupOptions,
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, text, print }) => {
    const body = groupBody(text)
    if (Object.keys(body).length === 0) throw usageError('say what to change')
    const path = `/groups/${encodeURIComponent(positionals[0] as string)}`
    print(await client.ask<GroupView>('PATCH', path, body), ({ name, mayDestroy, tombstoneDays }) =>
      `Clients of ${name} ${mayDestroy ? 'may' : 'may not'} destroy; undo for ${tombstoneDays} days.\n`)
  },
})

import { groupBody, groupHelp, groupOptions } from '../group-options.ts'
import { keyServerCommand } from '../key-server-command.ts'
import type { GroupView } from './key-server-groups.ts'

export const keyServerGroupsCreate = keyServerCommand({
  words: ['groups', 'create'],
  summary: 'make a device group',
  usage: 'NAME [--may-destroy yes|no] [--tombstone-days N]',
  help: `Makes a device group.\n\n${groupHelp}`,
  options: groupOptions,
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, text, print }) => {
    const body = { name: positionals[0], ...groupBody(text) }
    print(await client.ask<GroupView>('POST', '/groups', body), ({ name }) => `The group ${name} is made.\n`)
  },
})

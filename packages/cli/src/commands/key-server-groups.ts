import { keyServerCommand } from '../key-server-command.ts'
import { table } from '../table.ts'

/** A device group, as the key server's interface shows it. */
export interface GroupView {
  readonly name: string
  readonly mayDestroy: boolean
  readonly tombstoneDays: number
}

export const keyServerGroups = keyServerCommand({
  words: ['groups'],
  summary: 'list device groups',
  usage: '',
  help: 'Lists the device groups. Clients of one group share its objects and never see those of another.',
  options: {},
  ask: async ({ client, print }) => {
    const { groups } = await client.ask<{ groups: readonly GroupView[] }>('GET', '/groups')
    print(groups, (rows) => table(['NAME', 'MAY DESTROY', 'UNDO FOR DAYS'],
      rows.map(({ name, mayDestroy, tombstoneDays }) =>
        [name, mayDestroy ? 'yes' : 'no', String(tombstoneDays)])))
  },
})

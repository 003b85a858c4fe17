import { keyServerCommand } from '../key-server-command.ts'
import { table } from '../table.ts'

interface ObjectView {
  readonly uniqueIdentifier: string
  readonly objectType: string
  readonly group: string
  readonly state: string
  readonly names: readonly string[]
  readonly undoUntil?: string
}

interface Page {
  readonly objects: readonly ObjectView[]
  readonly next?: string
}

export const keyServerObjects = keyServerCommand({
  words: ['objects'],
  summary: 'list managed objects, without their material',
  usage: '[--group GROUP] [--state STATE]',
  help: `Lists managed objects.

  --group GROUP         only those of this device group
  --state STATE         only those in this state: PreActive, Active, Deactivated, Compromised, Destroyed,
                        DestroyedCompromised`,
  options: { group: { type: 'string' }, state: { type: 'string' } },
  ask: async ({ client, text, print }) => {
    const query = new URLSearchParams({ limit: '1000' })
    for (const name of ['group', 'state']) {
      const value = text(name)
      if (value !== undefined) query.set(name, value)
    }
    const objects: ObjectView[] = []
    for (;;) {
      const page = await client.ask<Page>('GET', `/objects?${query}`)
      objects.push(...page.objects)
      if (page.next === undefined) break
      query.set('after', page.next)
    }
    print(objects, (rows) => table(
      ['IDENTIFIER', 'TYPE', 'STATE', 'GROUP', 'UNDO UNTIL', 'NAME'],
      rows.map(({ uniqueIdentifier, objectType, state, group, names, undoUntil }) =>
        [uniqueIdentifier, objectType, state, group, undoUntil ?? '-', names.join(', ') || '-']),
    ))
  },
})

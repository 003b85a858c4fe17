import { keyServerCommand } from '../key-server-command.ts'

export const keyServerObjectsUndoDestroy = keyServerCommand({
  words: ['objects', 'undo-destroy'],
  summary: 'bring back an object that was destroyed',
  usage: 'IDENTIFIER',
  help: `Brings a destroyed object back, with its name and its former state, while its group's time for that lasts
(keyturn key-server objects --state Destroyed shows until when).`,
  options: {},
  positionals: { min: 1, max: 1 },
  ask: async ({ client, positionals, print }) => {
    const path = `/objects/${encodeURIComponent(positionals[0] as string)}/undo-destroy`
    print(await client.ask<{ uniqueIdentifier: string; state: string }>('POST', path),
      ({ uniqueIdentifier, state }) => `${uniqueIdentifier} is back, ${state}.\n`)
  },
})

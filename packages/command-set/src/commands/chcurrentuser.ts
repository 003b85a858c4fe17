import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'
import { credentialParameters, credentialRemovalParameters } from './user-parameters.ts'

export const chcurrentuser = defineCommand({
  name: 'chcurrentuser',
  summary: 'change your own password or SSH key',
  family: 'task',
  access: 'everybody',
  parameters: {
    ...credentialParameters,
    nokey: credentialRemovalParameters.nokey,
  },
  rules: { exclusive: [['keyfile', 'nokey']], somethingToChange: true },
  async run({ password, keyfile, nokey }, { system, caller }) {
    return silenceAfter(await system.users.change(
      caller.name, given({ password, keyFile: nokey ? null : keyfile })))
  },
})

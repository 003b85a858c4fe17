import { defineCommand } from '../grammar/command.ts'
import { created, replyTo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { credentialParameters } from './user-parameters.ts'

export const mkuser = defineCommand({
  name: 'mkuser',
  summary: 'make a user',
  family: 'task',
  access: 'security',
  parameters: {
    name: { kind: 'userName', required: true, help: 'name' },
    usergrp: { kind: 'text', help: 'user group, by id or name, which gives the role' },
    ...credentialParameters,
    forcepasswordchange: { kind: 'flag', help: 'the password must be changed at the first login' },
    remote: { kind: 'flag', help: 'authenticated elsewhere (not supported)' },
  },
  rules: { companions: [['forcepasswordchange', 'password']] },
  async run({ name, usergrp, password, keyfile, forcepasswordchange, remote }, { system }) {
    if (remote) return refuse(usergrp === undefined ? '8848' : '6490')
    if (usergrp === undefined) return refuse('6492')
    if (password === undefined && keyfile === undefined) return refuse('6521')
    const outcome = await system.users.create({
      name,
      group: usergrp,
      password,
      keyFile: keyfile,
      passwordChangeRequired: forcepasswordchange,
    })
    return replyTo(outcome, ({ id }) => created('User, id', id))
  },
})

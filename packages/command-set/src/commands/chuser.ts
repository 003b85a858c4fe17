import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'
import { credentialParameters, credentialRemovalParameters } from './user-parameters.ts'

export const chuser = defineCommand({
  name: 'chuser',
  summary: 'change a user',
  family: 'task',
  access: 'security',
  parameters: {
    ...credentialParameters,
    ...credentialRemovalParameters,
    usergrp: { kind: 'text', help: 'user group, by id or name, which gives the role' },
    lock: { kind: 'flag', help: 'no login any more' },
    unlock: { kind: 'flag', help: 'login again' },
    forcepasswordchange: { kind: 'flag', help: 'the password must be changed at the next login' },
  },
  rules: {
    exclusive: [['password', 'nopassword'], ['keyfile', 'nokey'], ['lock', 'unlock']],
    somethingToChange: true,
  },
  object: { word: 'user_id | user_name', required: true },
  async run(values, { system, object }) {
    const { password, nopassword, keyfile, nokey, usergrp, lock, unlock } = values
    return silenceAfter(await system.users.change(object, given({
      password: nopassword ? null : password,
      keyFile: nokey ? null : keyfile,
      group: usergrp,
      locked: lock ? true : unlock ? false : undefined,
      passwordChangeRequired: values.forcepasswordchange ? true : undefined,
    })))
  },
})

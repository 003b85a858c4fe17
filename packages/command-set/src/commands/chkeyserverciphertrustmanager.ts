import { defineCommand } from '../grammar/command.ts'
import { certificateParameters } from '../grammar/parameter.ts'
import { refuse } from '../system/outcome.ts'

export const chkeyserverciphertrustmanager = defineCommand({
  name: 'chkeyserverciphertrustmanager',
  aliases: ['chkeyserverkeysecure'],
  summary: 'refused: key servers of type ciphertrustmanager cannot be enabled here',
  family: 'task',
  access: 'administrators',
  parameters: {
    ...certificateParameters,
    username: { kind: 'text', max: 64, help: 'user name at the key servers' },
    nousername: { kind: 'flag', help: 'no user name any more' },
    password: { kind: 'text', max: 64, secret: true, help: 'password at the key servers' },
    nopassword: { kind: 'flag', help: 'no password any more' },
    enable: { kind: 'flag', help: 'use key servers of this type' },
    disable: { kind: 'flag', help: 'use them no longer; stands alone' },
  },
  rules: {
    exclusive: [
      ['sslcert', 'nosslcert'], ['username', 'nousername'], ['password', 'nopassword'],
    ],
    alone: ['disable'],
    somethingToChange: true,
  },
  async run({ disable }) {
    return refuse(disable ? '9062' : '8848')
  },
})

import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'
import { noCertificate } from './certificate-text.ts'

export const lskeyserverciphertrustmanager = defineCommand({
  name: 'lskeyserverciphertrustmanager',
  aliases: ['lskeyserverkeysecure'],
  summary: 'show the settings of key servers of type ciphertrustmanager, which are off here',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run() {
    return detail({
      status: 'disabled', username_set: 'no', password_set: 'no', certificate: noCertificate,
    })
  },
})

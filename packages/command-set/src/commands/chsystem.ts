import { defineCommand } from '../grammar/command.ts'
import { silence, silenceAfter } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { given } from './given.ts'

export const chsystem = defineCommand({
  name: 'chsystem',
  aliases: ['chcluster'],
  summary: 'change the system',
  family: 'task',
  access: 'administrators',
  parameters: {
    name: { kind: 'name', help: 'new name' },
    ntpip: { kind: 'address', help: 'address of an NTP server' },
    vdiskprotectiontime: { kind: 'number', min: 15, max: 1440, help: 'minutes' },
    vdiskprotectionenabled: { kind: 'word', words: ['yes', 'no'], help: 'volume protection' },
    alias: { kind: 'text', ignored: true, help: 'part of the names of keys, so refused' },
    easysetup: { kind: 'word', words: ['no'], ignored: true, help: 'end of the first set-up' },
  },
  rules: { somethingToChange: true },
  async run(values, { system }) {
    if (values.alias !== undefined) {
      const { usb, keyServer } = await system.encryption.view()
      const enabled = usb.status === 'enabled' || keyServer.status === 'enabled'
      return refuse(enabled ? '8550' : '8848')
    }
    const { name, ntpip, vdiskprotectiontime, vdiskprotectionenabled } = values
    const change = given({
      name,
      ntpAddress: ntpip,
      volumeProtectionMinutes: vdiskprotectiontime,
      volumeProtectionEnabled:
        vdiskprotectionenabled === undefined ? undefined : vdiskprotectionenabled === 'yes',
    })
    // -easysetup alone changes nothing here: there is no set-up dialogue to leave.
    if (Object.keys(change).length === 0) return silence
    return silenceAfter(await system.identity.change(change))
  },
})

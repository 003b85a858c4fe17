import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'
import { timeStamp } from '../output/time.ts'

export const lscurrentuser = defineCommand({
  name: 'lscurrentuser',
  summary: 'show who you are and what role you have',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system, caller }) {
    const user = (await system.users.list()).find(({ name }) => name === caller.name)
    const { timeZone } = await system.identity.view()
    return detail({
      name: caller.name,
      role: caller.role,
      owner_id: undefined,
      owner_name: undefined,
      password_expiry_time: timeStamp(user?.passwordExpiryTime, timeZone),
      multi_factor: 'no',
      password_sshkey_required: 'no',
      gui_disabled: 'no',
      cli_disabled: 'no',
      rest_disabled: 'no',
      cim_disabled: 'yes',
    })
  },
})

import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'

/** Incomplete: the fields that clients are known to read. */
export const lsguicapabilities = defineCommand({
  name: 'lsguicapabilities',
  summary: 'show what a graphical interface should offer',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run() {
    return detail({ license_scheme: '0', product_key: undefined, login_eula: 'yes' })
  },
})

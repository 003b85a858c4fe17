import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'

/**
 * Every value is a number or `off`: a monitor reads the fields so, and chokes on `on`. For the same
 * reason the licence of encryption is told by lsfeature, not here.
 */
export const lslicense = defineCommand({
  name: 'lslicense',
  summary: 'show the licences that are counted',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run() {
    return detail({
      used_flash: '0.00',
      used_remote: '0.00',
      used_virtualization: '0.00',
      license_flash: 0,
      license_remote: 0,
      license_virtualization: 0,
      license_physical_disks: 0,
      license_physical_flash: 'off',
      license_physical_remote: 'off',
      used_compression_capacity: '0.00',
      license_compression_capacity: 0,
      license_compression_enclosures: 0,
      license_easy_tier: 0,
      license_cloud_enclosures: 0,
    })
  },
})

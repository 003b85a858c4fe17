import { readCapacity, sizeParameter } from '../grammar/capacity.ts'
import { defineCommand } from '../grammar/command.ts'
import { unitParameter } from '../grammar/parameter.ts'
import { silenceAfter } from '../output/reply.ts'

export const expandvdisksize = defineCommand({
  name: 'expandvdisksize',
  aliases: ['expandvolume'],
  summary: 'make a volume larger',
  family: 'task',
  access: 'operators',
  parameters: {
    size: { ...sizeParameter, help: 'how much larger' },
    unit: unitParameter,
  },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ size, unit }, { system, object }) {
    const bytes = readCapacity(size, unit)
    return bytes.ok ? silenceAfter(await system.volumes.expand(object, bytes.value)) : bytes
  },
})

import { readCapacity, sizeParameter } from '../grammar/capacity.ts'
import { defineCommand } from '../grammar/command.ts'
import { unitParameter } from '../grammar/parameter.ts'
import { silenceAfter } from '../output/reply.ts'

export const shrinkvdisksize = defineCommand({
  name: 'shrinkvdisksize',
  aliases: ['shrinkvolume'],
  summary: 'make a volume smaller; what stood at its end is lost',
  family: 'task',
  access: 'operators',
  parameters: {
    size: { ...sizeParameter, help: 'how much smaller' },
    unit: unitParameter,
  },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ size, unit }, { system, object }) {
    const bytes = readCapacity(size, unit)
    return bytes.ok ? silenceAfter(await system.volumes.shrink(object, bytes.value)) : bytes
  },
})

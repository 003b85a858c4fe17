import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'

export const chvdisk = defineCommand({
  name: 'chvdisk',
  aliases: ['chvolume'],
  summary: 'change one property of a volume',
  family: 'task',
  access: 'operators',
  parameters: {
    name: { kind: 'name', help: 'new name' },
    warning: { kind: 'percent', help: 'warn at this share of the capacity' },
    autoexpand: { kind: 'word', words: ['on', 'off'], help: 'grow as it is written' },
    cache: { kind: 'word', words: ['readwrite', 'readonly', 'none'], help: 'cache mode' },
    udid: { kind: 'text', max: 63, help: 'number that OpenVMS hosts want' },
  },
  rules: {
    exclusive: [['name', 'warning', 'autoexpand', 'cache', 'udid']],
    somethingToChange: true,
  },
  object: { word: 'vdisk_id | vdisk_name', required: true },
  async run({ name, warning, autoexpand, cache, udid }, { system, object }) {
    return silenceAfter(await system.volumes.change(object, given({
      name,
      warningPercent: warning,
      autoexpand: autoexpand === undefined ? undefined : autoexpand === 'on',
      cache,
      udid,
    })))
  },
})

import { defineCommand } from '../grammar/command.ts'
import { silenceAfter } from '../output/reply.ts'
import { given } from './given.ts'

export const chmdiskgrp = defineCommand({
  name: 'chmdiskgrp',
  summary: 'change a pool; whether it encrypts cannot be changed',
  family: 'task',
  access: 'operators',
  parameters: {
    name: { kind: 'name', help: 'new name' },
    warning: { kind: 'percent', help: 'warn at this share of the capacity' },
    easytier: { kind: 'word', words: ['auto', 'on', 'off', 'measure'], help: 'easy tier' },
    vdiskprotectionenabled: { kind: 'word', words: ['yes', 'no'], help: 'volume protection' },
  },
  rules: { somethingToChange: true },
  object: { word: 'mdiskgrp_id | mdiskgrp_name', required: true },
  async run({ name, warning, easytier, vdiskprotectionenabled }, { system, object }) {
    return silenceAfter(await system.pools.change(object, given({
      name,
      warningPercent: warning,
      easyTier: easytier,
      volumeProtectionEnabled:
        vdiskprotectionenabled === undefined ? undefined : vdiskprotectionenabled === 'yes',
    })))
  },
})

import { defineCommand } from '../grammar/command.ts'
import { created, replyTo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'

/** Extents in MiB, powers of two. */
const extents = [16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192]

export const mkmdiskgrp = defineCommand({
  name: 'mkmdiskgrp',
  summary: 'make a pool',
  family: 'task',
  access: 'operators',
  parameters: {
    name: { kind: 'name', help: 'name, made up if left out' },
    mdisk: { kind: 'list', separator: ':', help: 'MDisks to take in' },
    ext: { kind: 'number', min: 16, max: 8192, required: true, help: 'extent in MB, power of 2' },
    warning: { kind: 'percent', help: 'warn at this share of the capacity' },
    easytier: { kind: 'word', words: ['auto', 'on', 'off', 'measure'], help: 'easy tier' },
    encrypt: {
      kind: 'word', words: ['yes', 'no'], help: 'left out: yes where a method is enabled',
    },
    vdiskprotectionenabled: { kind: 'word', words: ['yes', 'no'], help: 'volume protection' },
    datareduction: { kind: 'word', words: ['yes', 'no'], help: 'no; yes is not supported' },
    parentmdiskgrp: { kind: 'text', ignored: true, help: 'child pools are not supported' },
  },
  async run(values, { system }) {
    if (values.parentmdiskgrp !== undefined) return refuse('7206', '-parentmdiskgrp')
    if (values.datareduction === 'yes') return refuse('8848')
    if (!extents.includes(values.ext)) return refuse('5704', String(values.ext))
    const { vdiskprotectionenabled: protection, encrypt } = values
    const outcome = await system.pools.create({
      name: values.name,
      extentBytes: values.ext * 2 ** 20,
      encrypt: encrypt === undefined ? undefined : encrypt === 'yes',
      mdisks: values.mdisk ?? [],
      warningPercent: values.warning,
      easyTier: values.easytier,
      volumeProtectionEnabled: protection === undefined ? undefined : protection === 'yes',
    })
    return replyTo(outcome, ({ id }) => created('MDisk Group, id', id))
  },
})

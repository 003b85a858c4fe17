import { readCapacity, sizeParameter } from '../grammar/capacity.ts'
import { defineCommand } from '../grammar/command.ts'
import { unitParameter } from '../grammar/parameter.ts'
import { created, replyTo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { isIoGroup } from './one-node.ts'

/** KiB that a thin volume grows by where -grainsize is left out. */
const defaultGrain = 256

export const mkvdisk = defineCommand({
  name: 'mkvdisk',
  summary: 'make a volume',
  family: 'task',
  access: 'operators',
  parameters: {
    mdiskgrp: { kind: 'text', required: true, help: 'pool, by id or name' },
    size: { ...sizeParameter, help: 'capacity' },
    unit: unitParameter,
    name: { kind: 'name', help: 'name, made up if left out' },
    iogrp: { kind: 'text', help: 'I/O group, 0' },
    rsize: { kind: 'text', help: 'thin; real capacity at first, in percent or of -unit, or auto' },
    autoexpand: { kind: 'flag', help: 'with -rsize: grow as it is written' },
    warning: { kind: 'percent', help: 'with -rsize: warn at this share of the capacity' },
    grainsize: {
      kind: 'word', words: ['32', '64', '128', '256'], help: 'with -rsize: KB it grows by',
    },
    cache: { kind: 'word', words: ['readwrite', 'readonly', 'none'], help: 'cache mode' },
    udid: { kind: 'text', max: 63, help: 'number that OpenVMS hosts want' },
    copies: { kind: 'number', min: 1, max: 2, help: '1; two copies are not supported' },
    vtype: { kind: 'word', words: ['striped', 'seq', 'image'], help: 'striped' },
    compressed: { kind: 'flag', ignored: true, help: 'not supported' },
    mdisk: { kind: 'list', separator: ':', ignored: true, help: 'the pool decides' },
    easytier: { kind: 'word', words: ['on', 'off'], ignored: true, help: 'one tier only' },
    syncrate: { kind: 'number', min: 0, max: 100, ignored: true, help: 'one copy only' },
    node: { kind: 'text', ignored: true, help: 'one node only' },
    fmtdisk: { kind: 'flag', ignored: true, help: 'every volume reads as zeros at first' },
    nofmtdisk: { kind: 'flag', ignored: true, help: 'every volume reads as zeros at first' },
    createsync: { kind: 'flag', ignored: true, help: 'one copy only' },
    mirrorwritepriority: {
      kind: 'word', words: ['latency', 'redundancy'], ignored: true, help: 'one copy only',
    },
    accessiogrp: { kind: 'list', separator: ':', ignored: true, help: 'one I/O group only' },
  },
  rules: {
    exclusive: [['fmtdisk', 'nofmtdisk']],
    companions: [
      ['autoexpand', 'rsize'],
      ['warning', 'rsize'],
      ['grainsize', 'rsize'],
      ['compressed', 'rsize'],
    ],
  },
  async run(values, { system }) {
    if (values.compressed || values.copies === 2 || values.vtype === 'image') return refuse('8848')
    if (values.mdiskgrp.includes(':')) return refuse('8848')
    if (values.iogrp !== undefined && !isIoGroup(values.iogrp)) return refuse('5804', values.iogrp)
    const { rsize } = values
    if (rsize !== undefined && !/^(\d+%?|auto)$/.test(rsize)) return refuse('5706', rsize, '-rsize')
    const size = readCapacity(values.size, values.unit)
    if (!size.ok) return size
    const thin = rsize !== undefined
    const outcome = await system.volumes.create({
      defaultName: 'vdisk',
      name: values.name,
      pool: values.mdiskgrp,
      capacityBytes: size.value,
      thin,
      autoexpand: values.autoexpand,
      warningPercent: values.warning ?? 0,
      grainKib: thin ? Number(values.grainsize ?? defaultGrain) : undefined,
      cache: values.cache ?? 'readwrite',
      udid: values.udid,
    })
    return replyTo(outcome, ({ id }) => created('Virtual Disk, id', id))
  },
})

import { readCapacity, sizeParameter } from '../grammar/capacity.ts'
import { defineCommand } from '../grammar/command.ts'
import { unitParameter } from '../grammar/parameter.ts'
import { created, replyTo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { isIoGroup } from './one-node.ts'

/** KiB that a thin volume grows by where -grainsize is left out. */
const defaultGrain = 256

export const mkvolume = defineCommand({
  name: 'mkvolume',
  summary: 'make a volume, formatted at once',
  family: 'task',
  access: 'operators',
  parameters: {
    pool: { kind: 'text', required: true, help: 'pool, by id or name' },
    size: { ...sizeParameter, help: 'capacity' },
    unit: unitParameter,
    name: { kind: 'name', help: 'name, made up if left out' },
    iogrp: { kind: 'text', help: 'I/O group, 0' },
    thin: { kind: 'flag', help: 'real capacity grows as it is written' },
    noautoexpand: { kind: 'flag', help: 'with -thin: does not grow by itself' },
    warning: { kind: 'percent', help: 'with -thin: warn at this share of the capacity' },
    grainsize: {
      kind: 'word', words: ['32', '64', '128', '256'], help: 'with -thin: KB it grows by',
    },
    cache: { kind: 'word', words: ['readwrite', 'readonly', 'none'], help: 'cache mode' },
    udid: { kind: 'text', max: 63, help: 'number that OpenVMS hosts want' },
    compressed: { kind: 'flag', ignored: true, help: 'not supported' },
    deduplicated: { kind: 'flag', ignored: true, help: 'not supported' },
    volumegroup: { kind: 'text', ignored: true, help: 'not supported' },
    buffersize: { kind: 'percent', ignored: true, help: 'real capacity follows use' },
    preferrednode: { kind: 'text', ignored: true, help: 'one node only' },
  },
  rules: {
    exclusive: [['thin', 'compressed']],
    companions: [['noautoexpand', 'thin'], ['warning', 'thin'], ['grainsize', 'thin']],
  },
  async run(values, { system }) {
    if (values.compressed || values.pool.includes(':')) return refuse('8848')
    if (values.deduplicated) return refuse('9301')
    if (values.volumegroup !== undefined) return refuse('7206', '-volumegroup')
    if (values.iogrp !== undefined && !isIoGroup(values.iogrp)) return refuse('5804', values.iogrp)
    const size = readCapacity(values.size, values.unit)
    if (!size.ok) return size
    const { thin } = values
    const outcome = await system.volumes.create({
      defaultName: 'volume',
      name: values.name,
      pool: values.pool,
      capacityBytes: size.value,
      thin,
      autoexpand: thin && !values.noautoexpand,
      warningPercent: values.warning ?? 0,
      grainKib: thin ? Number(values.grainsize ?? defaultGrain) : undefined,
      cache: values.cache ?? 'readwrite',
      udid: values.udid,
    })
    return replyTo(outcome, ({ id }) => created('Volume, id', id))
  },
})

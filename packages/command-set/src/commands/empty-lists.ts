import type { Command } from '../grammar/command.ts'
import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'

/**
 * Views of what this system does not have. Clients ask for all of them, and want an empty list, not
 * an unknown command; no client reads the fields of an empty list.
 */
const names = [
  'lsarray', 'lsavailablepatch', 'lscloudaccount', 'lscloudaccountimportcandidate',
  'lscloudaccountusage', 'lsdependentvdisks', 'lsdnsserver', 'lsdrive', 'lsdriveclass',
  'lsemailserver', 'lsemailuser', 'lsenclosure', 'lsenclosurebattery', 'lsenclosurecanister',
  'lsenclosurepsu', 'lsenclosurestats', 'lsfabric', 'lsfcconsistgrp', 'lsfcmap',
  'lsfcportsetmember', 'lshostcluster', 'lsldapserver', 'lsmigrate', 'lsownershipgroup',
  'lspartition', 'lspartnership', 'lspatch', 'lsportfc', 'lsportip', 'lsportsas',
  'lsprovisioningpolicy', 'lsquorum', 'lsrcconsistgrp', 'lsrcrelationship',
  'lsreplicationpolicy', 'lsroute', 'lssafeguardedpolicy', 'lssafeguardedschedule',
  'lssevdiskcopy', 'lssnapshotpolicy', 'lssnapshotschedule', 'lssnmpserver', 'lssyslogserver',
  'lssystempatches', 'lstargetportfc', 'lsthrottle', 'lstruststore', 'lsvdiskfcmappings',
  'lsvdisksyncprogress', 'lsvolumebackup', 'lsvolumebackupgeneration', 'lsvolumegroup',
  'lsvolumegrouppopulation', 'lsvolumegroupreplication', 'lsvolumegroupsnapshot',
  'lsvolumegroupsnapshotpolicy', 'lsvolumepopulation', 'lsvolumesnapshot', 'testldapserver',
] as const

/** The object of these is a volume that is there, not the thing that is not. */
const askAboutVolumes: readonly string[] = [
  'lsdependentvdisks', 'lssevdiskcopy', 'lsvdiskfcmappings', 'lsvdisksyncprogress',
]

export const emptyLists: readonly Command[] = names.map((name) => defineCommand({
  name,
  summary: 'empty: there are none here',
  family: 'info',
  access: 'everybody',
  parameters: {
    ...name === 'lsenclosurestats'
      ? { history: { kind: 'text', ignored: true, help: 'of one statistic' } } as const
      : {},
  },
  object: { word: 'object', required: false },
  async run(_values, { object }) {
    const missing = object !== undefined && !askAboutVolumes.includes(name)
    return missing ? refuse('5753', object) : list([], [], () => ({}))
  },
}))

import { defineCommand } from '../grammar/command.ts'
import { list } from '../output/reply.ts'
import { timeStamp } from '../output/time.ts'

const columns = [
  'audit_seq_no', 'timestamp', 'cluster_user', 'challenge', 'source_panel', 'target_panel',
  'ssh_ip_address', 'result', 'res_obj_id', 'action_cmd', 'origin',
  'two_person_integrity_promoted', 'duration_ms',
] as const

/** Entries shown where -first is left out. */
const defaultEntries = 500

export const catauditlog = defineCommand({
  name: 'catauditlog',
  summary: 'show the commands that changed something',
  family: 'info',
  access: 'everybody',
  parameters: {
    first: { kind: 'number', min: 1, max: 1_000_000, help: 'only so many, the newest' },
  },
  async run({ first }, { system }) {
    const { timeZone } = await system.identity.view()
    const entries = (await system.audit.list()).slice(-(first ?? defaultEntries))
    return list(columns, entries, (entry) => ({
      audit_seq_no: entry.sequenceNumber,
      timestamp: timeStamp(entry.time, timeZone),
      cluster_user: entry.user,
      ssh_ip_address: entry.address,
      result: 0,
      res_obj_id: entry.objectId,
      action_cmd: entry.command,
      origin: entry.origin,
      two_person_integrity_promoted: 'no',
      duration_ms: entry.durationMs,
    }))
  },
})

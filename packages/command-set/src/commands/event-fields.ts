import { eventCatalogue } from '../events/catalogue.ts'
import { yesNo } from '../output/reply.ts'
import type { Fields } from '../output/reply.ts'
import { epochSeconds, timeStamp } from '../output/time.ts'
import type { EventView } from '../system/events.ts'
import type { TimeZone } from '../system/identity.ts'
import type { NodeView } from '../system/nodes.ts'

/** Bytes of sense data in one field. */
const senseFieldBytes = 16
const senseFields = 8

/** Characters of machine type and serial number. */
const machineTextLength = 7

/** The concise row. */
export function eventRow(event: EventView, zone: TimeZone) {
  const row = eventCatalogue[event.event]
  return {
    sequence_number: event.sequenceNumber,
    last_timestamp: timeStamp(event.lastTime, zone),
    object_type: row.objectType,
    object_id: event.objectId,
    object_name: event.objectName,
    status: event.expired ? 'expired' : row.status,
    fixed: yesNo(event.fixed),
    event_id: row.eventId,
    error_code: row.errorCode,
    description: row.errorText ?? row.eventText,
  }
}

/** The detail view. `node` is the one that reported, while it is there. */
export function eventDetail(event: EventView, zone: TimeZone, node: NodeView | undefined): Fields {
  const row = eventCatalogue[event.event]
  return {
    sequence_number: event.sequenceNumber,
    first_timestamp: timeStamp(event.firstTime, zone),
    first_timestamp_epoch: epochSeconds(event.firstTime),
    last_timestamp: timeStamp(event.lastTime, zone),
    last_timestamp_epoch: epochSeconds(event.lastTime),
    object_type: row.objectType,
    object_id: event.objectId,
    object_name: event.objectName,
    copy_id: undefined,
    reporting_node_id: event.reportingNode.id,
    reporting_node_name: event.reportingNode.name,
    root_sequence_number: undefined,
    event_count: event.count,
    status: event.expired ? 'expired' : row.status,
    fixed: yesNo(event.fixed),
    auto_fixed: yesNo(event.autoFixed),
    notification_type: row.notification,
    event_id: row.eventId,
    event_id_text: row.eventText,
    error_code: row.errorCode,
    error_code_text: row.errorText,
    machine_type: node?.productMtm.slice(0, machineTextLength),
    serial_number: node?.serialNumber.slice(0, machineTextLength),
    FRU: 'None',
    fixed_timestamp: timeStamp(event.fixedTime, zone),
    fixed_timestamp_epoch: epochSeconds(event.fixedTime),
    callhome_type: row.status === 'alert' ? 'software' : 'none',
    ...senseOf(event.sense),
  }
}

/** sense1 to sense8: 16 bytes each, two hexadecimal digits and blanks, left byte first. */
function senseOf(sense: Uint8Array): Fields {
  const fields = Array.from({ length: senseFields }, (_, at) => {
    const bytes = Array.from(
      { length: senseFieldBytes },
      (_unused, offset) => sense[at * senseFieldBytes + offset] ?? 0)
    const text = bytes.map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ')
    return [`sense${at + 1}`, text] as const
  })
  return Object.fromEntries(fields)
}

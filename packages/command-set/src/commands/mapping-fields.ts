import type { MappingView } from '../system/hosts.ts'
import { ioGroup } from './one-node.ts'

/** What both views of the mappings show alike. */
export const mappingFields = (mapping: MappingView) => ({
  SCSI_id: mapping.scsiId,
  vdisk_UID: mapping.volume.uid,
  IO_group_id: ioGroup.id,
  IO_group_name: ioGroup.name,
  mapping_type: 'private',
  protocol: mapping.protocol,
})

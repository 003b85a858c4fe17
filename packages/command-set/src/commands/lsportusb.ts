import { defineCommand } from '../grammar/command.ts'
import { detail, list } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { UsbPortView } from '../system/encryption.ts'

const columns = [
  'id', 'node_id', 'node_name', 'node_side', 'port_id', 'status', 'encryption_state',
  'service_state',
] as const

export const lsportusb = defineCommand({
  name: 'lsportusb',
  summary: 'show the USB ports and the keys on the flash drives in them',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'port_id', required: false },
  async run(_values, { system, object }) {
    const ports = await system.encryption.usbPorts()
    if (object === undefined) {
      return list(columns, ports, (port) => ({
        ...place(port), encryption_state: port.encryptionState,
      }))
    }
    const port = ports.find(({ id }) => String(id) === object)
    if (!port) return refuse('5753', object)
    return detail({
      ...place(port),
      encryption_state: port.encryptionState,
      encryption_filename: port.encryptionFilename,
      service_state: undefined,
    })
  },
})

const place = (port: UsbPortView) => ({
  id: port.id,
  node_id: port.nodeId,
  node_name: port.nodeName,
  node_side: port.nodeSide,
  port_id: port.portId,
  status: port.status,
})

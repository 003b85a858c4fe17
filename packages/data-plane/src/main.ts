import { controllerChannel, realBlockFiles } from '@keyturn/platform/real/data-plane'
import type { ControllerMessage, DataPlaneMessage } from '@keyturn/platform/ports'
import { DataPlane } from './data-plane.ts'

const channel = controllerChannel<ControllerMessage, DataPlaneMessage>()
const dataPlane = new DataPlane(channel, realBlockFiles)

const end = (): never => {
  dataPlane.wipe()
  process.exit(0)
}

// Without its controller nobody may reach the volumes: the next generation waits for our locks.
channel.onClosed(end)
// Ctrl-C goes to the whole group of processes; the controller closes the channel when it is ready.
process.on('SIGINT', () => undefined)
process.on('SIGTERM', () => undefined)

dataPlane.start()

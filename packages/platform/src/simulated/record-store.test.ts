import { recordStoreConformance } from '../conformance/record-store.ts'
import { Life } from './life.ts'
import { openSimulatedStore, SimulatedDisk } from './record-store.ts'

recordStoreConformance('simulated store', async () => {
  const disk = new SimulatedDisk()
  let life = new Life()
  return {
    open: async () => openSimulatedStore(disk, (life = new Life())),
    cutPower: async () => life.kill(),
  }
})

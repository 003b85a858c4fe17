import { LOAD_SLOTS, LOAD_SLOTS_AT, REPLY_SLOTS, REPLY_SLOTS_AT, DataMemory } from './memory.ts'
import { SlotPool } from './slot-pool.ts'
import { UnitBatch } from './xts/unit-batch.ts'

/** What all connections of the process work with, one at a time: nothing here outlives an event. */
export class DataPlaneContext {
  readonly memory = new DataMemory()
  readonly replySlots = new SlotPool(REPLY_SLOTS_AT, REPLY_SLOTS)
  readonly loadSlots = new SlotPool(LOAD_SLOTS_AT, LOAD_SLOTS)
  readonly readBatch = new UnitBatch()
  readonly writeBatch = new UnitBatch()
}

import type { ReceiverOptions, ReplicationReceiver } from './contracts.ts'

export async function startReceiver(_options: ReceiverOptions): Promise<ReplicationReceiver> {
  throw new Error('not yet')
}

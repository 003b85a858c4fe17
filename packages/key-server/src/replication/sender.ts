import type { ReplicationSender, SenderOptions } from './contracts.ts'

export async function startSender(_options: SenderOptions): Promise<ReplicationSender> {
  throw new Error('not yet')
}

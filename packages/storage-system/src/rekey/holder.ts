import type { KeyServerRow } from '../records/index.ts'

/**
 * A key server that proved that it has a key, and the machine that answered for it. Only the
 * machine tells whether two servers are two: one may be reached under several addresses.
 */
export interface Holder {
  readonly id: KeyServerRow['id']
  /** The fingerprint of its certificate's public key: `Conversation.machine`. */
  readonly machine: string
}

/** As the rekey state keeps and counts them: one text a machine, for the first of its servers. */
export function holderTexts(holders: readonly Holder[]): readonly string[] {
  const texts = new Map<string, string>()
  for (const { id, machine } of holders) {
    if (!texts.has(machine)) texts.set(machine, `${id} ${machine}`)
  }
  return [...texts.values()]
}

/** States of former versions name the server alone, which then stands for its machine. */
export function readHolder(text: string): Holder {
  const [id = '', machine = id] = text.split(' ')
  return { id: Number(id), machine }
}

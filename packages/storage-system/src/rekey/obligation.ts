import type { RekeyAction } from '@keyturn/key-slots'
import type { Clock } from '@keyturn/platform/ports'
import type { Conversation } from '../key-servers/conversation.ts'
import type { KeyServerDirectory } from '../key-servers/directory.ts'
import { faultOf } from '../key-servers/fault.ts'
import type { KeyServerRow } from '../records/index.ts'

type Obligation = Extract<RekeyAction, { do: 'activate' | 'retire' | 'destroy' }>

export type ObligationOutcome = 'done' | 'absent' | 'mismatch' | 'refused'

/** What one server says. `silent`: no answer, or one that may be another next time. */
type Answer = ObligationOutcome | 'silent'

/**
 * A request to make the key may still be on its way when we ask for it the first time: nothing is
 * called absent before this time has passed (milliseconds).
 */
export const SETTLING_MS = 60_000

/**
 * Does to a key what remains to be done, at the primary or at whichever server has it, after the
 * Name at the identifier was compared: a restored server may have given the identifier to another
 * key. Undefined: not now.
 */
export async function settleObligation(
  directory: KeyServerDirectory,
  clock: Clock,
  obligation: Obligation,
  ageMs: number,
): Promise<ObligationOutcome | undefined> {
  const servers = directory.primaryFirst()
  const answers: Answer[] = []
  for (const server of servers) {
    const answer = await askServer(directory, clock, obligation, server)
    if (answer === 'done' || answer === 'mismatch') return answer
    answers.push(answer)
  }
  if (answers.includes('silent')) return undefined
  if (answers.includes('refused')) return 'refused'
  const settled = obligation.identifier !== null || ageMs >= SETTLING_MS
  return settled && servers.length > 0 ? 'absent' : undefined
}

async function askServer(
  directory: KeyServerDirectory,
  clock: Clock,
  obligation: Obligation,
  server: KeyServerRow,
): Promise<Answer> {
  try {
    return await directory.converse(server, async (conversation) => {
      const { identifier, name } = obligation
      if (identifier !== null) return actOn(conversation, clock, obligation, identifier)
      const found = await conversation.locate(name)
      let answer: Answer = 'absent'
      for (const each of found) answer = await actOn(conversation, clock, obligation, each)
      return answer
    })
  } catch (error) {
    const { kind, reason } = faultOf(error)
    return kind === 'error' && refusals.includes(reason ?? '') ? 'refused' : 'silent'
  }
}

/** Reasons that do not pass by waiting. */
const refusals: readonly string[] = [
  'PermissionDenied', 'OperationNotSupported', 'IllegalOperation', 'ReadOnlyAttribute',
]

async function actOn(
  conversation: Conversation,
  clock: Clock,
  obligation: Obligation,
  identifier: string,
): Promise<Answer> {
  const key = await conversation.attributes(identifier)
  if (key === undefined) return 'absent'
  if (!key.names.includes(obligation.name)) return 'mismatch'
  if (key.state === 'Destroyed' || key.state === 'DestroyedCompromised') return 'done'
  switch (obligation.do) {
    case 'activate': {
      if (key.state === 'PreActive') await conversation.activate(identifier)
      return 'done'
    }
    case 'retire': {
      const reason = obligation.reason ?? 'CessationOfOperation'
      const isRetired = key.state === 'Compromised'
        || (key.state === 'Deactivated' && reason === 'CessationOfOperation')
      if (isRetired) return 'done'
      if (key.state === 'PreActive') await conversation.activate(identifier)
      await conversation.revoke(identifier, reason, BigInt(Math.floor(clock.now() / 1000)))
      return 'done'
    }
    case 'destroy': {
      // An active key cannot be destroyed (KMIP 2.1 section 4.57); a late Activate may have met
      // this one.
      if (key.state === 'Active') {
        await conversation.revoke(identifier, 'CessationOfOperation', 0n)
      }
      await conversation.destroy(identifier)
      return 'done'
    }
  }
}

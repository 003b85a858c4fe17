import { wipe } from '@keyturn/bytes'
import type { UnlockingSlot } from '@keyturn/key-slots'
import type { Core } from '../core.ts'
import type { KeyServerRow } from '../records/index.ts'
import type { Conversation } from './conversation.ts'
import type { KeyServerDirectory } from './directory.ts'
import { type Fault, faultOf } from './fault.ts'

/** A server as it may be asked, whether it is one of ours or is to become one. */
export type Candidate = Omit<KeyServerRow, 'id' | 'name'>

/** What one validation found out. */
export interface Assessment {
  /** Why the server is offline; undefined when it is online. */
  readonly fault: Fault | undefined
  /** Names of the keys that it gave, and that opened their slots, with the machine that did. */
  readonly proven: ReadonlyMap<string, string>
  /** Names of the keys of which it said that it has them not. */
  readonly lacking: readonly string[]
  /** Names of keys that a backup of the server holds, as it says. */
  readonly backedUp: readonly string[]
}

export interface AssessmentQuestions {
  wanted(): readonly UnlockingSlot[]
  seeksSecondHolder(): boolean
}

/** A rekey may move on while a server is asked; after so many tries the next round sees to it. */
const MAX_ATTEMPTS = 3

/**
 * Connects, authenticates, asks for the role, asks for the current and the prepared key by
 * identifier, and opens the slots with them. While the system is locked, the first key that opens a
 * slot unlocks it.
 */
export async function assess(
  core: Core,
  directory: KeyServerDirectory,
  questions: AssessmentQuestions,
  server: Candidate,
): Promise<Assessment> {
  for (let attempt = 1; ; attempt++) {
    const wanted = questions.wanted()
    const assessment = await attemptOnce(core, directory, questions, server, wanted)
    const names = (slots: readonly UnlockingSlot[]) => slots.map(({ key }) => key.name).join(' ')
    if (names(wanted) === names(questions.wanted()) || attempt === MAX_ATTEMPTS) return assessment
  }
}

async function attemptOnce(
  core: Core,
  directory: KeyServerDirectory,
  questions: AssessmentQuestions,
  server: Candidate,
  wanted: readonly UnlockingSlot[],
): Promise<Assessment> {
  const proven = new Map<string, string>()
  const lacking: string[] = []
  const backedUp: string[] = []
  try {
    const fault = await directory.converse(server, async (conversation) => {
      const role = await conversation.role()
      const faults: Fault[] = []
      if (server.primary && role === 'secondary') {
        faults.push({ kind: 'notPrimary', message: 'the server says that it is a secondary' })
      }
      for (const slot of wanted) {
        const keyFault = await proveKey(core, conversation, slot)
        if (keyFault === undefined) proven.set(slot.key.name, conversation.machine)
        else faults.push(keyFault.fault)
        if (keyFault?.absent) lacking.push(slot.key.name)
      }
      if (questions.seeksSecondHolder()) {
        for (const { key } of wanted) {
          if (proven.has(key.name) && await isBackedUp(conversation, key.identifier)) {
            backedUp.push(key.name)
          }
        }
      }
      return faults[0]
    })
    return { fault, proven, lacking, backedUp }
  } catch (error) {
    return { fault: faultOf(error), proven, lacking, backedUp }
  }
}

async function proveKey(
  core: Core,
  conversation: Conversation,
  { slot, key }: UnlockingSlot,
): Promise<{ readonly fault: Fault; readonly absent: boolean } | undefined> {
  const accessKey = await conversation.fetchKey(key.identifier)
  if (accessKey === undefined) {
    const message = `the server does not hold the key ${key.identifier}`
    return { fault: { kind: 'error', message, reason: 'ItemNotFound' }, absent: true }
  }
  try {
    if (core.keyring.tryAccessKey(slot, accessKey)) return undefined
  } finally {
    wipe(accessKey)
  }
  const message = `what the server holds as ${key.identifier} does not open this system`
  return { fault: { kind: 'error', message }, absent: true }
}

/**
 * A server that does not know the attribute, and says so with an error, has no backup to report.
 */
async function isBackedUp(conversation: Conversation, identifier: string): Promise<boolean> {
  return conversation.isBackedUp(identifier).catch((error: unknown) => {
    if (faultOf(error).kind === 'error') return false
    throw error
  })
}

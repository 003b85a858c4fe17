import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'
import type {
  EncryptionAction, EncryptionMethod, EncryptionStep, EncryptionView, MethodStatus,
} from '../system/encryption.ts'
import type { KeyServerView } from '../system/key-servers.ts'

/** What decides whether a step of chencryption is refused, at one instant. */
export interface EncryptionFacts {
  readonly view: EncryptionView
  /** The methods that this version can turn on; the rest is refused with 8848. */
  readonly offered: readonly EncryptionMethod[]
  /** The method whose prepare has begun and is not yet provable, so not yet in the view. */
  readonly preparing: EncryptionMethod | undefined
  readonly encryptedObjects: number
  readonly keyServers: readonly Pick<KeyServerView, 'primary' | 'status'>[]
  readonly usbPorts: { readonly active: number; readonly required: number }
}

/** Copies of a prepared key on USB flash drives before it may be committed. */
export const requiredUsbCopies = 3

interface MethodState {
  readonly status: MethodStatus
  readonly rekey: 'no' | 'no_key' | 'prepared' | 'confirmed' | 'committing'
  readonly hasKey: boolean
}

/**
 * Refusal of a step of chencryption in this state, or undefined to go ahead. The one place where
 * the state tables stand: the System calls it inside the transaction that begins the step, and no
 * command file looks at the state. What only acting can find (no key readable, a server that went
 * away) is refused by the System itself.
 *
 * Order of the checks: supported, licensed, enabled, a commit under way, another rekey open,
 * servers and drives.
 */
export function judgeEncryption(
  facts: EncryptionFacts,
  { method, step }: Pick<EncryptionAction, 'method' | 'step'>,
): Refusal | undefined {
  const own = stateOf(facts.view, method)
  if (own.status === 'not_supported') return refuse('8528')
  if (own.status === 'not_licensed') return refuse('8529')
  if (own.status === 'licensed') return whenOff(facts, method, step)
  if (own.rekey === 'committing') return refuse('8538')
  switch (step) {
    case 'enable': return undefined
    case 'disable': return judgeDisable(facts, method)
    case 'prepare': return judgePrepare(facts, method)
    case 'confirm': return own.rekey === 'prepared' ? undefined : refuse('8533')
    case 'commit': return judgeCommit(facts, method, own)
    case 'cancel': return isOpen(own) || facts.preparing === method ? undefined : refuse('8533')
    case 'validate': return judgeValidate(method, own)
  }
}

function whenOff(
  facts: EncryptionFacts,
  method: EncryptionMethod,
  step: EncryptionStep,
): Refusal | undefined {
  if (step === 'enable') return facts.offered.includes(method) ? undefined : refuse('8848')
  if (step === 'validate') return refuse(method === 'recoverykey' ? '1136' : '7359')
  return refuse('8532')
}

function judgeDisable(facts: EncryptionFacts, method: EncryptionMethod): Refusal | undefined {
  if (openRekey(facts) !== undefined) return refuse('8530')
  const others = (['usb', 'keyserver'] as const).filter((other) => other !== method)
  const another = others.some((other) => {
    const { status, hasKey } = stateOf(facts.view, other)
    return status === 'enabled' && hasKey
  })
  // A method that is on but has no key yet opens nothing, so it does not count as another way in.
  const isLast = method !== 'recoverykey' && !another
  return isLast && facts.encryptedObjects > 0 ? refuse('8531') : undefined
}

function judgePrepare(facts: EncryptionFacts, method: EncryptionMethod): Refusal | undefined {
  const open = openRekey(facts)
  if (open !== undefined) return refuse(open === 'recoverykey' ? '1101' : '8530')
  if (method === 'keyserver') {
    const { keyServers } = facts
    if (keyServers.length === 0) return refuse('9138')
    if (!keyServers.some(({ primary }) => primary)) return refuse('9137')
    if (!keyServers.every(({ status }) => status === 'online')) return refuse('9139')
  }
  if (method === 'usb' && facts.usbPorts.active < facts.usbPorts.required) {
    return refuse('8536', String(facts.usbPorts.required))
  }
  return undefined
}

function judgeCommit(
  { view }: EncryptionFacts,
  method: EncryptionMethod,
  own: MethodState,
): Refusal | undefined {
  if (method === 'recoverykey' && own.rekey === 'prepared') return refuse('1102')
  if (!isOpen(own)) return refuse('8533')
  const tooFew = method === 'usb' && view.usb.keyCopies < requiredUsbCopies
  return tooFew ? refuse('8537', String(requiredUsbCopies)) : undefined
}

function judgeValidate(method: EncryptionMethod, own: MethodState): Refusal | undefined {
  if (!own.hasKey) return refuse(method === 'recoverykey' ? '1136' : '7376')
  return method === 'usb' && isOpen(own) ? refuse('8530') : undefined
}

/** The method whose rekey is open. One at a time, over all methods. */
function openRekey({ view, preparing }: EncryptionFacts): EncryptionMethod | undefined {
  if (preparing !== undefined) return preparing
  return (['usb', 'keyserver', 'recoverykey'] as const)
    .find((method) => isOpen(stateOf(view, method)))
}

const isOpen = ({ rekey }: MethodState): boolean =>
  rekey === 'prepared' || rekey === 'confirmed' || rekey === 'committing'

function stateOf(view: EncryptionView, method: EncryptionMethod): MethodState {
  switch (method) {
    case 'usb': {
      return { ...view.usb, hasKey: view.usb.keyFilename !== undefined }
    }
    case 'keyserver': {
      return { ...view.keyServer, hasKey: view.keyServer.pmkUid !== undefined }
    }
    case 'recoverykey': {
      return { ...view.recoveryKey, hasKey: view.recoveryKey.name !== undefined }
    }
  }
}

import { defineCommand } from '../grammar/command.ts'
import { replyTo, silence, text } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import type { Refusal } from '../system/outcome.ts'
import type { EncryptionMethod, EncryptionStep } from '../system/encryption.ts'

/** Which states a step is refused in is judged by the System, with `judgeEncryption`. */
export const chencryption = defineCommand({
  name: 'chencryption',
  summary: 'enable, disable, validate or rekey a method of encryption',
  family: 'task',
  access: 'administrators',
  parameters: {
    usb: { kind: 'text', help: 'enable | disable | validate | newkey (USB flash drives)' },
    keyserver: { kind: 'text', help: 'enable | disable | newkey (key servers)' },
    recoverykey: { kind: 'text', help: 'enable | disable | validate | newkey (recovery key)' },
    key: {
      kind: 'word',
      words: ['prepare', 'confirm', 'commit', 'cancel'],
      help: 'step of newkey; confirm is for a recovery key alone',
    },
    force: {
      kind: 'flag',
      help: 'with commit: let go of the former key though one machine alone holds the new one',
    },
  },
  rules: { exactlyOne: [['usb', 'keyserver', 'recoverykey']] },
  async run({ usb, keyserver, recoverykey, key, force }, { system }) {
    const method: EncryptionMethod = usb !== undefined ? 'usb'
      : keyserver !== undefined ? 'keyserver'
        : 'recoverykey'
    const step = readStep(method, usb ?? keyserver ?? recoverykey ?? '', key)
    if (typeof step !== 'string') return step
    if (force && step !== 'commit') return refuse('5731', '-force', '-key commit')
    const outcome = await system.encryption.change({ method, step, force })
    return replyTo(outcome, (sentence) => (sentence === undefined ? silence : text(sentence)))
  },
})

/** The step that a method's word and -key mean together. */
function readStep(
  method: EncryptionMethod,
  word: string,
  key: 'prepare' | 'confirm' | 'commit' | 'cancel' | undefined,
): EncryptionStep | Refusal {
  const shown = `-${method}`
  if (word === 'newkey') {
    if (key === undefined) return refuse('5731', shown, '-key')
    if (key === 'confirm' && method !== 'recoverykey') return refuse('5706', key, '-key')
    return key
  }
  if (key !== undefined) return refuse('5731', '-key', `${shown} newkey`)
  if (word === 'validate') return method === 'keyserver' ? refuse('9141') : word
  return word === 'enable' || word === 'disable' ? word : refuse('5706', word, shown)
}

import { commandLineMessages } from './command-line.ts'
import { encryptionMessages } from './encryption.ts'
import { keyServerMessages } from './key-servers.ts'
import { objectMessages } from './objects.ts'
import type { MessageRow } from './row.ts'
import { storageMessages } from './storage.ts'
import { userMessages } from './users.ts'

const rows = {
  ...commandLineMessages,
  ...objectMessages,
  ...userMessages,
  ...encryptionMessages,
  ...keyServerMessages,
  ...storageMessages,
}

/** Four digits of a CMMVC message: `8533`. */
export type MessageNumber = keyof typeof rows

/** Every message that a command can answer with, by number. */
export const messageCatalogue: { readonly [code in MessageNumber]: MessageRow } = rows

/** The same in sections, as the reference page shows them. */
export const messageSections: readonly (readonly [string, Readonly<Record<string, MessageRow>>])[] =
  [
    ['Command line', commandLineMessages],
    ['Objects and system state', objectMessages],
    ['Login, sessions, roles, users', userMessages],
    ['Encryption', encryptionMessages],
    ['Key servers and certificates', keyServerMessages],
    ['Pools, volumes, hosts, mappings', storageMessages],
  ]

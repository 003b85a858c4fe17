import {
  concat,
  decodeUtf8,
  encodeUtf8,
  fromHex,
  toHex,
  wipe,
} from '@keyturn/bytes'
import type { Cryptography, Files, Random } from '@keyturn/platform/ports'
import { StartError, type RootKey } from './root-key.ts'
import { SEAL_KEY_BYTES } from './seal.ts'

export interface RootKeyFilePorts {
  readonly files: Files
  readonly cryptography: Cryptography
  readonly random: Random
}

const header = 'keyturn root key 1'
const maxFileBytes = 4096
const nonceBytes = 12
const ownerOnly = 0o600

/**
 * The root key in the file at `path` (docs/formats/key-server-records.md). A store that is new
 * (`mayCreate`) gets a new file, created exclusively; a store that has keys already needs its own file.
 */
export async function rootKeyFile(
  ports: RootKeyFilePorts,
  path: string,
  mayCreate: boolean,
): Promise<RootKey> {
  const found = await ports.files.read(path, maxFileBytes)
  if (found !== undefined) return fileRootKey(ports, parse(path, found))
  if (!mayCreate) {
    throw new StartError(
      `The root key file ${path} is missing. Put it back from where you keep its copy: ` +
        'without it no key of this store can be read.',
    )
  }
  const key = ports.random.bytes(SEAL_KEY_BYTES)
  const text = encodeUtf8(`${header}\n${toHex(key)}\n`)
  const created = await ports.files.create(path, text, ownerOnly)
  wipe(text)
  if (!created) throw new StartError(`Another process is creating the root key file ${path}.`)
  return fileRootKey(ports, key)
}

function parse(path: string, bytes: Uint8Array): Uint8Array {
  const [first, hex, ...rest] = (decodeUtf8(bytes) ?? '').split('\n')
  const key = first === header && rest.join('') === '' ? fromHex(hex ?? '') : undefined
  if (key?.length === SEAL_KEY_BYTES) return key
  throw new StartError(
    `The root key file ${path} is damaged: it should be the line "${header}" and 64 hex digits.`,
  )
}

function fileRootKey(ports: RootKeyFilePorts, key: Uint8Array): RootKey {
  const bound = (storeKey: string): Uint8Array => encodeUtf8(`keyturn store key 1\n${storeKey}`)
  return {
    provider: 'file',
    wrap: async (storeKey, plain) => {
      const nonce = ports.random.bytes(nonceBytes)
      const sealed = ports.cryptography.aes256GcmSeal(key, nonce, plain, bound(storeKey))
      return concat([nonce, sealed])
    },
    unwrap: async (storeKey, wrapped) => {
      const [nonce, sealed] = [wrapped.subarray(0, nonceBytes), wrapped.subarray(nonceBytes)]
      if (nonce.length < nonceBytes) return undefined
      return ports.cryptography.aes256GcmOpen(key, nonce, sealed, bound(storeKey))
    },
  }
}

export { openSeal, type SealPorts } from './open-seal.ts'
export { StartError, type RootKey } from './root-key.ts'
export { rootKeyFile } from './root-key-file.ts'
export { createSeal, reseal, SEAL_KEY_BYTES, type Seal } from './seal.ts'

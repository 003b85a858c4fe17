import type { Core } from '../core.ts'
import type { Attachments } from './attachments.ts'
import type { Backends } from './backends.ts'
import type { Usage } from './usage.ts'

/** Largest volume, which the format of its file allows (bytes). */
export const MAX_VOLUME_BYTES = 2 ** 52

export interface VolumeParts {
  readonly core: Core
  readonly backends: Backends
  readonly usage: Usage
  readonly attachments: Attachments
  /** When a client of the volume came or went last. */
  readonly lastUse: (uid: string) => number | undefined
}

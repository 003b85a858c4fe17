/**
 * What the controller and a data-plane process say to each other over their channel. Keys are never
 * in a message: they go over a pipe as bytes, KEY_FRAME_LENGTH each, and a message names the frame
 * by its ticket.
 */
import type {
  DataPlaneEvent,
  HandOver,
  VolumeFile,
  VolumeOutcome,
  VolumeStatistics,
} from './data-plane.ts'

/** File descriptor of the key pipe in the data-plane process. */
export const KEY_PIPE_FD = 3

/** A frame of the key pipe: the ticket (4 bytes, big-endian), then the volume's key (64 bytes). */
export const KEY_FRAME_LENGTH = 4 + 64

/** Every request is answered by one `answer` with its `requestId`. */
export type ControllerMessage =
  | {
      readonly kind: 'create'
      readonly requestId: number
      readonly volume: VolumeFile
      readonly keyTicket: number
    }
  | {
      readonly kind: 'attach'
      readonly requestId: number
      readonly volume: VolumeFile
      readonly keyTicket: number
    }
  | { readonly kind: 'detach'; readonly requestId: number; readonly volumeId: string }
  | {
      readonly kind: 'resize'
      readonly requestId: number
      readonly volumeId: string
      readonly sizeBytes: number
    }
  | { readonly kind: 'statistics'; readonly requestId: number }
  | { readonly kind: 'lock'; readonly requestId: number }
  /** Comes with the socket; no answer. */
  | { readonly kind: 'handOver'; readonly handOver: HandOver }
  | {
      readonly kind: 'disconnect'
      readonly volumeId: string
      readonly connectionIds: readonly string[]
    }

export type DataPlaneMessage =
  /** The first message: the process takes requests. */
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly requestId: number; readonly outcome: VolumeOutcome }
  | {
      readonly kind: 'statistics'
      readonly requestId: number
      readonly volumes: readonly VolumeStatistics[]
    }
  | { readonly kind: 'event'; readonly event: Exclude<DataPlaneEvent, { kind: 'exited' }> }

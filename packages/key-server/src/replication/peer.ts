import type { Peer } from '@keyturn/platform/ports'
import type { PeerPin } from './contracts.ts'
import { fault, type ReplicationFault } from './faults.ts'

/** Why this peer is not the paired one; undefined when it is. */
export function judgePeer(peer: Peer, pin: PeerPin): ReplicationFault | undefined {
  const { certificate } = peer
  const paired = certificate?.trusted === true && pin.fingerprints
    .some((pinned) => [certificate.fingerprint, certificate.publicKeyFingerprint].includes(pinned))
  if (paired) return undefined
  const fingerprint = certificate?.fingerprint ?? 'none'
  return fault('PeerUnknown', { place: peer.address, fingerprint })
}

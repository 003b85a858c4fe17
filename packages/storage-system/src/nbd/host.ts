import { LOCAL_HOST } from '../hosts/hosts.ts'

/** No host has this id, so nothing is mapped to it. */
const NO_HOST = -1

/**
 * The host that a TCP client is. One of this machine is the built-in host; any other is nobody,
 * since an address alone proves nothing. `peer` is address and port, `listening` the address that
 * was listened at.
 */
export function hostOf(peer: string, listening: string): number {
  const address = peer.slice(0, peer.lastIndexOf(':')).replace(/^\[|\]$/g, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
  const isOurs = address === '::1' || address.startsWith('127.') || address === listening
  return isOurs ? LOCAL_HOST.id : NO_HOST
}

import {
  numberOf,
  type ProtocolVersion,
  protocolVersions,
  type ResponseMessage,
  versionOf,
} from '../index.ts'
import { KmipClientError } from './error.ts'

/** Sends Discover Versions under a version and gives the whole answer. */
export type Discover = (version: ProtocolVersion) => Promise<ResponseMessage>

/**
 * Versions to ask under: 1.1 is the oldest with Discover Versions, and every newer 1.x server takes
 * it; then those that speak 2.x only; then those that know nothing of the operation.
 */
const attempts: readonly ProtocolVersion[] = ['1.1', '2.0', '1.0']

/** The newest version that both sides speak. */
export async function negotiate(discover: Discover): Promise<ProtocolVersion> {
  const tried = new Set<ProtocolVersion>()
  const queue = [...attempts]
  let last: KmipClientError | undefined
  for (let version = queue.shift(); version !== undefined; version = queue.shift()) {
    if (tried.has(version)) continue
    tried.add(version)
    let answer: ResponseMessage
    try {
      answer = await discover(version)
    } catch (error) {
      if (!mayBeTheVersion(error)) throw error
      last = error
      continue
    }
    const [item] = answer.items
    if (item?.resultStatus === 'Success' && item.operation === 'DiscoverVersions') {
      return newestOf(item.payload.protocolVersions.map(versionOf))
    }
    if (item?.resultStatus === 'OperationFailed') {
      // A server that lacks the operation answers in a version it speaks.
      if (item.resultReason === 'OperationNotSupported') return answer.header.version
      queue.unshift(answer.header.version)
    }
  }
  throw last ?? new KmipClientError({
    kind: 'version',
    message: 'the key server refuses Discover Versions in every version',
  })
}

/** Some servers close the connection on a version they do not know. */
const mayBeTheVersion = (error: unknown): error is KmipClientError =>
  error instanceof KmipClientError &&
  (error.failure.kind === 'closed' || error.failure.kind === 'undecodable')

function newestOf(offered: readonly (ProtocolVersion | undefined)[]): ProtocolVersion {
  const common = protocolVersions.filter((version) => offered.includes(version))
  const newest = common.at(-1)
  if (newest !== undefined) return newest
  throw new KmipClientError({
    kind: 'version',
    message: 'the key server speaks no version of KMIP from 1.0 to 2.1',
  })
}

/** All our versions, the newest first. */
export const ourVersions = [...protocolVersions].reverse().map(numberOf)

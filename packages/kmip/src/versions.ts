/** The versions in force. As strings they also compare in their order: `version >= '2.0'`. */
export type ProtocolVersion = '1.0' | '1.1' | '1.2' | '1.3' | '1.4' | '2.0' | '2.1'

/** Oldest first. */
export const protocolVersions: readonly ProtocolVersion[] =
  ['1.0', '1.1', '1.2', '1.3', '1.4', '2.0', '2.1']

/** A version as it stands in a message, which need not be one of ours. */
export interface ProtocolVersionNumber {
  readonly protocolVersionMajor: number
  readonly protocolVersionMinor: number
}

/** The version of these two numbers, undefined if it is not one of ours. */
export function versionOf(number: ProtocolVersionNumber): ProtocolVersion | undefined {
  const text = `${number.protocolVersionMajor}.${number.protocolVersionMinor}`
  return protocolVersions.find((version) => version === text)
}

export function numberOf(version: ProtocolVersion): ProtocolVersionNumber {
  return {
    protocolVersionMajor: Number(version.charAt(0)),
    protocolVersionMinor: Number(version.charAt(2)),
  }
}

/**
 * The version in which to answer a version that is not ours: the newest with the same major number
 * or a lower one, else the newest of all.
 */
export function nearestVersion(number: ProtocolVersionNumber): ProtocolVersion {
  const lower = protocolVersions.filter(
    (version) => numberOf(version).protocolVersionMajor <= number.protocolVersionMajor,
  )
  return lower.at(-1) ?? '2.1'
}

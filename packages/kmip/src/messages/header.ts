import type { Fields } from '../mapping/context.ts'
import { tagNumber } from '../mapping/names.ts'
import type { Item } from '../ttlv/item.ts'
import {
  numberOf,
  type ProtocolVersion,
  type ProtocolVersionNumber,
} from '../versions.ts'
import type { RequestHeader, ResponseHeader } from './message.ts'

const versionTag = tagNumber('ProtocolVersion')

/** The version that a header begins with, whether or not it is one of ours. */
export function versionOfHeader(header: readonly Item[]): ProtocolVersionNumber | undefined {
  const [version] = header
  if (version?.tag !== versionTag || version.type !== 'Structure') return undefined
  const [major, minor] = version.value
  if (
    major?.tag !== tagNumber('ProtocolVersionMajor') || major.type !== 'Integer' ||
    minor?.tag !== tagNumber('ProtocolVersionMinor') || minor.type !== 'Integer'
  ) {
    return undefined
  }
  return { protocolVersionMajor: major.value, protocolVersionMinor: minor.value }
}

/** The header as fields of the tables have it, with the defaults of its version filled in. */
export function requestHeader(fields: Fields, version: ProtocolVersion): RequestHeader {
  const { protocolVersion: _version, batchCount: _count, authentication, ...others } = fields
  return {
    asynchronousIndicator: 'Prohibited',
    batchErrorContinuationOption: 'Stop',
    batchOrderOption: version >= '2.0',
    ...others,
    credentials: authentication ?? [],
    version,
  } as RequestHeader
}

/**
 * The opposite: the fields of a header for `count` items. What is the default anyway is left out.
 */
export function requestHeaderFields(header: RequestHeader, count: number): Fields {
  const { version, credentials = [], ...others } = header
  const fields: Fields = { ...others }
  if (header.asynchronousIndicator === 'Prohibited') delete fields.asynchronousIndicator
  if (header.batchErrorContinuationOption === 'Stop') delete fields.batchErrorContinuationOption
  if (header.batchOrderOption === version >= '2.0') delete fields.batchOrderOption
  if (credentials.length > 0) fields.authentication = credentials
  return { ...fields, protocolVersion: numberOf(version), batchCount: count }
}

export const responseHeaderFields = (header: ResponseHeader, count: number): Fields => {
  const { version, ...others } = header
  return { protocolVersion: numberOf(version), ...others, batchCount: count }
}

/** The header of an answer as fields of the tables have it. */
export function responseHeader(fields: Fields, version: ProtocolVersion): ResponseHeader {
  const { timeStamp, clientCorrelationValue, serverCorrelationValue } = fields
  return {
    version,
    timeStamp: timeStamp as bigint,
    ...(clientCorrelationValue === undefined ? {} : { clientCorrelationValue }),
    ...(serverCorrelationValue === undefined ? {} : { serverCorrelationValue }),
  } as ResponseHeader
}


import { numberOf, protocolVersions, versionOf } from '@keyturn/kmip'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.16: all versions, the newest first; or those of the client's list, in its order. */
export const discoverVersionsOperation: OperationHandler<'DiscoverVersions'> = {
  access: 'anybody',
  async execute(request) {
    if (request.protocolVersions.length === 0) {
      return { protocolVersions: [...protocolVersions].reverse().map(numberOf) }
    }
    return { protocolVersions: request.protocolVersions.filter((number) => versionOf(number)) }
  },
}

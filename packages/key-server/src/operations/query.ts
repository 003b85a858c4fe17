import {
  keyturnExtensions, keyturnItems, keyturnProduct, type Enumerated, type ResponsePayloads,
  type SupportedOperation,
} from '@keyturn/kmip'
import type { ServerRecord } from '../records/index.ts'
import type { OperationHandler } from './context.ts'
import { STORAGE_MASK } from './storage-masks.ts'

type Answer = ResponsePayloads['Query']

const objectTypes: readonly Enumerated<'ObjectType'>[] = [
  'Certificate', 'SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'SecretData',
  'OpaqueObject', 'PGPKey', 'CertificateRequest',
]

/** KMIP 2.1 section 6.1.39. Answers anybody who comes by TLS: clients ask before they are approved. */
export function queryOperation(
  offered: () => readonly SupportedOperation[],
): OperationHandler<'Query'> {
  return {
    access: 'anybody',
    async execute({ queryFunctions }, { services }) {
      let answer: Answer = {}
      for (const asked of queryFunctions) {
        // KMIP 2.1 section 6.1.39: of list and map, both asked, the map alone is given.
        if (asked === 'QueryExtensionList' && queryFunctions.includes('QueryExtensionMap')) continue
        answer = { ...answer, ...answers(asked, services.server(), offered) }
      }
      return answer
    },
  }
}

function answers(
  asked: Enumerated<'QueryFunction'>,
  server: ServerRecord,
  offered: () => readonly SupportedOperation[],
): Answer {
  switch (asked) {
    case 'QueryOperations':
      return { operations: offered() }
    case 'QueryObjects':
      return { objectTypes }
    case 'QueryServerInformation':
      return { vendorIdentification: keyturnProduct, serverInformation: serverInformation(server) }
    case 'QueryExtensionList':
      return { extensionInformation: keyturnExtensions.map(({ extensionName }) => ({ extensionName })) }
    case 'QueryExtensionMap':
      return { extensionInformation: keyturnExtensions }
    case 'QueryStorageProtectionMasks':
      return { protectionStorageMasks: [STORAGE_MASK] }
    case 'QueryRNGs':
      return { rngParameters: [{ rngAlgorithm: 'Unspecified' }] }
    case 'QueryCapabilities':
      return {
        capabilityInformation: [{
          streamingCapability: false,
          asynchronousCapability: false,
          attestationCapability: false,
          batchUndoCapability: false,
          batchContinueCapability: true,
        }],
      }
    default:
      // Nothing of the kind here: an answer without it says so.
      return {}
  }
}

/** With our items behind those of the standard: docs/protocols/keyturn-kmip-extensions.md. */
const serverInformation = ({ name, role, epoch }: ServerRecord) => ({
  serverName: name,
  productName: keyturnProduct,
  extensions: keyturnItems({ role, epoch: BigInt(epoch) }),
})

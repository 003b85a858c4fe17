import type { Enumerated, Item, ResponsePayloads, SupportedOperation } from '@keyturn/kmip'
import type { ServerRecord } from '../records/index.ts'
import type { OperationHandler } from './context.ts'

type Answer = ResponsePayloads['Query']
type Extensions = NonNullable<Answer['extensionInformation']>

/** Items of ours inside Server Information: docs/protocols/keyturn-kmip-extensions.md. */
const extensionItems = [
  { name: 'Keyturn Product', tag: 0x540001, type: 'TextString' },
  { name: 'Keyturn Role', tag: 0x540002, type: 'TextString' },
  { name: 'Keyturn Epoch', tag: 0x540003, type: 'LongInteger' },
] as const satisfies readonly {
  readonly name: string
  readonly tag: number
  readonly type: Enumerated<'ItemType'>
}[]

const product = 'Keyturn'

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
      return { vendorIdentification: product, serverInformation: serverInformation(server) }
    case 'QueryExtensionList':
      return { extensionInformation: extensions().map(({ extensionName }) => ({ extensionName })) }
    case 'QueryExtensionMap':
      return { extensionInformation: extensions() }
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

function serverInformation({ name, role, epoch }: ServerRecord) {
  const [productItem, roleItem, epochItem] = extensionItems
  const items: Item[] = [
    { tag: productItem.tag, type: productItem.type, value: product },
    { tag: roleItem.tag, type: roleItem.type, value: role },
    { tag: epochItem.tag, type: epochItem.type, value: BigInt(epoch) },
  ]
  return { serverName: name, productName: product, extensions: items }
}

const extensions = (): Extensions => extensionItems.map(({ name, tag, type }) =>
  ({ extensionName: name, extensionTag: tag, extensionType: type }))

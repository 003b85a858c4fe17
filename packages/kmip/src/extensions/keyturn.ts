// What the wire lacks, as docs/protocols/keyturn-kmip-extensions.md defines it.
import type { ServerInformation } from '../operations/query.ts'
import type { Item } from '../ttlv/item.ts'

export type KeyServerRole = 'standalone' | 'primary' | 'secondary' | 'multi-master'

const roles: readonly KeyServerRole[] = ['standalone', 'primary', 'secondary', 'multi-master']

/** What a Keyturn key server says of itself in Server Information. */
export interface KeyturnServer {
  readonly role: KeyServerRole
  /** Rises with every promotion of a secondary. */
  readonly epoch: bigint
}

/** The items that Server Information carries, as Extension Information describes them. */
export const keyturnExtensions = [
  { extensionName: 'Keyturn Product', extensionTag: 0x540001, extensionType: 'TextString' },
  { extensionName: 'Keyturn Role', extensionTag: 0x540002, extensionType: 'TextString' },
  { extensionName: 'Keyturn Epoch', extensionTag: 0x540003, extensionType: 'LongInteger' },
] as const

const [productItem, roleItem, epochItem] = keyturnExtensions

/** The value of the product item. */
export const keyturnProduct = 'Keyturn'

/** The vendor attribute that the server sets on an object which a backup holds. A Date-Time. */
export const backupDateAttribute = { vendor: 'y', name: 'Keyturn-Backup-Date' } as const

/** For `extensions` of Server Information. */
export const keyturnItems = ({ role, epoch }: KeyturnServer): readonly Item[] => [
  { tag: productItem.extensionTag, type: productItem.extensionType, value: keyturnProduct },
  { tag: roleItem.extensionTag, type: roleItem.extensionType, value: role },
  { tag: epochItem.extensionTag, type: epochItem.extensionType, value: epoch },
]

/** What a Keyturn key server says of itself; undefined for any other server. */
export function keyturnServer(information: ServerInformation): KeyturnServer | undefined {
  const read = ({ extensionTag, extensionType }: (typeof keyturnExtensions)[number]): unknown =>
    information.extensions?.find(({ tag, type }) => tag === extensionTag && type === extensionType)
      ?.value
  const role = roles.find((known) => known === read(roleItem))
  const epoch = read(epochItem)
  if (read(productItem) !== keyturnProduct || role === undefined) return undefined
  return typeof epoch === 'bigint' ? { role, epoch } : undefined
}

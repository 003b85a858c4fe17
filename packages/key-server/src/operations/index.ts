import type { SupportedOperation } from '@keyturn/kmip'
import { activateOperation } from './activate.ts'
import { addAttributeOperation } from './add-attribute.ts'
import type { OperationHandler } from './context.ts'
import { createOperation } from './create.ts'
import { deleteAttributeOperation } from './delete-attribute.ts'
import { destroyOperation } from './destroy.ts'
import { discoverVersionsOperation } from './discover-versions.ts'
import { getAttributeListOperation } from './get-attribute-list.ts'
import { getAttributesOperation } from './get-attributes.ts'
import { getOperation } from './get.ts'
import { locateOperation } from './locate.ts'
import { modifyAttributeOperation } from './modify-attribute.ts'
import { queryOperation } from './query.ts'
import { registerOperation } from './register.ts'
import { revokeOperation } from './revoke.ts'

export { BatchState } from './batch-state.ts'
export type { ClientContext, OperationContext, OperationHandler, Services } from './context.ts'

/** Every operation that this server offers. One more is one file and one line more. */
export const operations: { readonly [O in SupportedOperation]: OperationHandler<O> } = {
  Activate: activateOperation,
  AddAttribute: addAttributeOperation,
  Create: createOperation,
  DeleteAttribute: deleteAttributeOperation,
  Destroy: destroyOperation,
  DiscoverVersions: discoverVersionsOperation,
  Get: getOperation,
  GetAttributeList: getAttributeListOperation,
  GetAttributes: getAttributesOperation,
  Locate: locateOperation,
  ModifyAttribute: modifyAttributeOperation,
  Query: queryOperation(() => Object.keys(operations) as SupportedOperation[]),
  Register: registerOperation,
  Revoke: revokeOperation,
}

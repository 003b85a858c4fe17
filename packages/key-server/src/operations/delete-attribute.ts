import { deleteAttribute } from '../attributes/index.ts'
import { changeAttribute } from './change-attribute.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.13. In 1.x the Attribute Index names the instance; in 2.x a reference names all. */
export const deleteAttributeOperation: OperationHandler<'DeleteAttribute'> = {
  access: 'changes',
  execute: (request, context) => {
    const { attributeReference, attributeIndex, currentAttribute } = request
    const deletion = {
      ...(attributeReference === undefined ? {} : { reference: attributeReference }),
      ...(attributeIndex === undefined ? {} : { index: attributeIndex }),
      ...(currentAttribute === undefined ? {} : { current: currentAttribute }),
    }
    return changeAttribute(request.uniqueIdentifier, context, (record) =>
      deleteAttribute(record, deletion, context.now))
  },
}

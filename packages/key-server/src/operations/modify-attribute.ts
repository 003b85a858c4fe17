import { modifyAttribute } from '../attributes/index.ts'
import { changeAttribute } from './change-attribute.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.35. In 1.x the Attribute Index names the instance, 0 when absent. */
export const modifyAttributeOperation: OperationHandler<'ModifyAttribute'> = {
  access: 'changes',
  execute: ({ uniqueIdentifier, attribute, currentAttribute }, context) => {
    const modification = {
      attribute,
      byIndex: context.version < '2.0',
      ...(currentAttribute === undefined ? {} : { current: currentAttribute }),
    }
    return changeAttribute(uniqueIdentifier, context, (record) =>
      modifyAttribute(record, modification, context.now))
  },
}

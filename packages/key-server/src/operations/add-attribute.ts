import { addAttribute } from '../attributes/index.ts'
import { changeAttribute } from './change-attribute.ts'
import type { OperationHandler } from './context.ts'

/** KMIP 2.1 section 6.1.2. */
export const addAttributeOperation: OperationHandler<'AddAttribute'> = {
  access: 'changes',
  execute: ({ uniqueIdentifier, attribute }, context) =>
    changeAttribute(uniqueIdentifier, context, (record) =>
      addAttribute(record, attribute, context.now)),
}

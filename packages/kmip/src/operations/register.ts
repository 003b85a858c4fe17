import type { Attribute } from '../attributes/attribute.ts'
import type { ManagedObject } from '../objects/managed-object.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { OperationForm, TemplateNames } from './operation.ts'

/**
 * Register (KMIP 2.1 section 6.1.44): the client brings an object. Whether `objectType` agrees with
 * the object is checked when the message is read.
 */
export interface RegisterRequest extends TemplateNames {
  readonly objectType: Enumerated<'ObjectType'>
  readonly attributes: readonly Attribute[]
  readonly object: ManagedObject
  /** 2.x: one of these masks must hold. */
  readonly protectionStorageMasks?: readonly number[]
}

export interface RegisterResponse {
  readonly uniqueIdentifier: string
  /** What the server set by itself; travels in 1.x only. */
  readonly attributes?: readonly Attribute[]
}

export const register: OperationForm = {
  finishRequest({ objectType, object }, reading) {
    const found = (object as ManagedObject).objectType
    if (found === objectType) return
    reading.refuse('InvalidField', `Object Type is ${String(objectType)}, the object a ${found}`)
  },
}

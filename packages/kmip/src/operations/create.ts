import type { Attribute } from '../attributes/attribute.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { TemplateNames, OperationForm } from './operation.ts'

/**
 * Create (KMIP 2.1 section 6.1.8): the server makes a symmetric key, from 2.0 on also secret data.
 */
export interface CreateRequest extends TemplateNames {
  readonly objectType: Enumerated<'ObjectType'>
  readonly attributes: readonly Attribute[]
  /** 2.x: one of these masks must hold. */
  readonly protectionStorageMasks?: readonly number[]
}

export interface CreateResponse {
  readonly objectType: Enumerated<'ObjectType'>
  readonly uniqueIdentifier: string
  /** What the server set by itself; travels in 1.x only. */
  readonly attributes?: readonly Attribute[]
}

export const create: OperationForm = {}

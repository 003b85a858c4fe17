import type { KeyWrappingSpecification, ManagedObject } from '../objects/managed-object.ts'
import type { UniqueIdentifier } from '../objects/structures.ts'
import type { Enumerated } from '../tables/enumerations.ts'
import type { OperationForm } from './operation.ts'

/** Get (KMIP 2.1 section 6.1.20). */
export interface GetRequest {
  readonly uniqueIdentifier?: UniqueIdentifier
  readonly keyFormatType?: Enumerated<'KeyFormatType'>
  /** 1.4 on. */
  readonly keyWrapType?: Enumerated<'KeyWrapType'>
  readonly keyCompressionType?: Enumerated<'KeyCompressionType'>
  readonly keyWrappingSpecification?: KeyWrappingSpecification
}

export interface GetResponse {
  readonly objectType: Enumerated<'ObjectType'>
  readonly uniqueIdentifier: string
  readonly object: ManagedObject
}

export const get: OperationForm = {}

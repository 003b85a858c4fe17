import type { ObjectRequest, ObjectResponse, OperationForm } from './operation.ts'

/** Destroy (KMIP 2.1 section 6.1.15). */
export type DestroyRequest = ObjectRequest
export type DestroyResponse = ObjectResponse

export const destroy: OperationForm = {}

import type { ObjectRequest, ObjectResponse, OperationForm } from './operation.ts'

/** Activate (KMIP 2.1 section 6.1.1). */
export type ActivateRequest = ObjectRequest
export type ActivateResponse = ObjectResponse

export const activate: OperationForm = {}

import { valueNumber } from '../mapping/enumerations.ts'
import type { ProtocolVersion } from '../versions.ts'
import type { ResultReason } from './refusal.ts'

/**
 * Reasons that came with 2.x (KMIP 2.1 section 11.44) and what an older client is told instead.
 * Those that are not here become General Failure.
 */
const older: Readonly<Record<string, ResultReason>> = {
  AttributeInstanceNotFound: 'ItemNotFound',
  AttributeNotFound: 'ItemNotFound',
  ObjectNotFound: 'ItemNotFound',
  WrappingObjectNotFound: 'ItemNotFound',
  InvalidAsynchronousCorrelationValue: 'ItemNotFound',

  AttributeReadOnly: 'PermissionDenied',
  IncompatibleCryptographicUsageMask: 'PermissionDenied',
  NotAuthorised: 'PermissionDenied',
  ObjectDestroyed: 'PermissionDenied',
  ReadOnlyAttribute: 'PermissionDenied',
  UsageLimitExceeded: 'PermissionDenied',
  WrappingObjectDestroyed: 'PermissionDenied',
  WrongKeyLifecycleState: 'PermissionDenied',
  ConstraintViolation: 'PermissionDenied',
  // Both came with 1.4; before, a key that must not leave in clear was simply denied.
  Sensitive: 'PermissionDenied',
  NotExtractable: 'PermissionDenied',

  BadCryptographicParameters: 'InvalidField',
  InvalidAttribute: 'InvalidField',
  InvalidAttributeValue: 'InvalidField',
  InvalidCorrelationValue: 'InvalidField',
  InvalidCSR: 'InvalidField',
  InvalidDataType: 'InvalidField',
  InvalidObjectType: 'InvalidField',
  NonUniqueNameAttribute: 'InvalidField',
  ObjectAlreadyExists: 'InvalidField',
  UnknownEnumeration: 'InvalidField',
  UnknownObjectGroup: 'InvalidField',
  UnknownTag: 'InvalidField',
  UnsupportedAttribute: 'InvalidField',
  UnsupportedCryptographicParameters: 'InvalidField',

  InvalidTicket: 'AuthenticationNotSuccessful',
  MissingInitializationVector: 'InvalidMessage',
  UnsupportedProtocolVersion: 'InvalidMessage',
  UnknownMessageExtension: 'FeatureNotSupported',
  KeyWrapTypeNotSupported: 'FeatureNotSupported',
  EncodingOptionError: 'InvalidField',
  WrappingObjectArchived: 'ObjectArchived',
  MultiValuedAttribute: 'IndexOutOfBounds',
  AttributeSingleValued: 'IndexOutOfBounds',
}

/** Reasons of 1.x that 2.x dropped. */
const newer: Readonly<Record<string, ResultReason>> = {
  IllegalOperation: 'PermissionDenied',
  IndexOutOfBounds: 'MultiValuedAttribute',
}

/** The reason itself where the version knows it, else the one that says most nearly the same. */
export function reasonIn(reason: ResultReason, version: ProtocolVersion): ResultReason {
  if (valueNumber('ResultReason', reason, version) !== undefined) return reason
  const instead = version < '2.0' ? older[reason] : newer[reason]
  if (instead === undefined || valueNumber('ResultReason', instead, version) === undefined) {
    return 'GeneralFailure'
  }
  return instead
}

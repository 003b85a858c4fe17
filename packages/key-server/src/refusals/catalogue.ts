import type { ResultReason } from '@keyturn/kmip'

/**
 * Every way in which the key server refuses, one row each: the KMIP Result Reason, who can mend it,
 * whether the same request may succeed later without anybody mending anything, and the message. The
 * Result Reason is that of KMIP 1.x, which the conformance cases of 2.0 keep for life-cycle errors;
 * `reason2` stands where 2.x dropped it. docs/reference/key-server-refusals.md lists the same rows; a test holds
 * both together.
 */
export interface CatalogueRow {
  readonly reason: ResultReason
  readonly reason2?: ResultReason
  readonly mend: 'client' | 'administrator'
  readonly retry: boolean
  /** `{name}` is filled in from the refusal's details. Never holds a secret. */
  readonly message: string
}

const client = (reason: ResultReason, message: string, reason2?: ResultReason): CatalogueRow => ({
  reason, mend: 'client', retry: false, message, ...(reason2 === undefined ? {} : { reason2 }),
})
const administrator = (reason: ResultReason, message: string): CatalogueRow => ({
  reason, mend: 'administrator', retry: false, message,
})

export const catalogue = {
  ClientUnknown: administrator('PermissionDenied',
    'This certificate ({fingerprint}) is not approved yet: an administrator of {server} must ' +
    'approve it, it waits in the list of pending clients.'),
  ClientRevoked: administrator('PermissionDenied',
    'This certificate ({fingerprint}) was revoked by an administrator of {server}.'),
  ClientExpired: administrator('PermissionDenied',
    'This certificate ({fingerprint}) expired on {date}: renew it and have the new one approved.'),
  ClientUntrusted: administrator('PermissionDenied',
    'This certificate ({fingerprint}) was issued by none of the authorities that {server} accepts.'),
  ClientUnknownAtSecondary: administrator('PermissionDenied',
    'This certificate ({fingerprint}) is not known at the secondary {server}: have it approved at ' +
    'the primary {primary}, from where the approval comes here.'),
  ClientWithoutCertificate: client('AuthenticationNotSuccessful',
    'This server identifies clients by certificate: connect with a client certificate.'),
  PendingClientsFull: administrator('PermissionDenied',
    'Too many certificates wait for approval at {server}: an administrator must approve or remove some.'),
  CredentialNotSupported: client('AuthenticationNotSuccessful',
    'Credentials of type {type} are not accepted: leave Authentication out, the certificate identifies you.'),
  SecondaryReadsOnly: administrator('PermissionDenied',
    '{server} is a secondary key server and does not change keys: send {operation} to the primary {primary}.'),
  DestroyNotAllowed: administrator('PermissionDenied',
    'Clients of the device group {group} may not destroy objects: an administrator can allow it.'),
  FeatureNotSupported: client('FeatureNotSupported', 'This server does not support {feature}.'),
  WrappingNotSupported: client('FeatureNotSupported',
    'This server does not wrap keys: ask without a Key Wrapping Specification.'),
  MessageTooLong: client('InvalidMessage', 'The request is longer than {limit} bytes.'),
  BatchTooLong: client('InvalidMessage', 'The batch has {count} items, more than {limit}.'),
  FieldMissing: client('InvalidMessage', 'The field {field} is missing.'),
  FieldInvalid: client('InvalidField', 'The value of {field} is not acceptable: {cause}.'),
  ResponseTooLarge: client('ResponseTooLarge', 'The answer is longer than {limit} bytes.'),
  ObjectNotFound: client('ItemNotFound', 'There is no object with the unique identifier {object}.'),
  TemplateNotFound: client('ItemNotFound', 'There is no template {name}: templates are not kept here.'),
  PlaceholderEmpty: client('ItemNotFound',
    'No unique identifier was given, and no earlier item of the batch leaves exactly one.'),
  ObjectDestroyed: client('ItemNotFound', 'The object {object} was destroyed.', 'ObjectDestroyed'),
  ObjectSensitive: client('Sensitive', 'The object {object} is sensitive: it is not given in clear.'),
  ObjectNotExtractable: client('NotExtractable', 'The object {object} is not extractable.'),
  StateForbids: client('PermissionDenied', '{operation} is not allowed in the state {state}.'),
  ActiveNotDestroyed: client('PermissionDenied',
    'An active object is not destroyed: Revoke it first.'),
  DateForbids: client('PermissionDenied', '{attribute} cannot be changed any more in the state {state}.'),
  DatesOutOfOrder: client('InvalidField', '{earlier} must not be later than {later}.'),
  OccurrenceNotAllowed: client('InvalidField',
    'Compromise Occurrence Date is for the reasons Key Compromise and CA Compromise only.'),
  NameInUseOnCreation: client('InvalidField', 'The name {name} is in use.'),
  NameInUse: client('IllegalOperation', 'The name {name} is in use.', 'NonUniqueNameAttribute'),
  AttributeMissing: client('InvalidField', 'The attribute {attribute} is required.'),
  AttributeOfServer: client('InvalidField',
    'Attributes whose names begin with y- are the server\'s own: {attribute} cannot be changed.'),
  AttributeReadOnly: client('PermissionDenied', 'Clients cannot change {attribute}.'),
  AttributeSingleValued: client('IllegalOperation',
    '{attribute} has a value already and takes only one.', 'AttributeSingleValued'),
  AttributeNotThere: client('ItemNotFound', 'The object has no such value of {attribute}.',
    'AttributeInstanceNotFound'),
  AttributeAmbiguous: client('InvalidField',
    '{attribute} has several values: say which by Current Attribute.', 'MultiValuedAttribute'),
  AttributeAlwaysThere: client('PermissionDenied', '{attribute} always has a value.'),
  AttributeNamedTwice: client('InvalidMessage', '{attribute} is named twice.'),
  AttributeIndexGiven: client('InvalidField', 'Attribute Index has no place here.'),
  AttributesTooMany: client('IndexOutOfBounds',
    'An object keeps at most {limit} attribute values.', 'ServerLimitExceeded'),
  StorageUnavailable: client('FeatureNotSupported',
    'Keys are kept here in software, on this system: no Protection Storage Mask of the request allows that.',
    'ProtectionStorageUnavailable'),
  KeyFormatNotSupported: client('KeyFormatTypeNotSupported',
    'The object cannot be given in the format {format}; it is kept as {kept}.'),
  KeyCompressionNotSupported: client('KeyCompressionTypeNotSupported',
    'Keys are not compressed here: ask without a Key Compression Type.'),
  ObjectTypeNotSupported: client('InvalidField',
    'Objects of type {type} are not kept by this server.'),
  KeyValueAbsent: client('FeatureNotSupported',
    'Keys whose value is kept elsewhere are not registered here: send the Key Value.'),
  ObjectTooLong: client('InvalidField', 'The object is longer than {limit} bytes.'),
  LengthNotSupported: client('InvalidField',
    '{algorithm} keys of {length} bits are not made here; lengths are {lengths}.'),
  AlgorithmNotSupported: client('InvalidField', 'Keys for {algorithm} are not made here.'),
  MaterialDamaged: administrator('GeneralFailure',
    'The key material of {object} does not open: restore the store or its root key.'),
  InternalError: {
    reason: 'GeneralFailure', mend: 'administrator', retry: true,
    message: 'Something went wrong in the server; its log knows it as {logId}.',
  },
} as const satisfies Record<string, CatalogueRow>

export type RefusalCode = keyof typeof catalogue

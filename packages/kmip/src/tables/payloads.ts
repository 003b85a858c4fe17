// The fields of every request and response payload of KMIP 1.0 to 2.1 (KMIP 2.1 sections 6 and 7).
// Locate's Template Attribute is not of the standard: FortiOS sends it.
//
// A field is written: name, `*` if it may repeat, `?` if it is optional, `~` if some condition
// makes it required, `:Type` where its type is not the tag's, and the versions that have it
// (`1.1..`, `..1.4`) if not all that have the structure. The order is the order on the wire.
// `<object>` stands for one managed object (Certificate, SymmetricKey …).

export interface PayloadRows {
  readonly request: readonly string[]
  readonly response: readonly string[]
}

export const payloads: Readonly<Record<string, PayloadRows>> = {
  Create: {
    request: [
      'ObjectType', 'Attributes 2.0..', 'ProtectionStorageMasks? 2.0..', 'TemplateAttribute ..1.4',
    ],
    response: ['ObjectType', 'UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  CreateKeyPair: {
    request: [
      'CommonAttributes? 2.0..', 'PrivateKeyAttributes? 2.0..', 'PublicKeyAttributes? 2.0..',
      'CommonProtectionStorageMasks? 2.0..', 'PrivateProtectionStorageMasks? 2.0..',
      'PublicProtectionStorageMasks? 2.0..', 'CommonTemplateAttribute? ..1.4',
      'PrivateKeyTemplateAttribute? ..1.4', 'PublicKeyTemplateAttribute? ..1.4',
    ],
    response: [
      'PrivateKeyUniqueIdentifier', 'PublicKeyUniqueIdentifier',
      'PrivateKeyTemplateAttribute? ..1.4', 'PublicKeyTemplateAttribute? ..1.4',
    ],
  },
  Register: {
    request: [
      'ObjectType', 'Attributes 2.0..', 'TemplateAttribute ..1.4', '<object>',
      'ProtectionStorageMasks? 2.0..',
    ],
    response: ['UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  ReKey: {
    request: [
      'UniqueIdentifier?', 'Offset?', 'Attributes? 2.0..', 'ProtectionStorageMasks? 2.0..',
      'TemplateAttribute? ..1.4',
    ],
    response: ['UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  DeriveKey: {
    request: [
      'ObjectType', 'UniqueIdentifier*', 'DerivationMethod', 'DerivationParameters',
      'Attributes 2.0..', 'TemplateAttribute ..1.4',
    ],
    response: ['UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  Certify: {
    request: [
      'UniqueIdentifier?', 'CertificateRequestType? 1.1..', 'CertificateRequestValue? 2.0..',
      'Attributes? 2.0..', 'ProtectionStorageMasks? 2.0..', 'CertificateRequest? 1.1..1.4',
      'CertificateRequestType ..1.0', 'CertificateRequest ..1.0', 'TemplateAttribute? ..1.4',
    ],
    response: ['UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  ReCertify: {
    request: [
      'UniqueIdentifier?', 'CertificateRequestUniqueIdentifier? 2.0..',
      'CertificateRequestType? 1.1..', 'CertificateRequestValue? 2.0..',
      'CertificateRequest? 1.1..1.4', 'CertificateRequestType ..1.0', 'CertificateRequest ..1.0',
      'Offset?', 'Attributes? 2.0..', 'ProtectionStorageMasks? 2.0..', 'TemplateAttribute? ..1.4',
    ],
    response: ['UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  Locate: {
    request: [
      'MaximumItems?', 'OffsetItems? 1.3..', 'StorageStatusMask?', 'ObjectGroupMember? 1.1..',
      'Attributes 2.0..', 'Attribute*? ..1.4', 'TemplateAttribute? ..1.4',
    ],
    response: ['LocatedItems? 1.3..', 'UniqueIdentifier*?'],
  },
  Check: {
    request: ['UniqueIdentifier?', 'UsageLimitsCount?', 'CryptographicUsageMask?', 'LeaseTime?'],
    response: [
      'UniqueIdentifier~ 1.1..', 'UniqueIdentifier ..1.0', 'UsageLimitsCount?',
      'CryptographicUsageMask?', 'LeaseTime?',
    ],
  },
  Get: {
    request: [
      'UniqueIdentifier?', 'KeyFormatType?', 'KeyWrapType? 1.4..', 'KeyCompressionType?',
      'KeyWrappingSpecification?',
    ],
    response: ['ObjectType', 'UniqueIdentifier', '<object>'],
  },
  GetAttributes: {
    request: ['UniqueIdentifier?', 'AttributeReference*? 2.0..', 'AttributeName*? ..1.4'],
    response: ['UniqueIdentifier', 'Attributes 2.0..', 'Attribute*? ..1.4'],
  },
  GetAttributeList: {
    request: ['UniqueIdentifier?'],
    response: ['UniqueIdentifier', 'AttributeReference* 2.0..', 'AttributeName* ..1.4'],
  },
  AddAttribute: {
    request: ['UniqueIdentifier?', 'NewAttribute 2.0..', 'Attribute ..1.4'],
    response: ['UniqueIdentifier', 'Attribute ..1.4'],
  },
  ModifyAttribute: {
    request: [
      'UniqueIdentifier?', 'CurrentAttribute? 2.0..', 'NewAttribute 2.0..', 'Attribute ..1.4',
    ],
    response: ['UniqueIdentifier', 'Attribute ..1.4'],
  },
  DeleteAttribute: {
    request: [
      'UniqueIdentifier?', 'CurrentAttribute? 2.0..', 'AttributeReference? 2.0..',
      'AttributeName ..1.4', 'AttributeIndex? ..1.4',
    ],
    response: ['UniqueIdentifier', 'Attribute ..1.4'],
  },
  ObtainLease: {
    request: ['UniqueIdentifier?'],
    response: ['UniqueIdentifier', 'LeaseTime', 'LastChangeDate'],
  },
  GetUsageAllocation: {
    request: ['UniqueIdentifier?', 'UsageLimitsCount'],
    response: ['UniqueIdentifier'],
  },
  Activate: {
    request: ['UniqueIdentifier?'],
    response: ['UniqueIdentifier'],
  },
  Revoke: {
    request: ['UniqueIdentifier?', 'RevocationReason', 'CompromiseOccurrenceDate?'],
    response: ['UniqueIdentifier'],
  },
  Destroy: {
    request: ['UniqueIdentifier?'],
    response: ['UniqueIdentifier'],
  },
  Archive: {
    request: ['UniqueIdentifier?'],
    response: ['UniqueIdentifier'],
  },
  Recover: {
    request: ['UniqueIdentifier?'],
    response: ['UniqueIdentifier'],
  },
  Validate: {
    request: ['Certificate*?', 'UniqueIdentifier*?', 'ValidityDate?'],
    response: ['ValidityIndicator'],
  },
  Query: {
    request: ['QueryFunction*', 'ObjectGroups? 2.1..'],
    response: [
      'Operation*?', 'ObjectType*?', 'VendorIdentification?', 'ServerInformation?',
      'ApplicationNamespace*?', 'ExtensionInformation*? 1.1..', 'AttestationType*? 1.2..',
      'RNGParameters*? 1.3..', 'ProfileInformation*? 1.3..', 'ValidationInformation*? 1.3..',
      'CapabilityInformation*? 1.3..', 'ClientRegistrationMethod*? 1.3..',
      'DefaultsInformation? 2.0..', 'ProtectionStorageMasks? 2.0..',
    ],
  },
  Cancel: {
    request: ['AsynchronousCorrelationValue'],
    response: ['AsynchronousCorrelationValue', 'CancellationResult'],
  },
  Poll: {
    request: ['AsynchronousCorrelationValue'],
    response: [],
  },
  Notify: {
    request: [
      'UniqueIdentifier', 'Attributes? 2.0..', 'AttributeReference*? 2.0..', 'Attribute* ..1.4',
    ],
    response: [],
  },
  Put: {
    request: [
      'UniqueIdentifier', 'PutFunction', 'ReplacedUniqueIdentifier?', '<object>',
      'Attributes? 2.0..', 'Attribute*? ..1.4',
    ],
    response: [],
  },
  ReKeyKeyPair: {
    request: [
      'PrivateKeyUniqueIdentifier?', 'Offset?', 'CommonAttributes? 2.0..',
      'PrivateKeyAttributes? 2.0..', 'PublicKeyAttributes? 2.0..',
      'CommonProtectionStorageMasks? 2.0..', 'PrivateProtectionStorageMasks? 2.0..',
      'PublicProtectionStorageMasks? 2.0..', 'CommonTemplateAttribute? ..1.4',
      'PrivateKeyTemplateAttribute? ..1.4', 'PublicKeyTemplateAttribute? ..1.4',
    ],
    response: [
      'PrivateKeyUniqueIdentifier', 'PublicKeyUniqueIdentifier',
      'PrivateKeyTemplateAttribute? ..1.4', 'PublicKeyTemplateAttribute? ..1.4',
    ],
  },
  DiscoverVersions: {
    request: ['ProtocolVersion*?'],
    response: ['ProtocolVersion*?'],
  },
  Encrypt: {
    request: [
      'UniqueIdentifier?', 'CryptographicParameters?', 'Data~ 1.3..', 'Data ..1.2',
      'IVCounterNonce?', 'CorrelationValue? 1.3..', 'InitIndicator? 1.3..',
      'FinalIndicator? 1.3..', 'AuthenticatedEncryptionAdditionalData? 1.4..',
    ],
    response: [
      'UniqueIdentifier', 'Data? 2.0..', 'Data~ 1.3..1.4', 'Data ..1.2', 'IVCounterNonce?',
      'CorrelationValue? 1.3..', 'AuthenticatedEncryptionTag? 1.4..',
    ],
  },
  Decrypt: {
    request: [
      'UniqueIdentifier?', 'CryptographicParameters?', 'Data~ 1.3..', 'Data ..1.2',
      'IVCounterNonce?', 'CorrelationValue? 1.3..', 'InitIndicator? 1.3..',
      'FinalIndicator? 1.3..', 'AuthenticatedEncryptionAdditionalData? 1.4..',
      'AuthenticatedEncryptionTag? 1.4..',
    ],
    response: [
      'UniqueIdentifier', 'Data? 2.0..', 'Data~ 1.3..1.4', 'CorrelationValue? 1.3..', 'Data ..1.2',
    ],
  },
  Sign: {
    request: [
      'UniqueIdentifier?', 'CryptographicParameters?', 'Data~ 1.3..', 'DigestedData? 1.4..',
      'CorrelationValue? 1.3..', 'InitIndicator? 1.3..', 'FinalIndicator? 1.3..', 'Data ..1.2',
    ],
    response: [
      'UniqueIdentifier', 'SignatureData~ 1.3..', 'CorrelationValue? 1.3..', 'SignatureData ..1.2',
    ],
  },
  SignatureVerify: {
    request: [
      'UniqueIdentifier?', 'CryptographicParameters?', 'Data?', 'DigestedData? 1.4..',
      'SignatureData~ 1.3..', 'CorrelationValue? 1.3..', 'InitIndicator? 1.3..',
      'FinalIndicator? 1.3..', 'SignatureData ..1.2',
    ],
    response: [
      'UniqueIdentifier', 'ValidityIndicator~ 2.0..', 'ValidityIndicator ..1.4', 'Data?',
      'CorrelationValue? 1.3..',
    ],
  },
  MAC: {
    request: [
      'UniqueIdentifier?', 'CryptographicParameters?', 'Data~ 1.3..', 'CorrelationValue? 1.3..',
      'InitIndicator? 1.3..', 'FinalIndicator? 1.3..', 'Data ..1.2',
    ],
    response: ['UniqueIdentifier', 'MACData~ 1.3..', 'CorrelationValue? 1.3..', 'MACData ..1.2'],
  },
  MACVerify: {
    request: [
      'UniqueIdentifier?', 'CryptographicParameters?', 'Data?', 'MACData~ 1.3..',
      'CorrelationValue? 1.3..', 'InitIndicator? 1.3..', 'FinalIndicator? 1.3..', 'MACData ..1.2',
    ],
    response: [
      'UniqueIdentifier', 'ValidityIndicator~ 2.0..', 'ValidityIndicator ..1.4',
      'CorrelationValue? 1.3..',
    ],
  },
  RNGRetrieve: {
    request: ['DataLength'],
    response: ['Data'],
  },
  RNGSeed: {
    request: ['Data'],
    response: ['DataLength'],
  },
  Hash: {
    request: [
      'CryptographicParameters', 'Data~ 1.3..', 'CorrelationValue? 1.3..', 'InitIndicator? 1.3..',
      'FinalIndicator? 1.3..', 'Data ..1.2',
    ],
    response: ['Data~ 1.3..', 'CorrelationValue? 1.3..', 'Data ..1.2'],
  },
  CreateSplitKey: {
    request: [
      'ObjectType', 'UniqueIdentifier?', 'SplitKeyParts', 'SplitKeyThreshold', 'SplitKeyMethod',
      'PrimeFieldSize?', 'Attributes 2.0..', 'ProtectionStorageMasks? 2.0..',
      'TemplateAttribute ..1.4',
    ],
    response: ['ObjectType ..1.2', 'UniqueIdentifier*', 'TemplateAttribute? ..1.4'],
  },
  JoinSplitKey: {
    request: [
      'ObjectType', 'UniqueIdentifier*', 'SecretDataType?', 'Attributes? 2.0..',
      'ProtectionStorageMasks? 2.0..', 'TemplateAttribute? ..1.4',
    ],
    response: ['ObjectType ..1.2', 'UniqueIdentifier', 'TemplateAttribute? ..1.4'],
  },
  Import: {
    request: [
      'UniqueIdentifier', 'ObjectType 2.0..', 'ReplaceExisting?', 'KeyWrapType~ 2.0..',
      'Attributes 2.0..', 'KeyWrapType? ..1.4', 'Attribute* ..1.4', '<object>',
    ],
    response: ['UniqueIdentifier'],
  },
  Export: {
    request: [
      'UniqueIdentifier?', 'KeyFormatType?', 'KeyWrapType?', 'KeyCompressionType?',
      'KeyWrappingSpecification?',
    ],
    response: [
      'ObjectType', 'UniqueIdentifier', 'Attributes 2.0..', 'Attribute* ..1.4', '<object>',
    ],
  },
  Log: {
    request: ['LogMessage'],
    response: [],
  },
  Login: {
    request: ['LeaseTime?', 'RequestCount?', 'UsageLimits?'],
    response: ['Ticket'],
  },
  Logout: {
    request: ['Ticket'],
    response: [],
  },
  DelegatedLogin: {
    request: ['LeaseTime?', 'RequestCount?', 'UsageLimits?', 'Rights'],
    response: ['Ticket'],
  },
  AdjustAttribute: {
    request: ['UniqueIdentifier?', 'AttributeReference', 'AdjustmentType', 'AdjustmentValue?'],
    response: ['UniqueIdentifier'],
  },
  SetAttribute: {
    request: ['UniqueIdentifier?', 'NewAttribute'],
    response: ['UniqueIdentifier'],
  },
  SetEndpointRole: {
    request: ['EndpointRole'],
    response: ['EndpointRole'],
  },
  PKCS_11: {
    request: [
      'PKCS_11Interface?', 'PKCS_11Function', 'CorrelationValue?', 'PKCS_11InputParameters?',
    ],
    response: [
      'PKCS_11Interface?', 'PKCS_11Function', 'CorrelationValue?', 'PKCS_11OutputParameters?',
      'PKCS_11ReturnCode',
    ],
  },
  Interop: {
    request: ['InteropFunction', 'InteropIdentifier'],
    response: [],
  },
  ReProvision: {
    request: ['CertificateRequest?', 'Certificate?'],
    response: ['UniqueIdentifier?'],
  },
  SetDefaults: {
    request: ['DefaultsInformation?'],
    response: [],
  },
  SetConstraints: {
    request: ['Constraints'],
    response: [],
  },
  GetConstraints: {
    request: [],
    response: ['Constraints'],
  },
  QueryAsynchronousRequests: {
    request: ['AsynchronousCorrelationValues?', 'Operations?'],
    response: ['AsynchronousRequest*?'],
  },
  Process: {
    request: ['AsynchronousCorrelationValue'],
    response: [],
  },
  Ping: {
    request: [],
    response: [],
  },
}

// The fields of every structure of KMIP 1.0 to 2.1 (KMIP 2.1 sections 3 to 9, KMIP 1.x sections 2
// and 3).
//
// A field is written: name, `*` if it may repeat, `?` if it is optional, `~` if some condition
// makes it required, `:Type` where its type is not the tag's, and the versions that have it
// (`1.1..`, `..1.4`) if not all that have the structure. The order is the order on the wire.
// `<vendor-specific>` stands for items with extension tags. Structures that hold attributes are not here,
// but in attributes/forms-1.ts and forms-2.ts.

export const structures: Readonly<Record<string, readonly string[]>> = {
  AlternativeName: ['AlternativeNameValue', 'AlternativeNameType'],
  ApplicationSpecificInformation: [
    'ApplicationNamespace', 'ApplicationData? 1.3..', 'ApplicationData ..1.2',
  ],
  AsynchronousCorrelationValues: ['AsynchronousCorrelationValue?'],
  AsynchronousRequest: [
    'AsynchronousCorrelationValue', 'Operation', 'SubmissionDate', 'ProcessingStage',
  ],
  CapabilityInformation: [
    'StreamingCapability?', 'AsynchronousCapability?', 'AttestationCapability?',
    'BatchUndoCapability? 1.4..', 'BatchContinueCapability? 1.4..', 'UnwrapMode?',
    'DestroyAction?', 'ShreddingAlgorithm?', 'RNGMode?', 'QuantumSafeCapability? 2.0..',
  ],
  Certificate: ['CertificateType', 'CertificateValue'],
  CertificateIdentifier: ['Issuer', 'SerialNumber~'],
  CertificateIssuer: ['CertificateIssuerDistinguishedName', 'CertificateIssuerAlternativeName*?'],
  CertificateRequest: ['CertificateRequestType', 'CertificateRequestValue'],
  CertificateSubject: [
    'CertificateSubjectDistinguishedName', 'CertificateSubjectAlternativeName*?',
  ],
  CommonProtectionStorageMasks: ['ProtectionStorageMask*?'],
  Constraint: ['ObjectTypes?', 'ObjectGroups?', 'Attributes?'],
  Constraints: ['Constraint*?'],
  Credential: ['CredentialType', 'CredentialValue'],
  CryptographicDomainParameters: ['Qlength?', 'RecommendedCurve?'],
  CryptographicParameters: [
    'BlockCipherMode?', 'PaddingMethod?', 'HashingAlgorithm?', 'KeyRoleType?',
    'DigitalSignatureAlgorithm? 1.2..', 'CryptographicAlgorithm? 1.2..', 'RandomIV? 1.2..',
    'IVLength~ 1.2..', 'TagLength~ 1.2..', 'FixedFieldLength? 1.2..',
    'InvocationFieldLength? 1.2..', 'CounterLength? 1.2..', 'InitialCounterValue? 1.2..',
    'SaltLength? 1.4..', 'MaskGenerator? 1.4..', 'MaskGeneratorHashingAlgorithm? 1.4..',
    'PSource? 1.4..', 'TrailerField? 1.4..',
  ],
  DefaultsInformation: ['ObjectDefaults*?'],
  DerivationParameters: [
    'CryptographicParameters~', 'InitializationVector~', 'DerivationData~', 'Salt~',
    'IterationCount~',
  ],
  Digest: ['HashingAlgorithm', 'DigestValue~', 'KeyFormatType~ 1.1..'],
  EncryptionKeyInformation: ['UniqueIdentifier', 'CryptographicParameters?'],
  ExtensionInformation: [
    'ExtensionName', 'ExtensionTag?', 'ExtensionType?', 'ExtensionEnumeration? 2.0..',
    'ExtensionAttribute? 2.0..', 'ExtensionParentStructureTag? 2.0..',
    'ExtensionDescription? 2.0..',
  ],
  KeyBlock: [
    'KeyFormatType', 'KeyCompressionType?', 'KeyValue? 1.2..', 'KeyValue ..1.1',
    'CryptographicAlgorithm~', 'CryptographicLength~', 'KeyWrappingData~',
  ],
  KeyValue: ['KeyMaterial', 'Attributes? 2.0..', 'Attribute*? ..1.4'],
  KeyValueLocation: ['KeyValueLocationValue', 'KeyValueLocationType'],
  KeyWrappingData: [
    'WrappingMethod', 'EncryptionKeyInformation?', 'MACSignatureKeyInformation?', 'MACSignature?',
    'IVCounterNonce?', 'EncodingOption? 1.1..',
  ],
  KeyWrappingSpecification: [
    'WrappingMethod', 'EncryptionKeyInformation~', 'MACSignatureKeyInformation~',
    'AttributeName*?', 'EncodingOption? 1.1..',
  ],
  Link: ['LinkType', 'LinkedObjectIdentifier'],
  MACSignatureKeyInformation: ['UniqueIdentifier', 'CryptographicParameters?'],
  Name: ['NameValue', 'NameType'],
  Nonce: ['NonceID', 'NonceValue'],
  ObjectDefaults: ['ObjectType', 'Attributes', 'ObjectGroups? 2.1..'],
  ObjectGroups: ['ObjectGroup*?'],
  ObjectTypes: ['ObjectType*?'],
  Objects: ['UniqueIdentifier*?'],
  OpaqueObject: ['OpaqueDataType', 'OpaqueDataValue'],
  Operations: ['Operation*?'],
  PGPKey: ['PGPKeyVersion', 'KeyBlock'],
  PrivateKey: ['KeyBlock'],
  PrivateProtectionStorageMasks: ['ProtectionStorageMask*?'],
  ProfileInformation: ['ProfileName', 'ProfileVersion? 2.0..', 'ServerURI?', 'ServerPort?'],
  ProfileVersion: ['ProfileVersionMajor', 'ProfileVersionMinor'],
  ProtectionStorageMasks: ['ProtectionStorageMask*?'],
  PublicKey: ['KeyBlock'],
  PublicProtectionStorageMasks: ['ProtectionStorageMask*?'],
  RNGParameters: [
    'RNGAlgorithm', 'CryptographicAlgorithm?', 'CryptographicLength?', 'HashingAlgorithm?',
    'DRBGAlgorithm?', 'RecommendedCurve?', 'FIPS186Variation?', 'PredictionResistance?',
  ],
  RevocationReason: ['RevocationReasonCode', 'RevocationMessage?'],
  Right: ['UsageLimits?', 'Operations?', 'Objects?', 'ObjectGroups? 2.1..'],
  Rights: ['Right*?'],
  RotateName: ['RotateNameValue', 'RotateNameType'],
  SecretData: ['SecretDataType', 'KeyBlock'],
  ServerInformation: [
    'ServerName? 2.0..', 'ServerSerialNumber? 2.0..', 'ServerVersion? 2.0..', 'ServerLoad? 2.0..',
    'ProductName? 2.0..', 'BuildLevel? 2.0..', 'BuildDate? 2.0..', 'ClusterInfo? 2.0..',
    'AlternateFailoverEndpoints*? 2.0..', '<vendor-specific>*?',
  ],
  SplitKey: [
    'SplitKeyParts', 'KeyPartIdentifier', 'SplitKeyThreshold', 'SplitKeyMethod', 'PrimeFieldSize~',
    'KeyBlock',
  ],
  SymmetricKey: ['KeyBlock'],
  Template: ['Attribute*'],
  Ticket: ['TicketType', 'TicketValue'],
  UsageLimits: ['UsageLimitsTotal', 'UsageLimitsCount~', 'UsageLimitsUnit'],
  ValidationInformation: [
    'ValidationAuthorityType', 'ValidationAuthorityCountry?', 'ValidationAuthorityURI?',
    'ValidationVersionMajor', 'ValidationVersionMinor?', 'ValidationType', 'ValidationLevel',
    'ValidationCertificateIdentifier?', 'ValidationCertificateURI?', 'ValidationVendorURI?',
    'ValidationProfile*?',
  ],
  X_509CertificateIdentifier: ['IssuerDistinguishedName', 'CertificateSerialNumber'],
  X_509CertificateIssuer: ['IssuerDistinguishedName', 'IssuerAlternativeName*?'],
  X_509CertificateSubject: ['SubjectDistinguishedName', 'SubjectAlternativeName*~'],

  // Of the messages themselves (KMIP 2.1 section 8).
  ProtocolVersion: ['ProtocolVersionMajor', 'ProtocolVersionMinor'],
  Authentication: ['Credential*'],
  MessageExtension: ['VendorIdentification', 'CriticalityIndicator', 'VendorExtension'],
  RequestHeader: [
    'ProtocolVersion', 'MaximumResponseSize?', 'ClientCorrelationValue? 1.4..',
    'ServerCorrelationValue? 1.4..', 'AsynchronousIndicator?',
    'AttestationCapableIndicator? 1.2..', 'AttestationType*? 1.2..', 'Authentication?',
    'BatchErrorContinuationOption?', 'BatchOrderOption?', 'TimeStamp?', 'BatchCount',
  ],
  ResponseHeader: [
    'ProtocolVersion', 'TimeStamp', 'Nonce? 1.2..', 'ServerHashedPassword~ 2.0..',
    'AttestationType*? 1.2..', 'ClientCorrelationValue? 1.4..', 'ServerCorrelationValue? 1.4..',
    'BatchCount',
  ],
  RequestBatchItem: [
    'Operation', 'Ephemeral? 2.0..', 'UniqueBatchItemID~', 'RequestPayload', 'MessageExtension*?',
  ],
  ResponseBatchItem: [
    'Operation~', 'UniqueBatchItemID~', 'ResultStatus', 'ResultReason~', 'ResultMessage?',
    'AsynchronousCorrelationValue~', 'ResponsePayload~', 'MessageExtension?',
  ],
}

/** The fields of Credential Value, by Credential Type (KMIP 2.1 section 9.5). */
export const credentialValues: Readonly<Record<string, readonly string[]>> = {
  UsernameAndPassword: ['Username', 'Password?'],
  Device: [
    'DeviceSerialNumber?', 'Password?', 'DeviceIdentifier?', 'NetworkIdentifier?',
    'MachineIdentifier?', 'MediaIdentifier?',
  ],
  Attestation: ['Nonce', 'AttestationType', 'AttestationMeasurement?', 'AttestationAssertion?'],
  OneTimePassword: ['Username', 'Password?', 'OneTimePassword'],
  HashedPassword: ['Username', 'TimeStamp:DateTimeExtended', 'HashingAlgorithm?', 'HashedPassword'],
  Ticket: ['Ticket'],
}

/** The fields of Key Material as a structure, by Key Format Type (KMIP 2.1 section 3.10). */
export const keyMaterials: Readonly<Record<string, readonly string[]>> = {
  TransparentSymmetricKey: ['Key'],
  TransparentDSAPrivateKey: ['P', 'Q', 'G', 'X'],
  TransparentDSAPublicKey: ['P', 'Q', 'G', 'Y'],
  TransparentRSAPrivateKey: [
    'Modulus', 'PrivateExponent?', 'PublicExponent?', 'P?', 'Q?', 'PrimeExponentP?',
    'PrimeExponentQ?', 'CRTCoefficient?',
  ],
  TransparentRSAPublicKey: ['Modulus', 'PublicExponent'],
  TransparentDHPrivateKey: ['P', 'Q?', 'G', 'J?', 'X'],
  TransparentDHPublicKey: ['P', 'Q?', 'G', 'J?', 'Y'],
  TransparentECDSAPrivateKey: ['RecommendedCurve', 'D'],
  TransparentECDSAPublicKey: ['RecommendedCurve', 'QString'],
  TransparentECDHPrivateKey: ['RecommendedCurve', 'D'],
  TransparentECDHPublicKey: ['RecommendedCurve', 'QString'],
  TransparentECMQVPrivateKey: ['RecommendedCurve', 'D'],
  TransparentECMQVPublicKey: ['RecommendedCurve', 'QString'],
  TransparentECPrivateKey: ['RecommendedCurve', 'D'],
  TransparentECPublicKey: ['RecommendedCurve', 'QString'],
}

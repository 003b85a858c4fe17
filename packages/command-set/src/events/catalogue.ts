export type EventName =
  | 'keyServerError' | 'keyServerUnsupported' | 'keyServerUnreachable' | 'keyServerNotPrimary'
  | 'encryptionKeyRequired' | 'rekeyNotCommitted' | 'oneKeyHolder'
  | 'poolSpaceWarning' | 'poolOutOfSpace' | 'volumeOutOfSpace' | 'volumeOffline' | 'mdiskOffline'
  | 'systemCertificateExpired' | 'systemCertificateExpires' | 'errorLogCleared'

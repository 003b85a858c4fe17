import { alert, message } from './row.ts'
import type { EventRow } from './row.ts'

const documented = { origin: 'documented' } as const
const keyServer = 'A problem occurred with the Key Server'

const rows = {
  keyServerError: alert('086006', '1785', 'keyserver', {
    eventText: 'The key server reported an error',
    errorText: keyServer,
  }, documented),
  keyServerUnsupported: alert('086007', '1785', 'keyserver', {
    eventText: 'The key server is of a vendor, type or level that is not supported',
    errorText: keyServer,
  }, documented),
  keyServerUnreachable: alert('086008', '1785', 'keyserver', {
    eventText: 'A node failed to connect to the key server',
    errorText: keyServer,
  }, documented),
  keyServerNotPrimary: alert('086009', '1785', 'keyserver', {
    eventText: 'The key server that is configured as the primary says that it is not the primary',
    errorText: keyServer,
  }, documented),
  encryptionKeyRequired: alert('086101', '1328', 'cluster', {
    eventText: 'The system is locked until a key server gives it the current key',
    errorText: 'Encryption key required',
  }),
  rekeyNotCommitted: alert('086102', '1780', 'cluster', {
    eventText: 'A new encryption key is prepared and waits for commit or cancel',
    errorText: 'Encryption key changes are not committed',
  }),
  oneKeyHolder: alert('086103', '2560', 'cluster', {
    eventText: 'Only one machine holds the new encryption key, the former key is kept for now',
    errorText: 'Back up your key servers',
  }),
  obsoleteKeyNotRetired: alert('086104', '2561', 'keyserver', {
    eventText: 'A key that is no longer used could not be retired at the key server',
    errorText: 'An obsolete encryption key is left on a key server',
  }),
  rescueUsed: message('086105', 'warning', 'cluster',
    'The rescue command was used to open or to save the encryption keys'),
  systemCertificateExpires: alert('086111', '2258', 'cluster', {
    eventText: 'The certificate of the system expires soon',
    errorText: 'System certificate has expired or expires soon',
  }),
  systemCertificateExpired: alert('086112', '2258', 'cluster', {
    eventText: 'The certificate of the system has expired',
    errorText: 'System certificate has expired or expires soon',
  }),
  poolSpaceWarning: message('989001', 'warning', 'mdiskgrp',
    'The used capacity of the pool has reached its warning', 'documented'),
  poolOutOfSpace: alert('087001', '1865', 'mdiskgrp', {
    eventText: 'The pool has no space left, writes are refused',
    errorText: 'Out of space',
  }),
  volumeOutOfSpace: alert('087002', '1865', 'vdisk', {
    eventText: 'The back end has no space left for the volume, writes are refused',
    errorText: 'Out of space',
  }),
  volumeOffline: alert('087003', '1870', 'vdisk', {
    eventText: 'The volume is offline because a write could not be made durable',
    errorText: 'Volume offline',
  }),
  volumeDamaged: alert('087005', '1870', 'vdisk', {
    eventText: 'The volume is offline because its backing file or its key is missing or damaged',
    errorText: 'Volume offline',
  }),
  mdiskOffline: alert('087004', '1370', 'mdisk', {
    eventText: 'The back end of the MDisk cannot be used',
    errorText: 'MDisk offline',
  }),
  errorLogCleared: message('980221', 'warning', 'cluster', 'Error log cleared', 'documented'),
}

export type EventName = keyof typeof rows

/** Every event that the system can raise, by name. */
export const eventCatalogue: { readonly [name in EventName]: EventRow } = rows

import { administrator, caller, keyServerAdministrator, operator } from './row.ts'

const remark = { severity: 'W' } as const

/** Key servers, certificates, and what a restore of the configuration says about them. */
export const keyServerMessages = {
  '1012': caller('The common trust store cannot be removed.'),
  '6207': operator('The restore needs more USB flash drives with the key.'),
  '6211': operator('The system has fewer USB ports than automatic recovery needs.'),
  '6215': keyServerAdministrator(
    'The key servers must trust the certificate of the system again.', remark),
  '6216': administrator('The certificates of the key servers could not be restored.'),
  '6218': administrator('The user name and password of the key servers must be set first.'),
  '6219': administrator('The certificates of the key servers must be set by hand.'),
  '6221': administrator('The locking of the superuser must be set by hand.', remark),
  '6227': administrator('Two person integrity must be set by hand.', remark),
  '6230': administrator('Only a recovery key was configured, enable a method first.'),
  '6231': administrator('A recovery key cannot be restored, make a new one.'),
  '8791': administrator('A certificate request is outstanding already.'),
  '8792': administrator('No certificate request is outstanding.'),
  '8793': caller('The certificate does not fit the key of the request.'),
  '8794': caller('The file [%1] holds no valid certificate.'),
  '8795': caller('This form of chsystemcert is no longer accepted.'),
  '9061': administrator('The type cannot be disabled while key servers of it exist.'),
  '9062': administrator('This type of key server is not enabled.'),
  '9123': administrator('No type of key server is enabled, use chkeyserverisklm -enable first.'),
  '9124': administrator('A primary key server exists already.'),
  '9125': caller('The first key server of this type must be the primary, add -primary.'),
  '9126': caller('This type of key server has no primary.'),
  '9127': caller('No certificate, give the key server its own or its type one of an authority.'),
  '9128': administrator('Too many types of key server are enabled.'),
  '9129': administrator('A node lacks an IPv4 service address.'),
  '9130': administrator('A node lacks an IPv6 service address.'),
  '9131': keyServerAdministrator('The validation failed, the key server reported an error.'),
  '9134': keyServerAdministrator('The validation failed, the key server is not supported.'),
  '9135': keyServerAdministrator('The validation failed, the key server cannot be reached.'),
  '9136': keyServerAdministrator('The validation failed, the answer of the key server makes no '
    + 'sense.'),
  '9137': administrator('There is no primary key server.'),
  '9138': administrator('There is no key server.'),
  '9139': keyServerAdministrator('Not all key servers are online.'),
  '9140': administrator('The key server is the last of its type that holds the key in use.'),
  '9141': caller('Keys on key servers are not validated with this command, use testkeyserver.'),
  '9143': keyServerAdministrator('The key server that is configured as the primary says that it is '
    + 'not the primary.'),
  '9144': keyServerAdministrator('The current key cannot be fetched from the primary key server.'),
}

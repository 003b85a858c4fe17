/**
 * Commands that automation knows and this version does not carry out: refused with 7205, so that a
 * client tells them from words that were never a command.
 */
export const unsupportedCommands: readonly string[] = [
  'addhostiogrp', 'addmdisk', 'addsnapshot', 'addvdiskcopy', 'catxmlspec', 'chlicense', 'chmdisk',
  'chtruststore', 'chusergrp', 'clearerrlog', 'cleardumps', 'cpdumps', 'deactivatefeature',
  'dumpauditlog', 'dumperrlog', 'lshostiogrp', 'lsservicestatus', 'migratevdisk', 'mkarray',
  'mkdnsserver', 'mkemailserver', 'mkfcmap', 'mkip', 'mkldapserver', 'mkportset',
  'mksnmpserver', 'mksyslogserver', 'mktruststore', 'mkusergrp', 'mkvolumegroup', 'ping',
  'rmdnsserver', 'rmip', 'rmmdisk', 'rmtruststore', 'rmusergrp', 'rmvdiskcopy',
  'rmvolumegroup', 'setsystemtime', 'settimezone', 'stopsystem',
]

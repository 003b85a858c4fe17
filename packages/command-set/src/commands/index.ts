import type { Command } from '../grammar/command.ts'
import { activatefeature } from './activatefeature.ts'
import { addhostport } from './addhostport.ts'
import { addvdiskaccess } from './addvdiskaccess.ts'
import { catauditlog } from './catauditlog.ts'
import { chcurrentuser } from './chcurrentuser.ts'
import { chencryption } from './chencryption.ts'
import { cherrstate } from './cherrstate.ts'
import { cheventlog } from './cheventlog.ts'
import { chhost } from './chhost.ts'
import { chkeyserver } from './chkeyserver.ts'
import { chkeyserverciphertrustmanager } from './chkeyserverciphertrustmanager.ts'
import { chkeyserverisklm } from './chkeyserverisklm.ts'
import { chmdiskgrp } from './chmdiskgrp.ts'
import { chsecurity } from './chsecurity.ts'
import { chsystem } from './chsystem.ts'
import { chsystemcert } from './chsystemcert.ts'
import { chuser } from './chuser.ts'
import { chvdisk } from './chvdisk.ts'
import { emptyLists } from './empty-lists.ts'
import { expandvdisksize } from './expandvdisksize.ts'
import { finderr } from './finderr.ts'
import { lscloudcallhome } from './lscloudcallhome.ts'
import { lscluster } from './lscluster.ts'
import { lscurrentuser } from './lscurrentuser.ts'
import { lsdumps } from './lsdumps.ts'
import { lsencryption } from './lsencryption.ts'
import { lseventlog } from './lseventlog.ts'
import { lsfeature } from './lsfeature.ts'
import { lsguicapabilities } from './lsguicapabilities.ts'
import { lshost } from './lshost.ts'
import { lshostvdiskmap } from './lshostvdiskmap.ts'
import { lsiogrp } from './lsiogrp.ts'
import { lsip } from './lsip.ts'
import { lsiscsiauth } from './lsiscsiauth.ts'
import { lskeyserver } from './lskeyserver.ts'
import { lskeyserverciphertrustmanager } from './lskeyserverciphertrustmanager.ts'
import { lskeyserverisklm } from './lskeyserverisklm.ts'
import { lslicense } from './lslicense.ts'
import { lsmdisk } from './lsmdisk.ts'
import { lsmdiskgrp } from './lsmdiskgrp.ts'
import { lsnode } from './lsnode.ts'
import { lsnodestats } from './lsnodestats.ts'
import { lsplugin } from './lsplugin.ts'
import { lsportset } from './lsportset.ts'
import { lsportusb } from './lsportusb.ts'
import { lssecurity } from './lssecurity.ts'
import { lssra } from './lssra.ts'
import { lssystem } from './lssystem.ts'
import { lssystemcert } from './lssystemcert.ts'
import { lssystemstats } from './lssystemstats.ts'
import { lsuser } from './lsuser.ts'
import { lsusergrp } from './lsusergrp.ts'
import { lsvdisk } from './lsvdisk.ts'
import { lsvdiskaccess } from './lsvdiskaccess.ts'
import { lsvdiskcopy } from './lsvdiskcopy.ts'
import { lsvdiskhostmap } from './lsvdiskhostmap.ts'
import { mkhost } from './mkhost.ts'
import { mkkeyserver } from './mkkeyserver.ts'
import { mkmdiskgrp } from './mkmdiskgrp.ts'
import { mkuser } from './mkuser.ts'
import { mkvdisk } from './mkvdisk.ts'
import { mkvdiskhostmap } from './mkvdiskhostmap.ts'
import { mkvolume } from './mkvolume.ts'
import { registerplugin } from './registerplugin.ts'
import { rmhost } from './rmhost.ts'
import { rmhostport } from './rmhostport.ts'
import { rmkeyserver } from './rmkeyserver.ts'
import { rmmdiskgrp } from './rmmdiskgrp.ts'
import { rmuser } from './rmuser.ts'
import { rmvdisk } from './rmvdisk.ts'
import { rmvdiskhostmap } from './rmvdiskhostmap.ts'
import { rmvolume } from './rmvolume.ts'
import { showtimezone } from './showtimezone.ts'
import { shrinkvdisksize } from './shrinkvdisksize.ts'
import { testkeyserver } from './testkeyserver.ts'

/** The command set: one table. SSH, REST, help and the reference page are views of it. */
export const commands: readonly Command[] = [
  activatefeature, addhostport, addvdiskaccess, catauditlog, chcurrentuser, chencryption,
  cherrstate, cheventlog, chhost, chkeyserver, chkeyserverciphertrustmanager, chkeyserverisklm,
  chmdiskgrp, chsecurity, chsystem, chsystemcert, chuser, chvdisk, expandvdisksize, finderr,
  lscloudcallhome, lscluster, lscurrentuser, lsdumps, lsencryption, lseventlog, lsfeature,
  lsguicapabilities, lshost, lshostvdiskmap, lsiogrp, lsip, lsiscsiauth, lskeyserver,
  lskeyserverciphertrustmanager, lskeyserverisklm, lslicense, lsmdisk, lsmdiskgrp, lsnode,
  lsnodestats, lsplugin, lsportset, lsportusb, lssecurity, lssra, lssystem, lssystemcert,
  lssystemstats, lsuser, lsusergrp, lsvdisk, lsvdiskaccess, lsvdiskcopy, lsvdiskhostmap, mkhost,
  mkkeyserver, mkmdiskgrp, mkuser, mkvdisk, mkvdiskhostmap, mkvolume, registerplugin, rmhost,
  rmhostport, rmkeyserver, rmmdiskgrp, rmuser, rmvdisk, rmvdiskhostmap, rmvolume, showtimezone,
  shrinkvdisksize, testkeyserver,
  ...emptyLists,
]

const byName = new Map(commands.flatMap((command) =>
  [command.name, ...command.aliases].map((name) => [name, command] as const)))

export const commandByName = (name: string): Command | undefined => byName.get(name)

import { defineCommand } from '../grammar/command.ts'
import { detail } from '../output/reply.ts'

/** Field names and order are those of a real machine, not of its guide, where they differ. */
export const lsencryption = defineCommand({
  name: 'lsencryption',
  summary: 'show the state of encryption and of a rekey',
  family: 'info',
  access: 'everybody',
  parameters: {},
  async run(_values, { system }) {
    const { errorSequenceNumber, usb, keyServer, recoveryKey } = await system.encryption.view()
    return detail({
      status: usb.status,
      error_sequence_number: errorSequenceNumber,
      usb_rekey: usb.rekey,
      usb_key_copies: usb.keyCopies,
      usb_key_filename: usb.keyFilename,
      usb_rekey_filename: usb.rekeyFilename,
      keyserver_status: keyServer.status,
      keyserver_rekey: keyServer.rekey,
      keyserver_pmk_uid: keyServer.pmkUid,
      keyserver_pmk_rekey_uid: keyServer.pmkRekeyUid,
      recovery_key_status: recoveryKey.status,
      recovery_key_rekey: recoveryKey.rekey,
      recovery_key_name: recoveryKey.name,
      recovery_key_rekey_name: recoveryKey.rekeyName,
    })
  },
})

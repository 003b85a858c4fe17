import { relative } from 'node:path'
import { FIRST_VOLUME, urlHost } from './endpoints.ts'
import type { Layout } from './layout.ts'

/**
 * What a newcomer reads when everything serves. The password is shown only when it was made by
 * this start.
 */
export function banner(layout: Layout, newPassword: string | undefined): string {
  const { storage, bind } = layout
  const place = (path: string) => relative(process.cwd(), path) || '.'
  const host = urlHost(bind)
  const ssh = `ssh -p ${storage.ports.ssh} superuser@${bind}`
  const elsewhere =
    place(layout.endpoints) === 'data/endpoints.json'
      ? ''
      : ` --endpoints ${place(layout.endpoints)}`
  const password =
    newPassword === undefined
      ? `The password of superuser is in ${place(storage.passwordFile)}.`
      : `The password of superuser is   ${newPassword}
  It is shown this once; it stays in ${place(storage.passwordFile)}.`
  const keyServers = layout.keyServers.map(
    ({ name, role, ports }) =>
      `  ${name}      KMIP ${host}:${ports.kmip}, admin https://${host}:${ports.admin} (${role})`,
  )
  return `
Keyturn is up.

  Storage system    ssh        ${ssh}
                    REST       https://${host}:${storage.ports.rest}/rest/v1/
                    NBD        nbd://${host}:${storage.ports.nbd}/${FIRST_VOLUME}
                               nbd+unix:///${FIRST_VOLUME}?socket=${place(storage.socket)}
${keyServers.join('\n')}

  ${password}
  For scripts, ${place(layout.endpoints)} says where everything is.

A first rekey, one command after the other:

  ${ssh} lskeyserver
  ${ssh} chencryption -keyserver newkey -key prepare
  ${ssh} lsencryption
  ./keyturn key-server replicate now${elsewhere}
  ${ssh} chencryption -keyserver newkey -key commit

Ctrl-C stops everything; the next npm start finds it again.
`
}

import { relative } from 'node:path'
import { FIRST_VOLUME, urlHost } from './endpoints.ts'
import type { Layout } from './layout.ts'

/** What a newcomer reads when everything serves. The password is shown only when it was made by this start. */
export function banner(layout: Layout, newPassword: string | undefined): string {
  const { storage, bind } = layout
  const place = (path: string) => relative(process.cwd(), path) || '.'
  const [primary, secondary] = layout.keyServers
  if (!primary || !secondary) throw new Error('a layout has two key servers')
  const host = urlHost(bind)
  const ssh = `ssh -p ${storage.ports.ssh} superuser@${bind}`
  const elsewhere = place(layout.endpoints) === 'data/endpoints.json'
    ? '' : ` --endpoints ${place(layout.endpoints)}`
  return `
Keyturn is up.

  Storage system    ssh        ${ssh}
                    REST       https://${host}:${storage.ports.rest}/rest/v1/
                    NBD        nbd://${host}:${storage.ports.nbd}/${FIRST_VOLUME}
                               nbd+unix:///${FIRST_VOLUME}?socket=${place(storage.socket)}
  ${primary.name}      KMIP ${host}:${primary.ports.kmip}, admin https://${host}:${primary.ports.admin} (primary)
  ${secondary.name}      KMIP ${host}:${secondary.ports.kmip}, admin https://${host}:${secondary.ports.admin} (secondary)

  ${newPassword === undefined
    ? `The password of superuser is in ${place(storage.passwordFile)}.`
    : `The password of superuser is   ${newPassword}\n  It is shown this once; it stays in ${place(storage.passwordFile)}.`}
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

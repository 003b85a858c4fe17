import type { Files } from '@keyturn/platform/ports'
import type { Layout } from './layout.ts'
import type { Program } from './processes.ts'

/** The first volume, made by the first start. */
export const FIRST_VOLUME = 'vol0'

const READABLE = 0o644

/**
 * Writes DIR/endpoints.json, which says to scripts where everything is. New fields may come, none changes its
 * meaning; readers ignore what they do not know.
 */
export async function writeEndpoints(
  layout: Layout,
  programs: readonly Program[],
  storageCertificate: string,
  files: Files,
): Promise<void> {
  const { storage, bind } = layout
  const pidOf = (name: string) => programs.find((program) => program.name === name)?.pid
  const endpoints = {
    version: 1,
    storage: {
      ssh: { host: bind, port: storage.ports.ssh },
      rest: { url: `https://${urlHost(bind)}:${storage.ports.rest}` },
      nbd: {
        uri: `nbd://${urlHost(bind)}:${storage.ports.nbd}/${FIRST_VOLUME}`,
        unixUri: `nbd+unix:///${FIRST_VOLUME}?socket=${encodeURI(storage.socket)}`,
      },
      user: 'superuser',
      passwordFile: storage.passwordFile,
      ca: storageCertificate,
      configuration: storage.configuration,
      pid: pidOf('storage'),
    },
    keyServers: layout.keyServers.map((server) => ({
      name: server.name,
      role: server.role,
      kmip: { host: bind, port: server.ports.kmip },
      admin: { url: `https://${urlHost(bind)}:${server.ports.admin}` },
      user: 'superuser',
      passwordFile: server.passwordFile,
      ca: layout.authority.certificate,
      configuration: server.configuration,
      pid: pidOf(server.name),
    })),
    kmipClients: layout.clients.map((client) => ({
      ca: layout.authority.certificate,
      cert: client.certificate,
      key: client.key,
    })),
  }
  const text = `${JSON.stringify(endpoints, undefined, 2)}\n`
  await files.write(layout.endpoints, Buffer.from(text, 'utf8'), READABLE)
}

/** IPv6 addresses stand in brackets in a URL (RFC 3986 section 3.2.2). */
export const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host)

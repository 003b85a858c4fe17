import type { Certificates, Files } from '@keyturn/platform/ports'
import type { KeyServerLayout, Layout } from './layout.ts'

/** Seconds between two replications: long enough for the secondary to be seen offline during a first rekey. */
const REPLICATION_INTERVAL_SECONDS = 300
/** Seconds between two validations of the key servers: states follow while somebody watches. */
const KEY_SERVER_INTERVAL_SECONDS = 2
const MAX_PEM_BYTES = 65_536
const CONFIGURATION_MODE = 0o600

/** The device group of the storage system. */
export const STORAGE_GROUP = 'SPECTRUM_VIRT'

/** Writes the TOML file of every program anew, since ports and addresses come from this start. */
export async function writeConfigurations(
  layout: Layout,
  files: Files,
  certificates: Certificates,
): Promise<void> {
  const pin = async (server: KeyServerLayout): Promise<string> => {
    const pem = await files.read(server.certificate, MAX_PEM_BYTES)
    const fingerprint = certificates.describe(Buffer.from(pem ?? []).toString('utf8'))?.fingerprint
    if (!fingerprint)
      throw new Error(`${server.certificate} holds no certificate: remove it, and it is made anew`)
    return `fingerprints = [${text(fingerprint)}]\nauthorities = [${text(layout.authority.certificate)}]`
  }
  const [primary, ...secondaries] = layout.keyServers
  if (!primary) throw new Error('a layout has a primary key server')
  const write = (path: string, content: string) =>
    files.write(path, Buffer.from(content, 'utf8'), CONFIGURATION_MODE)
  const links = await Promise.all(
    secondaries.map(async (server) => secondaryLink(server, layout.bind, await pin(server))),
  )
  await write(
    primary.configuration,
    keyServer(
      layout,
      primary,
      `
[replication]
interval_seconds = ${REPLICATION_INTERVAL_SECONDS}
on_change = false
${links.join('')}`,
    ),
  )
  for (const server of secondaries) {
    await write(
      server.configuration,
      keyServer(
        layout,
        server,
        `
[replication]
host = ${text(layout.bind)}
port = ${server.ports.replication}

[replication.primary]
${await pin(primary)}
`,
      ),
    )
  }
  await write(layout.storage.configuration, storage(layout))
}

/** A TOML basic string: what JSON escapes, TOML reads. */
const text = (value: string): string => JSON.stringify(value)

const HEADING = '# Written by keyturn up at every start: what is changed here is lost.\n'

function keyServer(layout: Layout, server: KeyServerLayout, replication: string): string {
  // A secondary gets groups and clients from its primary.
  const groups = [STORAGE_GROUP, ...layout.clients.map((client) => client.group)].map(
    (name) => `
[[groups]]
name = ${text(name)}
may_destroy = true
`,
  )
  const clients = layout.clients.map(
    (client) => `
[[clients]]
name = ${text(client.name)}
certificate = ${text(client.certificate)}
group = ${text(client.group)}
`,
  )
  return `${HEADING}name = ${text(server.name)}
role = ${text(server.role)}
data = ${text(server.data)}

[seal]
root_key_file = ${text(server.rootKey)}

[kmip]
host = ${text(layout.bind)}
port = ${server.ports.kmip}
certificate = ${text(server.certificate)}
key = ${text(server.key)}

[admin]
host = ${text(layout.bind)}
port = ${server.ports.admin}
certificate = ${text(server.certificate)}
key = ${text(server.key)}
initial_user = "superuser"
initial_password_file = ${text(server.passwordFile)}

[metrics]
host = "127.0.0.1"
port = ${server.ports.metrics}
${replication}
${server.role === 'primary' ? [...groups, ...clients].join('') : ''}`
}

function secondaryLink(server: KeyServerLayout, bind: string, pin: string): string {
  return `
[[replication.secondaries]]
name = ${text(server.name)}
host = ${text(bind)}
port = ${server.ports.replication}

[replication.secondaries.peer]
${pin}
`
}

function storage(layout: Layout): string {
  const { storage } = layout
  const endpoint = (name: string, port: number) => `
[${name}]
host = ${text(layout.bind)}
port = ${port}
`
  return `${HEADING}name = "keyturn"
data = ${text(storage.data)}
initial_password_file = ${text(storage.passwordFile)}
key_server_interval = ${KEY_SERVER_INTERVAL_SECONDS}
${endpoint('ssh', storage.ports.ssh)}${endpoint('rest', storage.ports.rest)}
[nbd]
unix = ${text(storage.socket)}
${endpoint('nbd.tcp', storage.ports.nbd)}
[metrics]
host = "127.0.0.1"
port = ${storage.ports.metrics}

[[backend]]
name = "disk0"
folder = ${text(storage.backend)}
`
}

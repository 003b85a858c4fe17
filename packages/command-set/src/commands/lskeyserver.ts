import { showAddress } from '../grammar/address.ts'
import { defineCommand } from '../grammar/command.ts'
import { detail, list, yesNo } from '../output/reply.ts'
import { refuse } from '../system/outcome.ts'
import { findByReference } from '../system/reference.ts'
import { noCertificate } from './certificate-text.ts'

const columns = [
  'id', 'name', 'status', 'IP_address', 'port', 'type', 'primary', 'cert_set',
] as const

export const lskeyserver = defineCommand({
  name: 'lskeyserver',
  summary: 'show the key servers',
  family: 'info',
  access: 'everybody',
  parameters: {},
  object: { word: 'keyserver_id | keyserver_name', required: false },
  async run(_values, { system, object }) {
    const servers = await system.keyServers.list()
    if (object === undefined) {
      return list(columns, servers, (server) => ({
        id: server.id,
        name: server.name,
        status: server.status,
        IP_address: showAddress(server.address),
        port: server.port,
        type: server.type,
        primary: yesNo(server.primary),
        cert_set: yesNo(server.certificate !== undefined),
      }))
    }
    const server = findByReference(servers, object)
    if (!server) return refuse('5753', object)
    return detail({
      id: server.id,
      name: server.name,
      status: server.status,
      err_seq_num: server.errorSequenceNumber,
      IP_address: showAddress(server.address),
      port: server.port,
      type: server.type,
      primary: yesNo(server.primary),
      certificate: server.certificate ?? noCertificate,
    })
  },
})

import type { Nodes } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { theNode } from '../node.ts'

export function createNodes({ records, configuration }: Core): Nodes {
  return {
    list: async () => {
      const { id, name } = records.system.require()
      return [{
        id: theNode.id,
        name: theNode.name,
        // A world wide name of the IEEE extended form, made of the system id.
        wwnn: `500507680${id.slice(-7)}`,
        status: 'online',
        hardware: theNode.hardware,
        iscsiName: `iqn.1986-03.com.ibm:2145.${name.toLowerCase()}.${theNode.name}`,
        panelName: id.slice(-7),
        serviceAddress: configuration.ssh?.host,
        productMtm: theNode.mtm,
        serialNumber: id.slice(-7),
        encryptionSupported: true,
      }]
    },
    // Every name that is left out reads 0.
    statistics: async () => [],
  }
}

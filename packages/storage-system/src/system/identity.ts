import { done, type Done, type Identity, type IdentityChange, refuse } from '@keyturn/command-set'
import type { Core } from '../core.ts'

/** Clients decide by the level what they may ask: it names the command set that is spoken here. */
const CODE_LEVEL = '8.7.0.0'
const BUILD = '169.12.2406131148000'
const PRODUCT_NAME = 'Keyturn Storage System'

/** Plug-ins that one system remembers. */
const MAX_PLUGINS = 32

export function createIdentity({ records }: Core): Identity {
  return {
    view: async () => {
      const row = records.system.require()
      return {
        id: row.id,
        name: row.name,
        codeLevel: CODE_LEVEL,
        build: BUILD,
        productName: PRODUCT_NAME,
        timeZone: { number: 522, name: 'UTC', utcOffsetMinutes: 0 },
        consoleAddress: undefined,
        ntpAddress: row.ntpAddress,
        volumeProtectionEnabled: row.volumeProtectionEnabled,
        volumeProtectionMinutes: row.volumeProtectionMinutes,
      }
    },
    change: (change: IdentityChange) => records.transact(() => ({
      changes: [records.system.put({ ...records.system.require(), ...change })],
      result: done(),
    })),
    registerPlugin: (plugin) => records.transact<Done>(() => {
      const full = !records.plugins.has(plugin.name) && records.plugins.size >= MAX_PLUGINS
      if (full) return { changes: [], result: refuse('6034') }
      return { changes: [records.plugins.put(plugin.name, plugin)], result: done() }
    }),
    plugins: async () => [...records.plugins.values()],
  }
}

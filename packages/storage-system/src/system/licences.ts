import { done, type Done, type Licences, refuse } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import { theNode } from '../node.ts'

/**
 * Four groups of four hexadecimal digits. Keyturn sells nothing, so it takes whatever is
 * well-formed.
 */
const LICENCE_KEY = /^[0-9A-F]{4}(-[0-9A-F]{4}){3}$/i

export function createLicences({ records }: Core): Licences {
  return {
    view: async () => ({ encryption: true }),
    features: async () => records.system.require().licenceKeys.map((licenceKey, id) => ({
      id,
      name: 'encryption',
      state: 'active',
      licenceKey,
      serialNumber: records.system.require().id.slice(-7),
      mtm: theNode.mtm,
    })),
    activate: (licenceKey) => records.transact<Done>(() => {
      if (!LICENCE_KEY.test(licenceKey)) return { changes: [], result: refuse('5705') }
      const system = records.system.require()
      const known = system.licenceKeys.some((key) => key.toUpperCase() === licenceKey.toUpperCase())
      const licenceKeys = [...system.licenceKeys, licenceKey]
      return {
        changes: known ? [] : [records.system.put({ ...system, licenceKeys })],
        result: done(),
      }
    }),
  }
}

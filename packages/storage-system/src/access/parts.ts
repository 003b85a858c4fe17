import type { Context, Outcome, System } from '@keyturn/command-set'
import type { StoragePorts } from '../ports.ts'
import type { Obligations } from '../rekey/waive.ts'
import type { RescueCaller } from '../unlock/rescue.ts'
import type { Logins } from './logins.ts'
import type { AccessUser } from './users.ts'

/** What both edges of a running system work with. */
export interface AccessParts {
  readonly ports: Pick<StoragePorts, 'clock' | 'random' | 'files'>
  readonly dataFolder: string
  readonly system: System
  readonly logins: Logins
  rescue(caller: RescueCaller): Promise<Outcome<string>>
  readonly obligations: Obligations
}

/** What a command of this user is executed with. */
export function contextOf(
  { system, ports }: AccessParts,
  { name, role, passwordChangeRequired }: AccessUser,
  origin: 'CLI' | 'REST',
  address: string,
): Context {
  return {
    system,
    caller: { name, role, passwordChangeRequired, origin, address },
    now: () => ports.clock.now(),
  }
}

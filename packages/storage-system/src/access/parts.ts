import type { Context, Outcome, System } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import type { RescueCaller } from '../unlock/rescue.ts'
import type { Logins } from './logins.ts'
import type { AccessUser } from './users.ts'

/** What both edges of a running system work with. */
export interface AccessParts {
  readonly core: Pick<Core, 'ports' | 'configuration' | 'records'>
  readonly system: System
  readonly logins: Logins
  rescue(caller: RescueCaller): Promise<Outcome<string>>
}

/** What a command of this user is executed with. */
export function contextOf(
  { system, core }: AccessParts,
  { name, role, passwordChangeRequired }: AccessUser,
  origin: 'CLI' | 'REST',
  address: string,
): Context {
  return {
    system,
    caller: { name, role, passwordChangeRequired, origin, address },
    now: () => core.ports.clock.now(),
  }
}

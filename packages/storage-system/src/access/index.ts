import type { Outcome, System } from '@keyturn/command-set'
import type { Core } from '../core.ts'
import type { Obligations } from '../rekey/waive.ts'
import type { RescueCaller } from '../unlock/rescue.ts'
import { sweepUploads } from './jailed-files.ts'
import { Logins } from './logins.ts'
import type { AccessParts } from './parts.ts'
import { createRestHandler } from './rest/handler.ts'
import { createSshHandler } from './ssh/handler.ts'
import { hostKey } from './ssh/host-key.ts'
import type { AccessUsers } from './users.ts'

/** Longest body of a REST request, in bytes. */
const maxBodyBytes = 65_536

export interface AccessRequest {
  readonly core: Pick<Core, 'ports' | 'configuration' | 'records'>
  readonly system: System
  readonly users: AccessUsers
  rescue(caller: RescueCaller): Promise<Outcome<string>>
  readonly obligations: Obligations
}

export interface Access {
  /** Stops listening and ends what is under way. */
  close(): Promise<void>
}

/** Lets users in over SSH and REST, where the configuration says so. */
export async function startAccess(request: AccessRequest): Promise<Access> {
  const { core, system, users, rescue, obligations } = request
  const { ports, configuration } = core
  const logins = new Logins(users, () => system.security.view(), ports.clock)
  const parts: AccessParts = {
    ports, dataFolder: configuration.data, system, logins, rescue, obligations,
  }
  await sweepUploads(ports.files, configuration.data)
  const closers: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    await Promise.all(closers.map((end) => end()))
  }
  try {
    await listen(core, parts, closers)
  } catch (cause) {
    await close()
    throw cause
  }
  return { close }
}

async function listen(
  { ports, configuration, records }: AccessRequest['core'],
  parts: AccessParts,
  closers: (() => Promise<void>)[],
): Promise<void> {
  if (configuration.ssh) {
    const listener = await ports.ssh.listen({
      ...configuration.ssh,
      hostKey: await hostKey(ports.files, ports.certificates, configuration.data),
    }, createSshHandler(parts))
    closers.push(() => listener.close())
  }
  if (configuration.rest) {
    const { certificate, key } = records.certificate.require()
    const listener = await ports.http.listen({
      ...configuration.rest, identity: { certificate, key }, maxBodyBytes,
    }, createRestHandler(parts))
    closers.push(() => listener.close())
  }
}

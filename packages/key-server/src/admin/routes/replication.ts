import { contentHash, type ReceiverStatus, type SecondaryStatus } from '../../replication/index.ts'
import { AdminError } from '../errors.ts'
import { type Context, entryOf, isoTime, type Reply, type Route, route } from '../route.ts'
import { NoBody, ReplicateNowBody } from '../schemas.ts'

const timeOf = (milliseconds: number | undefined): string | undefined =>
  milliseconds === undefined ? undefined : isoTime(milliseconds)

function secondaryView(status: SecondaryStatus) {
  const { lastSuccess, lastAttempt, nextRun, ...plain } = status
  return {
    ...plain,
    lastSuccess: timeOf(lastSuccess), lastAttempt: timeOf(lastAttempt), nextRun: timeOf(nextRun),
  }
}

function receiverView(status: ReceiverStatus) {
  const { lastContact, lastReceived, ...plain } = status
  return { ...plain, lastContact: timeOf(lastContact), lastReceived: timeOf(lastReceived) }
}

/** What this server knows of replication: of its secondaries, or of what it received. */
export async function replicationView({ sender, receiver, self }: Context) {
  return {
    role: self.role,
    secondaries: sender && (await sender.status()).map(secondaryView),
    received: receiver && receiverView(receiver.status()),
  }
}

async function replicateNow(context: Context<typeof ReplicateNowBody>): Promise<Reply> {
  const { sender, self, audit, body } = context
  if (sender === undefined) {
    return new AdminError('NotPrimary', { server: self.name, role: self.role })
  }
  const outcomes = await sender.replicateNow(body)
  if (outcomes === undefined) {
    const names = (await sender.status()).map(({ name }) => name).join(', ')
    return new AdminError('SecondaryNotFound', { name: body.to ?? '', names })
  }
  const action = body.merge ? 'ReplicateNowMerging' : 'ReplicateNow'
  await audit.note(entryOf(context, action, body.to ?? 'all secondaries'))
  return { status: 200, body: { outcomes } }
}

async function showHash({ store, seal, cryptography }: Context): Promise<Reply> {
  const revision = await store.revision()
  return { status: 200, body: { revision, hash: await contentHash(store, seal, cryptography) } }
}

export const replicationRoutes: readonly Route[] = [
  route({
    method: 'GET', path: '/replication', level: 'read', changes: false, schema: NoBody,
    handle: async (context) => ({ status: 200, body: await replicationView(context) }),
  }),
  route({
    method: 'GET', path: '/replication/content-hash', level: 'read', changes: false, schema: NoBody,
    handle: showHash,
  }),
  route({
    method: 'POST', path: '/replication/now', level: 'operate', changes: false,
    schema: ReplicateNowBody, handle: replicateNow,
  }),
]

import type { Route } from '../route.ts'
import { auditRoutes } from './audit.ts'
import { clientRoutes } from './clients.ts'
import { groupRoutes } from './groups.ts'
import { objectRoutes } from './objects.ts'
import { replicationRoutes } from './replication.ts'
import { sessionRoutes } from './sessions.ts'
import { statusRoutes } from './status.ts'
import { userRoutes } from './users.ts'

/** Everything that the administrator's interface offers, in the order of its documentation. */
export const routes: readonly Route[] = [
  ...sessionRoutes, ...statusRoutes, ...clientRoutes, ...groupRoutes, ...objectRoutes,
  ...replicationRoutes, ...userRoutes, ...auditRoutes,
]

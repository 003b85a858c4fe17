import type { HttpHandler, HttpListener } from '@keyturn/platform/ports'
import type { Core } from './core.ts'
import type { KeyServerDirectory } from './key-servers/directory.ts'
import type { KeyServerMonitor } from './key-servers/monitor.ts'

const MAX_BODY_BYTES = 1024

/** Serves /healthz and /metrics over plain HTTP; undefined where none is configured. */
export async function startMonitoring(
  core: Core,
  directory: KeyServerDirectory,
  monitor: KeyServerMonitor,
): Promise<HttpListener | undefined> {
  const { configuration, ports } = core
  if (configuration.metrics === undefined) return undefined
  const handle = monitoringHandler(core, directory, monitor)
  return ports.http.listen({ ...configuration.metrics, maxBodyBytes: MAX_BODY_BYTES }, handle)
}

/** Health is 200 while the program serves, locked or not: a restart would not unlock it. */
function monitoringHandler(
  core: Core,
  directory: KeyServerDirectory,
  monitor: KeyServerMonitor,
): HttpHandler {
  const update = createGauges(core, directory, monitor)
  return async ({ method, path }) => {
    if (method !== 'GET') return { status: 405, body: 'use GET\n' }
    if (path === '/healthz') {
      const body = JSON.stringify({ status: 'serving', locked: core.keyring.isLocked })
      return { status: 200, headers: { 'content-type': 'application/json' }, body: `${body}\n` }
    }
    if (path !== '/metrics') return { status: 404, body: 'there are /healthz and /metrics\n' }
    update()
    const headers = { 'content-type': 'text/plain; version=0.0.4' }
    return { status: 200, headers, body: await core.ports.metrics.exposition() }
  }
}

/** Numbers of the state, brought up to date when they are asked for. */
function createGauges(
  { ports, records, keyring, events }: Core,
  directory: KeyServerDirectory,
  monitor: KeyServerMonitor,
): () => void {
  const { metrics } = ports
  const locked = metrics.gauge('keyturn_storage_locked', 'Whether the system waits for a key.')
  const volumes = metrics.gauge('keyturn_storage_volumes', 'Volumes.')
  const alerts = metrics.gauge('keyturn_storage_unfixed_events', 'Events that stand unfixed.')
  const online = metrics.gauge(
    'keyturn_storage_key_server_online',
    'Whether the key server is usable and holds the current key and the prepared one.',
    ['name'],
  )
  return () => {
    locked.set(keyring.isLocked ? 1 : 0)
    volumes.set(records.volumes.size)
    online.reset()
    alerts.set(events.views().filter(({ fixed }) => !fixed).length)
    for (const { id, name } of directory.all()) {
      const finding = monitor.finding(id)
      online.set(finding !== undefined && finding.fault === undefined ? 1 : 0, { name })
    }
  }
}

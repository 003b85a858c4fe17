import type { Gauge, HttpHandler, Metrics } from '@keyturn/platform/ports'
import type { ObjectIndex } from '../objects/index.ts'

export interface MonitoringOptions {
  readonly metrics: Metrics
  readonly index: ObjectIndex
  /** Why the server does not serve; empty when it does. */
  readonly notReady: () => readonly string[]
}

/** `/healthz` for whoever starts and balances, `/metrics` for Prometheus. Holds no secret. */
export function createMonitoringApi({ index, metrics, notReady }: MonitoringOptions): HttpHandler {
  const objects: Gauge = metrics.gauge('keyturn_objects', 'Managed objects, destroyed ones too.')
  return async ({ method, path }) => {
    if (method !== 'GET') return text(405, 'use GET\n')
    if (path === '/healthz') {
      const reasons = notReady()
      const body = { ready: reasons.length === 0, reasons }
      return {
        status: body.ready ? 200 : 503,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }
    }
    if (path !== '/metrics') return text(404, 'there are /healthz and /metrics\n')
    objects.set(index.size)
    return {
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
      body: await metrics.exposition(),
    }
  }
}

const text = (status: number, body: string) =>
  ({ status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body })

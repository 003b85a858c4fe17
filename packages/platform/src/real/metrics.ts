import * as prometheus from 'prom-client'
import type { Metrics } from '../ports/index.ts'

/** One registry a program, with the process's own numbers (memory, CPU, event loop) in it. */
export function createMetrics(): Metrics {
  const register = new prometheus.Registry()
  prometheus.collectDefaultMetrics({ register })
  const registers = [register]
  return {
    counter(name, help, labels = []) {
      const counter = new prometheus.Counter({ name, help, labelNames: labels, registers })
      return { add: (amount = 1, values = {}) => counter.inc(values, amount) }
    },
    gauge(name, help, labels = []) {
      const gauge = new prometheus.Gauge({ name, help, labelNames: labels, registers })
      return {
        set: (value, values = {}) => gauge.set(values, value),
        reset: () => gauge.reset(),
      }
    },
    histogram(name, help, bucketsSeconds, labels = []) {
      const histogram = new prometheus.Histogram({
        name, help, labelNames: labels, buckets: [...bucketsSeconds], registers,
      })
      return { observe: (seconds, values = {}) => histogram.observe(values, seconds) }
    },
    exposition: () => register.metrics(),
  }
}

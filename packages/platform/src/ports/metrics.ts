/** Numbers for Prometheus. Names follow its conventions: `keyturn_…`, base units, `_total` for counters. */
export interface Metrics {
  counter(name: string, help: string, labels?: readonly string[]): Counter
  gauge(name: string, help: string, labels?: readonly string[]): Gauge
  histogram(name: string, help: string, bucketsSeconds: readonly number[], labels?: readonly string[]): Histogram
  /** The text exposition format. */
  exposition(): Promise<string>
}

export interface Counter {
  add(amount?: number, labels?: Readonly<Record<string, string>>): void
}

export interface Gauge {
  set(value: number, labels?: Readonly<Record<string, string>>): void
  /** Forgets the values of all labels: what they stood for may be gone. */
  reset(): void
}

export interface Histogram {
  observe(seconds: number, labels?: Readonly<Record<string, string>>): void
}

import type { ClientTimers } from './types.ts'

/** The time of this process. A timer alone does not keep the process alive. */
export const nodeTimers: ClientTimers = {
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds)
    timer.unref()
    return () => clearTimeout(timer)
  },
  now: () => performance.now(),
}

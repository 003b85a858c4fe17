/** Time as a port: programs never ask the operating system themselves, so that a simulation can own time. */
export interface Clock {
  /** Milliseconds since 1970-01-01 UTC; may jump when an administrator sets the time. */
  now(): number
  /** Milliseconds from an arbitrary start; never goes back. Deadlines and durations use this one. */
  monotonic(): number
  /** Calls `action` once after `delayMs` (0 to 2^31-1). A timer does not keep a stopping process alive. */
  setTimer(delayMs: number, action: () => void): Timer
  /** Resolves after `delayMs`, or at once when `signal` aborts. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}

export interface Timer {
  cancel(): void
}

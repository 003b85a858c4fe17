import type { System } from '../system/index.ts'
import type { Role } from '../system/users.ts'

/** Who asks. The program that holds the session has authenticated them. */
export interface Caller {
  readonly name: string
  readonly role: Role
  /** Until it is changed, every command but the change itself is refused with 9473. */
  readonly passwordChangeRequired: boolean
  readonly origin: 'CLI' | 'GUI' | 'REST'
  /** Of the client, for the audit log. */
  readonly address: string
}

/** What one command is executed with. */
export interface Context {
  readonly system: System
  readonly caller: Caller
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface CliAnswer {
  /** Whole lines, each ended by \n. */
  readonly stdout: string
  readonly stderr: string
  /** 0 done, 1 refused, 127 no such command. */
  readonly exitCode: number
}

export interface RestRequest {
  /** What follows `/rest/` or `/rest/v1/`, still URL-encoded: `lsmdiskgrp/-gui/pool0`. */
  readonly path: string
  /** As received; empty for none. */
  readonly body: string
}

export interface RestAnswer {
  readonly status: number
  /** JSON text. */
  readonly body: string
}

/** Structured log lines. Fields never hold keys, passwords, tokens or wrapped secrets. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
  /** A log whose lines all carry `fields`. */
  with(fields: LogFields): Log
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>

import { pino } from 'pino'
import type { Logger } from 'pino'
import type { Log } from '../ports/index.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error'

/** JSON lines on standard error, written at once, so that nothing is lost when the process dies. */
export function createLog(program: string, level: LogLevel): Log {
  return over(pino({ name: program, level }, pino.destination({ dest: 2, sync: true })))
}

function over(logger: Logger): Log {
  return {
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    with: (fields) => over(logger.child(fields)),
  }
}

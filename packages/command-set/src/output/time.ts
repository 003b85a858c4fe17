import type { TimeZone } from '../system/identity.ts'

/** `YYMMDDHHMMSS` in the time zone of the system; blank for no time. */
export function timeStamp(
  milliseconds: number | undefined,
  { utcOffsetMinutes }: Pick<TimeZone, 'utcOffsetMinutes'>,
): string | undefined {
  if (milliseconds === undefined) return undefined
  const local = new Date(milliseconds + utcOffsetMinutes * 60_000).toISOString()
  return local.slice(2, 19).replace(/[-T:]/g, '')
}

/** Seconds since 1970; blank for no time. */
export const epochSeconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : Math.floor(milliseconds / 1000)

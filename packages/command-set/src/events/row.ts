export type EventObjectType = 'keyserver' | 'cluster' | 'mdiskgrp' | 'mdisk' | 'vdisk' | 'node'

export interface EventRow {
  /** Six digits, or seven where the documents have seven. */
  readonly eventId: string
  /** Four digits; undefined for a message, which has none. */
  readonly errorCode: string | undefined
  readonly status: 'alert' | 'message'
  readonly notification: 'error' | 'warning' | 'informational' | 'none'
  readonly objectType: EventObjectType
  /** Text of the event id, one line, no colon: monitors split rows at colons. */
  readonly eventText: string
  /** Text of the error code; undefined where there is none. */
  readonly errorText: string | undefined
  /** What ends it. Alerts whose cause can be seen to be gone fix themselves. */
  readonly ends: 'automatically' | 'by hand'
  /** Is the event id documented, or was it chosen by us where the documents have none? */
  readonly origin: 'documented' | 'chosen'
}

/** An alert of error code `code`: 1xxx are errors, 2xxx are warnings. */
export const alert = (
  eventId: string,
  errorCode: string,
  objectType: EventObjectType,
  texts: Pick<EventRow, 'eventText' | 'errorText'>,
  rest: Partial<Pick<EventRow, 'ends' | 'origin'>> = {},
): EventRow => ({
  eventId,
  errorCode,
  status: 'alert',
  notification: errorCode.startsWith('1') ? 'error' : 'warning',
  objectType,
  ...texts,
  ends: 'automatically',
  origin: 'chosen',
  ...rest,
})

export const message = (
  eventId: string,
  notification: EventRow['notification'],
  objectType: EventObjectType,
  eventText: string,
  origin: EventRow['origin'] = 'chosen',
): EventRow => ({
  eventId,
  errorCode: undefined,
  status: 'message',
  notification,
  objectType,
  eventText,
  errorText: undefined,
  ends: 'by hand',
  origin,
})

import { messageCatalogue } from './catalogue.ts'
import type { MessageReference } from '../system/outcome.ts'

/**
 * What may stand in square brackets: no control character, since a message is one line, and no
 * colon, since REST clients cut the message at its last one.
 */
const showable = /^[^\p{Cc}:]{1,256}$/u

/** `CMMVC8533E There is no …`. A place whose value is missing or not showable is left out. */
export function formatMessage({ code, values }: MessageReference): string {
  const { severity, text } = messageCatalogue[code]
  const filled = text.replace(/ ?[[(]%([12])[\])]/g, (place, digit: string) => {
    const value = values[Number(digit) - 1]
    if (value === undefined || !showable.test(value)) return ''
    return place.replace(`%${digit}`, () => value)
  })
  return `CMMVC${code}${severity} ${filled.trimStart()}`
}

/**
 * Body of a refused command over REST, before it becomes a JSON string. Clients take what follows
 * the last colon, and expect the blank at the end.
 */
export const formatRestError = (message: MessageReference): string =>
  `Command error occurred; error code 1: ${formatMessage(message)} `

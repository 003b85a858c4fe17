import { formatMessage, type MessageNumber } from '@keyturn/command-set'
import type { HttpResponse } from '@keyturn/platform/ports'

/** Every answer is JSON; of a refusal, a JSON string. */
export const answerJson = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => answerText(status, JSON.stringify(body), headers)

export const answerText = (
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({ status, headers: { 'Content-Type': 'application/json', ...headers }, body })

/** Refused before a command was run. */
export const answerMessage = (status: number, code: MessageNumber): HttpResponse =>
  answerJson(status, formatMessage({ code, values: [] }))

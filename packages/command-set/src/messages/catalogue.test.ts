import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventCatalogue } from '../events/catalogue.ts'
import { refuse } from '../system/outcome.ts'
import { messageCatalogue, messageSections } from './catalogue.ts'
import { formatMessage, formatRestError } from './format.ts'

test('messages: one line, no colon, whole sentences, nothing but ASCII', () => {
  for (const [number, { text }] of Object.entries(messageCatalogue)) {
    assert.match(number, /^\d{4}$/)
    assert.match(text, /^[\x20-\x7e]+\.$/, number)
    assert.doesNotMatch(text, /:/, number)
    assert.doesNotMatch(text.replace(/[[(]%[12][\])]/g, ''), /%/, number)
  }
})

test('no number stands in two sections', () => {
  const numbers = messageSections.flatMap(([, rows]) => Object.keys(rows))
  assert.deepEqual(numbers.toSorted(), Object.keys(messageCatalogue).toSorted())
})

test('values stand in square brackets; one that would break a parser is left out', () => {
  assert.equal(formatMessage(refuse('5709', '-x')), 'CMMVC5709E [-x] is not a supported parameter.')
  assert.equal(formatMessage(refuse('6578', 'iqn.a:b')),
    'CMMVC6578E The iSCSI name is taken, or not valid.')
  assert.equal(formatMessage(refuse('5753', 'a\nb')),
    'CMMVC5753E The object does not exist, or does not qualify.')
  assert.equal(formatMessage(refuse('5753', '$&[%2]')),
    'CMMVC5753E The object [$&[%2]] does not exist, or does not qualify.')
  assert.equal(formatMessage(refuse('8537', '3')),
    'CMMVC8537E Too few copies of the new key were made, the commit needs (3).')
})

test('REST: what follows the last colon is number and text, with a blank at the end', () => {
  for (const code of ['8533', '5867'] as const) {
    const body = formatRestError(refuse(code, '[::1]'))
    assert.match(body, /^Command error occurred; error code 1: CMMVC\d{4}E [^:]* $/)
  }
})

test('events: ids of six digits, one row each, no colon; only alerts have codes', () => {
  const rows = Object.values(eventCatalogue)
  assert.equal(new Set(rows.map(({ eventId }) => eventId)).size, rows.length)
  for (const { eventId, errorCode, errorText, eventText, status, notification } of rows) {
    assert.match(eventId, /^\d{6}$/)
    assert.match(eventText, /^[\x20-\x39\x3b-\x7e]+$/)
    assert.equal(status === 'alert', errorCode !== undefined)
    assert.equal(errorCode === undefined, errorText === undefined)
    if (errorCode === undefined) continue
    assert.match(errorText ?? '', /^[\x20-\x39\x3b-\x7e]+$/)
    assert.equal(notification, errorCode.startsWith('1') ? 'error' : 'warning')
  }
})

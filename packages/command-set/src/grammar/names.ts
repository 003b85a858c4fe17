import { accept, refuse } from '../system/outcome.ts'
import type { Outcome } from '../system/outcome.ts'

const maximumName = 63
const maximumUserName = 256
const minimumPassword = 6
const maximumPassword = 64

/** Name of an object: letters, digits, blank, dot, hyphen, underscore; letter or `_` first. */
export function readName(text: string): Outcome<string> {
  if (text === '') return refuse('5739', '-name')
  if (text.length > maximumName) return refuse('5738', '-name')
  if (/^[0-9]/.test(text)) return refuse('5735', text)
  return /^[A-Za-z_][A-Za-z0-9 ._-]*$/.test(text) && !text.endsWith(' ')
    ? accept(text)
    : refuse('6527', text)
}

/** Name of a user: printable ASCII without `% : " , * '`, no blank at either end. */
export function readUserName(text: string): Outcome<string> {
  if (text === '') return refuse('5739', '-name')
  if (text.length > maximumUserName) return refuse('5738', '-name')
  return /^[ -~]+$/.test(text) && !/[%:",*']|^ | $/.test(text)
    ? accept(text)
    : refuse('6524', text)
}

/** 6-64 printable ASCII characters. No refusal shows any of it. */
export function readPassword(text: string): Outcome<string> {
  if (!/^[ -~]*$/.test(text)) return refuse('6017', '-password')
  if (text.startsWith(' ') || text.endsWith(' ')) return refuse('6525')
  if (text.length < minimumPassword) return refuse('5739', '-password')
  return text.length > maximumPassword ? refuse('5738', '-password') : accept(text)
}

import { accept, refuse } from '../system/outcome.ts'
import type { Outcome } from '../system/outcome.ts'
import { readAddress } from './address.ts'
import { readName, readPassword, readUserName } from './names.ts'
import type { ListParameter, NumberParameter, Parameter, TextParameter } from './parameter.ts'

/** Bytes of one value at most, whatever the parameter. */
const maximumValueBytes = 2176
/** Characters of a file name at most. */
const maximumFileName = 169
const maximumListItems = 128

/** Folders that users can reach: uploads, downloads, code. */
const folders = ['/tmp', '/dumps', '/upgrade', '/update']

export type Value = string | number | boolean | readonly string[]

/** The value of `-name text`, checked as its parameter says. */
export function readValue(parameter: Parameter, name: string, text: string): Outcome<Value> {
  const shown = `-${name}`
  if (utf8Length(text) > maximumValueBytes) return refuse('5738', shown)
  switch (parameter.kind) {
    case 'flag': return refuse('5706', text, shown)
    case 'text': return readText(parameter, shown, text)
    case 'name': return readName(text)
    case 'userName': return readUserName(text)
    case 'password': return readPassword(text)
    case 'address': return readAddress(text)
    case 'file': return readFile(shown, text)
    case 'number': return readNumber(parameter, text)
    case 'percent': return readPercent(text)
    case 'list': return readList(parameter, shown, text)
    case 'word': {
      if (parameter.words.includes(text)) return accept(text)
      return name === 'unit' ? refuse('5717', text) : refuse('5706', text, shown)
    }
  }
}

function readText({ min, max }: TextParameter, shown: string, text: string): Outcome<string> {
  const length = utf8Length(text)
  if (length < (min ?? 0)) return refuse('5739', shown)
  return length > (max ?? maximumValueBytes) ? refuse('5738', shown) : accept(text)
}

function readFile(shown: string, text: string): Outcome<string> {
  if (text.length > maximumFileName) return refuse('5738', shown)
  const parts = text.split('/')
  const clean = !parts.slice(1).some((part) => part === '' || part === '.' || part === '..')
  const reachable = folders.some((folder) => text.startsWith(`${folder}/`))
  return clean && reachable && !/\p{Cc}/u.test(text) ? accept(text) : refuse('8031', text)
}

function readNumber({ min, max }: NumberParameter, text: string): Outcome<number> {
  if (!/^-?\d+$/.test(text)) return refuse('5716', text)
  const number = Number(text)
  if (number < min) return refuse('5702', text)
  return number > max ? refuse('5703', text) : accept(number)
}

function readPercent(text: string): Outcome<number> {
  const digits = text.endsWith('%') ? text.slice(0, -1) : text
  if (!/^\d+$/.test(digits)) return refuse('5716', text)
  return Number(digits) > 100 ? refuse('5703', text) : accept(Number(digits))
}

function readList({ separator }: ListParameter, shown: string, text: string) {
  const items = text.split(separator)
  if (items.length > maximumListItems) return refuse('5703', shown)
  return items.includes('') ? refuse('5729', shown) : accept(items)
}

/** Length in bytes of UTF-8. A lone surrogate counts 3, as its replacement character does. */
function utf8Length(text: string): number {
  let length = 0
  for (const character of text) {
    const point = character.codePointAt(0) as number
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return length
}

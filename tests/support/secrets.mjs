// Looks for keys in files and outputs, in every spelling that a careless line of code could give them.
import { closeSync, openSync, readSync } from 'node:fs'

/** A part of a key is searched for, so that a key is found that was cut short or broken into lines. */
const PIECE_BYTES = 16
const CHUNK_BYTES = 1024 * 1024
const ZEROS = Buffer.alloc(CHUNK_BYTES)

/** How these bytes look in a file: as they are, and as texts. */
export function spellings(bytes) {
  const hex = bytes.toString('hex')
  const pairs = hex.match(/../g)
  const texts = [hex, hex.toUpperCase(), pairs.join(' '), pairs.join(':'), [...bytes].join(','), [...bytes].join(', ')]
  for (const before of [0, 1, 2]) {
    // In Base64 the neighbours show in the first and the last character.
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64').replace(/=+$/, '')
    const whole = text.slice(before && before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1)
    texts.push(whole, whole.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return [bytes, ...texts.map((text) => Buffer.from(text))]
}

/** `secrets` are {name, bytes}: keys; or {name, text}: passwords and the like, which are searched for whole. */
export class SecretSearch {
  #needles

  constructor(secrets) {
    this.#needles = secrets.map(({ name, bytes, text }) => {
      const parts = text === undefined ? piecesOf(bytes) : [Buffer.from(text)]
      return { name, spelled: parts.flatMap(spellings) }
    })
    this.overlap = Math.max(...this.#needles.flatMap(({ spelled }) => spelled.map((one) => one.length)))
  }

  /** Names of the secrets that stand in these bytes. */
  in(bytes) {
    return this.#needles.filter(({ spelled }) => spelled.some((one) => bytes.includes(one))).map(({ name }) => name)
  }

  /** Names of the secrets that stand in a file; the holes of a large one cost little. */
  inFile(path) {
    const found = new Set()
    const file = openSync(path, 'r')
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let kept = Buffer.alloc(0)
    for (let count; (count = readSync(file, chunk)) > 0;) {
      const read = chunk.subarray(0, count)
      const bytes = Buffer.concat([kept, read])
      const isHole = kept.equals(ZEROS.subarray(0, kept.length)) && read.equals(ZEROS.subarray(0, count))
      if (!isHole) for (const name of this.in(bytes)) found.add(name)
      kept = Buffer.from(bytes.subarray(-this.overlap))
    }
    closeSync(file)
    return [...found]
  }
}

/** Consecutive pieces, the last one ending where the bytes end. */
export function piecesOf(bytes) {
  const pieces = []
  for (let at = 0; at + PIECE_BYTES <= bytes.length; at += PIECE_BYTES) pieces.push(bytes.subarray(at, at + PIECE_BYTES))
  if (bytes.length % PIECE_BYTES !== 0) pieces.push(bytes.subarray(-PIECE_BYTES))
  return pieces
}

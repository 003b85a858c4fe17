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
  const texts = [
    hex,
    hex.toUpperCase(),
    pairs.join(' '),
    pairs.join(':'),
    [...bytes].join(','),
    [...bytes].join(', '),
  ]
  for (const before of [0, 1, 2]) {
    // In Base64 the neighbours show in the first and the last character.
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const whole = text.slice(
      before && before + 1,
      (before + bytes.length) % 3 === 0 ? undefined : -1,
    )
    texts.push(whole, whole.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return [bytes, ...texts.map((text) => Buffer.from(text))]
}

/**
 * `secrets` are {name, bytes}: keys; or {name, text}: passwords and the like, which are searched for whole. All are
 * looked for in one pass, by their first four bytes.
 */
export class SecretSearch {
  #byPrefix = new Map()
  /** Whether a needle begins with these two bytes. */
  #begins = new Uint8Array(65_536)
  #longest = 0

  constructor(secrets) {
    for (const { name, bytes, text } of secrets) {
      const parts = text === undefined ? piecesOf(bytes) : [Buffer.from(text)]
      for (const needle of parts.flatMap(spellings)) this.#add({ name, needle })
    }
  }

  #add(entry) {
    const prefix = entry.needle.readUInt32BE()
    this.#byPrefix.set(prefix, [...(this.#byPrefix.get(prefix) ?? []), entry])
    this.#begins[prefix >>> 16] = 1
    this.#longest = Math.max(this.#longest, entry.needle.length)
  }

  /** Names of the secrets that stand in these bytes. */
  in(bytes) {
    const found = new Set()
    let window = 0
    for (let end = 0; end < bytes.length; end++) {
      window = ((window << 8) | bytes[end]) >>> 0
      if (this.#begins[window >>> 16] === 0 || end < 3) continue
      for (const { name, needle } of this.#byPrefix.get(window) ?? []) {
        if (needle.equals(bytes.subarray(end - 3, end - 3 + needle.length))) found.add(name)
      }
    }
    return [...found]
  }

  /** Names of the secrets that stand in a file; the holes of a large one cost little. */
  inFile(path) {
    const found = new Set()
    const file = openSync(path, 'r')
    const chunk = Buffer.alloc(CHUNK_BYTES)
    let kept = Buffer.alloc(0)
    for (let count; (count = readSync(file, chunk)) > 0; ) {
      const read = chunk.subarray(0, count)
      if (!read.equals(ZEROS.subarray(0, count))) {
        for (const name of this.in(Buffer.concat([kept, read]))) found.add(name)
      }
      kept = Buffer.from(read.subarray(-this.#longest))
    }
    closeSync(file)
    return [...found]
  }
}

/** Consecutive pieces, the last one ending where the bytes end. */
export function piecesOf(bytes) {
  const pieces = []
  for (let at = 0; at + PIECE_BYTES <= bytes.length; at += PIECE_BYTES) {
    pieces.push(bytes.subarray(at, at + PIECE_BYTES))
  }
  if (bytes.length % PIECE_BYTES !== 0) pieces.push(bytes.subarray(-PIECE_BYTES))
  return pieces
}

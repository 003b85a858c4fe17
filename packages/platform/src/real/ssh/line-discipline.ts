const lineFeed = 0x0a
const carriageReturn = 0x0d
const escapeByte = 0x1b
const ctrlC = 0x03
const ctrlD = 0x04
const ctrlU = 0x15
const ctrlW = 0x17
const isBackspace = (byte: number): boolean => byte === 0x08 || byte === 0x7f
const isControl = (byte: number): boolean => byte < 0x20

/** Longest line that can be typed, in bytes; more is not taken, with a bell. */
const maxLineBytes = 4_096

/** Where an escape sequence (arrow keys and the like, ECMA-48 section 5.4) has got to. */
type Sequence = 'none' | 'escape' | 'parameters'

/**
 * What a Unix terminal driver does in canonical mode, as far as a command line needs it: echo,
 * backspace, Ctrl-U, Ctrl-W, Ctrl-C, Ctrl-D. Cursor keys are swallowed.
 */
export class LineDiscipline {
  readonly #receive: () => Promise<Uint8Array | undefined>
  readonly #echo: (text: string | Uint8Array) => Promise<void>
  #line: number[] = []
  #sequence: Sequence = 'none'
  #afterReturn = false
  /** Bytes that came in one piece with the end of a line. */
  #rest: Uint8Array = new Uint8Array(0)

  constructor(
    receive: () => Promise<Uint8Array | undefined>,
    echo: (text: string | Uint8Array) => Promise<void>,
  ) {
    this.#receive = receive
    this.#echo = echo
  }

  /** The next line with its line feed; undefined at the end. */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      const bytes = this.#rest.length > 0 ? this.#rest : await this.#receive()
      if (!bytes) return undefined
      this.#rest = new Uint8Array(0)
      for (const [at, byte] of bytes.entries()) {
        const end = await this.#take(byte)
        if (!end) continue
        this.#rest = bytes.subarray(at + 1)
        return end === 'end' ? undefined : this.#finish()
      }
    }
  }

  async #take(byte: number): Promise<'line' | 'end' | undefined> {
    if (this.#isInSequence(byte)) return undefined
    const afterReturn = this.#afterReturn
    this.#afterReturn = byte === carriageReturn
    if (byte === carriageReturn || byte === lineFeed) {
      // A client that sends CR LF has ended one line, not two.
      if (byte === lineFeed && afterReturn) return undefined
      await this.#echo('\n')
      return 'line'
    }
    if (byte === ctrlC) {
      await this.#echo('^C\n')
      this.#line = []
      return 'line'
    }
    if (byte === ctrlD) return this.#line.length === 0 ? 'end' : undefined
    if (isBackspace(byte)) await this.#erase(1)
    else if (byte === ctrlU) await this.#erase(this.#characters().length)
    else if (byte === ctrlW) await this.#erase(this.#lastWord())
    else if (isControl(byte)) return undefined
    else if (this.#line.length >= maxLineBytes) await this.#echo('\x07')
    else {
      this.#line.push(byte)
      await this.#echo(Uint8Array.of(byte))
    }
    return undefined
  }

  #isInSequence(byte: number): boolean {
    if (this.#sequence === 'none') {
      if (byte !== escapeByte) return false
      this.#sequence = 'escape'
      return true
    }
    const goesOn = this.#sequence === 'escape'
      ? byte === 0x5b || byte === 0x4f
      : byte < 0x40 || byte > 0x7e
    this.#sequence = goesOn ? 'parameters' : 'none'
    return true
  }

  #characters(): string[] {
    return [...Buffer.from(this.#line).toString('utf8')]
  }

  #lastWord(): number {
    const word = /[^ ]* *$/.exec(this.#characters().join(''))?.[0] ?? ''
    return [...word].length
  }

  async #erase(count: number): Promise<void> {
    const characters = this.#characters()
    const erased = Math.min(count, characters.length)
    const kept = characters.slice(0, characters.length - erased)
    this.#line = [...Buffer.from(kept.join(''))]
    await this.#echo('\b \b'.repeat(erased))
  }

  #finish(): Uint8Array {
    const line = Uint8Array.from([...this.#line, lineFeed])
    this.#line = []
    return line
  }
}

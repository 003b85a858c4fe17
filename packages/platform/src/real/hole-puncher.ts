import { spawn, type ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/**
 * Node cannot call fallocate(2), so a small shell waits beside the process and runs fallocate(1) on
 * the open file (descriptor 3) for each range that it reads, answering y or n. It is started by the
 * first punch. As it shares the open file description, the lock on the file outlives this process
 * until a punch under way has ended.
 */
const script = `while read -r position length; do
  if fallocate --punch-hole --offset "$position" --length "$length" /proc/self/fd/3 2>/dev/null
  then echo y; else echo n; fi
done`

export class HolePuncher {
  readonly #fd: number
  #shell: ChildProcess | undefined
  /** In the order of the questions. */
  readonly #waiting: ((punched: boolean) => void)[] = []
  #broken = false

  constructor(fd: number) {
    this.#fd = fd
  }

  punch(position: number, length: number, done: (punched: boolean) => void): void {
    if (this.#broken) {
      done(false)
      return
    }
    this.#shell ??= this.#start()
    this.#waiting.push(done)
    const input = this.#shell.stdin as Writable
    input.write(`${position} ${length}\n`)
  }

  #start(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore', this.#fd] })
    shell.on('error', () => this.#break())
    shell.on('exit', () => this.#break())
    shell.stdin?.on('error', () => this.#break())
    const output = shell.stdout as Readable
    output.setEncoding('latin1')
    output.on('data', (text: string) => {
      for (const answer of text) if (answer !== '\n') this.#waiting.shift()?.(answer === 'y')
    })
    return shell
  }

  /** Nobody knows whether a punch under way was done: zeros are written over it in any case. */
  #break(): void {
    this.#broken = true
    for (const done of this.#waiting.splice(0)) done(false)
  }

  async close(): Promise<void> {
    const shell = this.#shell
    if (!shell || shell.exitCode !== null || shell.signalCode !== null) return
    const ended = new Promise((resolve) => shell.once('exit', resolve))
    shell.stdin?.end()
    await ended
  }
}

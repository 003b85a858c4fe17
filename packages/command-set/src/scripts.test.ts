// Plays testdata/commands/*.script: language-neutral sessions whose format stands in the README
// beside them.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { executeLine } from './execute/line.ts'
import { executeRest } from './execute/rest.ts'
import type { Caller, Context } from './execute/context.ts'
import type { Role } from './system/users.ts'
import { FakeSystem } from './fake-system.test.ts'

const folder = new URL('../../../testdata/commands/', import.meta.url)

interface Exchange {
  readonly at: number
  readonly input: string
  readonly lines: string[]
}

for (const name of readdirSync(folder).filter((file) => file.endsWith('.script'))) {
  test(`script ${name}`, async () => {
    const player = new Player()
    for (const exchange of exchangesOf(readFileSync(new URL(name, folder), 'utf8'))) {
      const actual = await player.play(exchange.input)
      assert.deepEqual(actual, exchange.lines, `${name}:${exchange.at} ${exchange.input}`)
    }
  })
}

/** What stands in a script: inputs, each with the lines that are expected to follow. */
function exchangesOf(text: string): Exchange[] {
  const exchanges: Exchange[] = []
  for (const [at, line] of text.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue
    if (/^[>*]/.test(line)) exchanges.push({ at: at + 1, input: line, lines: [] })
    else exchanges.at(-1)?.lines.push(line)
  }
  return exchanges
}

class Player {
  private readonly fake = new FakeSystem()
  private role: Role = 'SecurityAdmin'
  private passwordChangeRequired = false

  async play(input: string): Promise<string[]> {
    const text = input.slice(2)
    if (input.startsWith('*')) return this.happen(text)
    if (text.startsWith('POST ')) return await this.rest(text)
    const { stdout, stderr, exitCode } = await executeLine(text, this.context('CLI'))
    return [
      ...marked('|', stdout), ...marked('!', stderr), ...exitCode === 0 ? [] : [`= ${exitCode}`],
    ]
  }

  private async rest(text: string): Promise<string[]> {
    const [, path = '', body = ''] = /^POST (\S+) ?(.*)$/.exec(text) ?? []
    const answer = await executeRest({ path, body }, this.context('REST'))
    return [`= ${answer.status}`, `| ${answer.body}`]
  }

  private context(origin: Caller['origin']): Context {
    return {
      system: this.fake.system,
      caller: {
        name: 'superuser',
        role: this.role,
        passwordChangeRequired: this.passwordChangeRequired,
        origin,
        address: '192.0.2.99',
      },
      now: () => this.fake.time,
    }
  }

  /** What happens in the world, not on the command line. */
  private happen(text: string): string[] {
    const { world, eventLog } = this.fake
    const [word = '', address = '', state = ''] = text.split(' ')
    const machine = () => world.machine(address)
    const happenings: Readonly<Record<string, () => void>> = {
      'server reachable': () => { machine().reachable = true },
      'server unreachable': () => { machine().reachable = false },
      'server primary': () => { machine().role = 'primary' },
      'server secondary': () => { machine().role = 'secondary' },
      replicate: () => world.replicate(),
      monitor: () => world.monitor(),
      minutes: () => { this.fake.time += Number(address) * 60_000 },
      role: () => { this.role = address as Role },
      mustchange: () => { this.passwordChangeRequired = true },
      event: () => { eventLog.raise('oneKeyHolder') },
      usbprepared: () => { world.usbRekey = 'prepared' },
    }
    const happening = happenings[state === '' ? word : `${word} ${state}`]
    assert.ok(happening, `unknown happening ${text}`)
    happening()
    return []
  }
}

const marked = (mark: string, text: string): string[] =>
  text.split('\n').slice(0, -1).map((line) => (line === '' ? mark : `${mark} ${line}`))

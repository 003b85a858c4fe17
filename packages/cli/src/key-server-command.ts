import type { ParseArgsConfig } from 'node:util'
import { createHttpClient } from '@keyturn/platform/real/http'
import { KeyServerClient } from './clients/key-server-client.ts'
import { type Command, readParameters } from './command.ts'
import { type Access, findKeyServer, programHelp, programOptions } from './find-programs.ts'

type Options = NonNullable<ParseArgsConfig['options']>

interface Declared {
  /** After `keyturn key-server`. */
  readonly words: readonly string[]
  readonly summary: string
  /** The usage line without `keyturn`, the words and the common options. */
  readonly usage: string
  /** Further lines of help. */
  readonly help: string
  readonly options: Options
  readonly positionals?: { readonly min: number; readonly max: number }
  /** Asks the server; answers with the exit code, or with nothing for success. */
  readonly ask: (context: Asked) => Promise<number | undefined | void>
}

export interface Asked {
  readonly client: Asking
  readonly access: Access
  readonly positionals: readonly string[]
  /** Text of an option; undefined where it was not given. */
  readonly text: (name: string) => string | undefined
  readonly flag: (name: string) => boolean
  /** Prints the answer as JSON where that is asked for, else what `render` makes of it. */
  readonly print: <T>(answer: T, render: (answer: T) => string) => void
}

/** One session with the key server; `path` below `/keyturn/rest/v1`. The answer is as documented. */
export interface Asking {
  ask<T>(method: string, path: string, body?: object): Promise<T>
}

/** A command that is a client of the key server's REST interface. */
export function keyServerCommand(declared: Declared): Command {
  const words = ['key-server', ...declared.words]
  return {
    words,
    summary: declared.summary,
    help: [
      `usage: keyturn ${[...words, declared.usage].join(' ').trim()} [--server NAME] [OPTIONS]`,
      declared.help.trim(),
      `${programHelp}\n  --server NAME         the key server of this name (else the primary)`,
    ].join('\n\n'),
    run: async (parameters, terminal) => {
      const options: Options = { ...programOptions, server: { type: 'string' }, ...declared.options }
      const { values, positionals } = readParameters(parameters, options, declared.positionals)
      const text = (name: string): string | undefined => {
        const value = values[name]
        return typeof value === 'string' ? value : undefined
      }
      const flag = (name: string): boolean => values[name] === true
      const access = await findKeyServer(terminal, {
        endpoints: text('endpoints'), server: text('server'), user: text('user'),
        'password-file': text('password-file'),
      })
      const session = new KeyServerClient(createHttpClient(), access)
      const client: Asking = {
        ask: async <T>(method: string, path: string, body?: object) =>
          await session.request(method, path, body) as T,
      }
      const code = await declared.ask({
        client, access, positionals, text, flag,
        print: (answer, render) =>
          terminal.out(flag('json') ? `${JSON.stringify(answer, undefined, 2)}\n` : render(answer)),
      })
      await session.request('DELETE', '/sessions/current')
      return code ?? 0
    },
  }
}

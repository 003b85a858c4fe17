import { createHttpClient } from '@keyturn/platform/real/http'
import { StorageClient } from '../clients/storage-client.ts'
import { type Command, type Terminal, usageError } from '../command.ts'
import { findStorage, programHelp } from '../find-programs.ts'
import { renderAnswer } from '../render-answer.ts'
import { storageRequest } from '../storage-request.ts'

interface Given {
  readonly options: Readonly<Record<string, string>>
  readonly json: boolean
  readonly rest: readonly string[]
}

const ownOptions = ['--endpoints', '--user', '--password-file']

/** Takes the two-hyphen options, which are ours, out of a command line whose others are the system's. */
function readOwnOptions(parameters: readonly string[]): Given {
  const options: Record<string, string> = {}
  const rest: string[] = []
  let json = false
  for (let at = 0; at < parameters.length; at++) {
    const parameter = parameters[at] as string
    if (parameter === '--json') json = true
    else if (ownOptions.includes(parameter)) {
      const value = parameters[++at]
      if (value === undefined) throw usageError(`${parameter} needs a value`)
      options[parameter.slice(2)] = value
    } else rest.push(parameter)
  }
  return { options, json, rest }
}

async function run(parameters: readonly string[], terminal: Terminal): Promise<number> {
  const { options, json, rest } = readOwnOptions(parameters)
  const [first, ...others] = rest
  const [command, ...own] = first === 'svcinfo' || first === 'svctask' ? others : rest
  if (command === undefined || command.startsWith('-')) throw usageError('name a command of the storage system')
  const client = new StorageClient(createHttpClient(), await findStorage(terminal, options))
  const { path, body } = storageRequest(command, own)
  const answer = await client.request('POST', path, body)
  terminal.out(json ? `${JSON.stringify(answer, undefined, 2)}\n` : renderAnswer(answer))
  return 0
}

export const storage: Command = {
  words: ['storage'],
  summary: 'run a command of the storage system',
  help: `
usage: keyturn storage COMMAND [PARAMETERS]

Runs a command of the storage system's command set over REST, as ssh would: parameters have one hyphen.

  keyturn storage lsencryption
  keyturn storage chencryption -keyserver newkey -key prepare
  keyturn storage lsvdisk vol0

and what Keyturn adds to it:

  keyturn storage rescue -yes      when the keys at the key servers are gone
  keyturn storage obligations      what remains to be done to keys at key servers
  keyturn storage waive NAME       none of it for this key: the key server is gone for good

Output is for people; scripts take --json, or ssh with -delim.

${programHelp}
`,
  run,
}

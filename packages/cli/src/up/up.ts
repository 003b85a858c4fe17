import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Failure } from '../clients/failure.ts'
import { bringUp, type BringUpPorts } from './bring-up.ts'
import { layOut } from './layout.ts'
import { MAX_PORT_BASE } from './ports.ts'
import type { Program } from './processes.ts'

const MIN_PORT_BASE = 1024

/**
 * `keyturn up [--data DIR] [--port-base N] [--bind ADDRESS]`: runs until it is asked to stop;
 * answers the exit code.
 */
export async function up(parameters: readonly string[], ports: BringUpPorts): Promise<number> {
  const { data, portBase, bind } = readParameters(parameters)
  const asked = new Promise<void>((resolveAsked) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolveAsked())
  })
  const programs = await bringUp(layOut(data, bind, portBase), ports)
  let stopping = false
  for (const program of programs) {
    void program.ended.then(
      (how) =>
        !stopping &&
        ports.print(
          `${program.name} ${how}. The others go on; start it again with ./keyturn ${commandOf(program)}`,
        ),
    )
  }
  await asked
  stopping = true
  ports.print('Stopping …')
  for (const program of [...programs].reverse()) await program.stop()
  ports.print('Stopped. The next npm start finds everything again.')
  return 0
}

const commandOf = (program: Program): string =>
  `${program.name === 'storage' ? 'storage' : 'key-server'} run --config ${program.configuration}`

function readParameters(parameters: readonly string[]) {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      data: { type: 'string' },
      'port-base': { type: 'string' },
      bind: { type: 'string' },
    },
  })
  const bind = values.bind ?? '127.0.0.1'
  if (isIP(bind) === 0) throw new Failure(`--bind takes an IP address of this machine, not ${bind}`)
  const text = values['port-base']
  const portBase = text === undefined ? undefined : Number(text)
  if (
    portBase !== undefined &&
    !(Number.isInteger(portBase) && portBase >= MIN_PORT_BASE && portBase <= MAX_PORT_BASE)
  ) {
    throw new Failure(
      `--port-base takes a whole number from ${MIN_PORT_BASE} to ${MAX_PORT_BASE}, not ${text}`,
    )
  }
  return { data: resolve(values.data ?? 'data'), portBase, bind }
}

import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { fileURLToPath } from 'node:url'
import {
  ConfigurationError, createCertificates, createHttpServer, createLog, createMetrics, createNetwork,
  createPasswords, createSshServer, diskFiles, openRecordStore, opensslCryptography,
  readConfiguration, realTransferableNetwork, startDataPlane, systemClock, systemRandom,
} from '@keyturn/platform/real'
import { type StorageConfiguration, StorageConfigurationSchema } from './configuration.ts'
import { createStorageSystem } from './controller.ts'
import type { StoragePorts } from './ports.ts'

/** Exit codes: 0 stopped as asked, 1 failed while it ran, 2 could not start, 64 wrong usage. */
const FAILED = 1
const NOT_STARTED = 2
const USAGE = 64

/** A process of an earlier life may need so long to end and give its lock back (milliseconds). */
const LOCK_WAIT_MS = 15_000

const complain = (message: string): void =>
  void process.stderr.write(`storage-system: ${message}\n`)

async function main(): Promise<number> {
  const file = configurationFile()
  if (file === undefined) {
    complain('usage: storage-system --config FILE')
    return USAGE
  }
  // Asked to stop while it starts: it finishes that, then stops.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
  const configuration = await readConfiguration(file, StorageConfigurationSchema)
  const storageSystem = createStorageSystem(realPorts(configuration), configuration)
  const { isLocked } = await storageSystem.start()
  process.stdout.write(`ready ${JSON.stringify({ locked: isLocked() })}\n`)
  await asked
  await storageSystem.stop()
  return 0
}

function realPorts(configuration: StorageConfiguration): StoragePorts {
  const log = createLog('storage-system', configuration.log_level ?? 'info')
  // A program of its own: started, never imported.
  const mainFile = fileURLToPath(new URL('../../data-plane/dist/main.js', import.meta.url))
  return {
    certificates: createCertificates(systemClock, systemRandom),
    clock: systemClock,
    cryptography: opensslCryptography,
    files: diskFiles,
    http: createHttpServer(log),
    log,
    metrics: createMetrics(),
    network: createNetwork(log),
    passwords: createPasswords(),
    random: systemRandom,
    ssh: createSshServer(log),
    transferable: realTransferableNetwork,
    openStore: async () => {
      await diskFiles.makeFolder(configuration.data, 0o700)
      return openRecordStore(`${configuration.data}/storage.db`, { lockWaitMs: LOCK_WAIT_MS })
    },
    openDataPlane: (onEvent) => startDataPlane({
      mainFile,
      processes: configuration.data_plane_processes ?? availableParallelism(),
      onEvent,
    }),
    abort: (cause) => {
      complain(`ends, since going on could lie: ${explain(cause)}`)
      process.exit(FAILED)
    },
  }
}

function configurationFile(): string | undefined {
  try {
    return parseArgs({ options: { config: { type: 'string' } } }).values.config
  } catch {
    return undefined
  }
}

/** Words for what an administrator can mend; the stack for what only we can. */
function explain(cause: unknown): string {
  if (cause instanceof ConfigurationError) return cause.message
  return cause instanceof Error ? cause.stack ?? cause.message : String(cause)
}

process.exit(await main().catch((cause: unknown) => {
  complain(explain(cause))
  return NOT_STARTED
}))

import { parseArgs } from 'node:util'
import {
  ConfigurationError, createCertificates, createHttpServer, createLog, createMetrics,
  createNetwork, createPasswords, diskFiles, openRecordStore, opensslCryptography,
  readConfiguration, systemClock, systemRandom,
} from '@keyturn/platform/real'
import { KeyServerConfigurationSchema } from './configuration.ts'
import { StartError } from './seal/index.ts'
import { createKeyServer } from './server.ts'

/** Exit codes: 0 stopped as asked, 1 failed while it ran, 2 could not start, 64 wrong usage. */
const FAILED = 1
const NOT_STARTED = 2
const USAGE = 64

const complain = (message: string): void => void process.stderr.write(`key-server: ${message}\n`)

async function main(): Promise<number> {
  const file = configurationFile()
  if (file === undefined) {
    complain('usage: key-server --config FILE')
    return USAGE
  }
  const configuration = await readConfiguration(file, KeyServerConfigurationSchema)
  const log = createLog('key-server', configuration.log_level ?? 'info')
    .with({ server: configuration.name })
  const server = createKeyServer({
    certificates: createCertificates(systemClock, systemRandom),
    clock: systemClock,
    cryptography: opensslCryptography,
    files: diskFiles,
    httpServer: createHttpServer(log),
    log,
    metrics: createMetrics(),
    network: createNetwork(log),
    openRecordStore,
    passwords: createPasswords(),
    random: systemRandom,
  }, configuration)
  const asked = new Promise<'asked'>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve('asked'))
  })
  const addresses = await server.start()
  process.stdout.write(`ready ${JSON.stringify(addresses)}\n`)
  const end = await Promise.race([asked, server.failed.then(() => 'failed' as const)])
  if (end === 'failed') return FAILED
  await server.stop()
  return 0
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
  if (cause instanceof StartError || cause instanceof ConfigurationError) return cause.message
  return cause instanceof Error ? cause.stack ?? cause.message : String(cause)
}

process.exit(await main().catch((cause: unknown) => {
  complain(explain(cause))
  return NOT_STARTED
}))

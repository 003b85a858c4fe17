import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const Port = Type.Integer({ minimum: 0, maximum: 65535 })
const Path = Type.String({ pattern: '^/' })
const Text = Type.String({ minLength: 1, maxLength: 255 })

const Endpoint = Type.Object({ host: Text, port: Port }, { additionalProperties: false })

/** The TOML file of `keyturn storage run --config FILE`. Unknown keys are refused; paths are absolute. */
export const StorageConfigurationSchema = Type.Object({
  /** Name of the system when its store is made; `chsystem -name` changes it later. */
  name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9._-]{0,62}$' }),
  /** Folder of everything durable but the volumes: the database, uploads, dumps, the SSH host key. */
  data: Path,
  ssh: Type.Optional(Endpoint),
  /** TLS with the system's certificate, which stands as `certificate.pem` in the data folder. */
  rest: Type.Optional(Endpoint),
  nbd: Type.Object({
    tcp: Type.Optional(Endpoint),
    unix: Type.Optional(Path),
  }, { additionalProperties: false }),
  /** Health and numbers for Prometheus, over plain HTTP. */
  metrics: Type.Optional(Endpoint),
  /** Each is an MDisk: a folder that holds a file per volume. */
  backend: Type.Array(
    Type.Object({ name: Text, folder: Path }, { additionalProperties: false }),
    { minItems: 1, maxItems: 4096 },
  ),
  /** Seconds between two validations of every key server. */
  key_server_interval: Type.Optional(Type.Integer({ minimum: 1, maximum: 3600, default: 10 })),
  /** Milliseconds that a key server may take for one answer. */
  key_server_timeout: Type.Optional(Type.Integer({ minimum: 100, maximum: 60000, default: 5000 })),
  /** Processes of the data plane; absent: one a processor core. */
  data_plane_processes: Type.Optional(Type.Integer({ minimum: 1, maximum: 256 })),
  /** Holds superuser's password; read once, at the first start. */
  initial_password_file: Type.Optional(Path),
  log_level: Type.Optional(Type.Union([
    Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'),
  ])),
}, { additionalProperties: false })

export type StorageConfigurationFile = Static<typeof StorageConfigurationSchema>

/** The parsed TOML as a configuration, or a sentence that names what to mend. */
export function checkConfiguration(
  parsed: unknown,
): { readonly configuration: StorageConfigurationFile } | { readonly refusal: string } {
  if (Value.Check(StorageConfigurationSchema, parsed)) return { configuration: parsed }
  const sentences = Value.Errors(StorageConfigurationSchema, parsed)
    .map(({ instancePath, message, params }) => {
      const extra = 'additionalProperties' in params ? ` ${params.additionalProperties.join(', ')}` : ''
      return `${instancePath === '' ? 'the file' : instancePath.slice(1)} ${message}${extra}`
    })
  return { refusal: [...new Set(sentences)].join('; ') }
}

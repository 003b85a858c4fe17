import { Type, type Static } from 'typebox'

const closed = { additionalProperties: false } as const
const Port = Type.Integer({ minimum: 0, maximum: 65535 })
const Path = Type.String({ pattern: '^/' })
const Text = Type.String({ minLength: 1, maxLength: 255 })

const Endpoint = Type.Object({ host: Text, port: Port }, closed)

/**
 * The TOML file of `keyturn storage run --config FILE`. Unknown keys are refused; paths are
 * absolute.
 */
export const StorageConfigurationSchema = Type.Object({
  /** Name of the system when its store is made; `chsystem -name` changes it later. */
  name: Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9._-]{0,62}$' }),
  /**
   * Folder of everything durable but the volumes: the database, uploads, dumps, the SSH host key.
   */
  data: Path,
  ssh: Type.Optional(Endpoint),
  /** TLS with the system's certificate, which stands as `certificate.pem` in the data folder. */
  rest: Type.Optional(Endpoint),
  nbd: Type.Object({
    tcp: Type.Optional(Endpoint),
    unix: Type.Optional(Path),
  }, closed),
  /** Health and numbers for Prometheus, over plain HTTP. */
  metrics: Type.Optional(Endpoint),
  /** Each is an MDisk: a folder that holds a file per volume. */
  backend: Type.Array(
    Type.Object({ name: Text, folder: Path }, closed),
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
}, closed)

export type StorageConfiguration = Static<typeof StorageConfigurationSchema>

import { Type, type Static } from 'typebox'

const closed = { additionalProperties: false } as const
const Text = Type.String({ minLength: 1, maxLength: 255 })
const Path = Type.String({ pattern: '^/' })
const Port = Type.Integer({ minimum: 0, maximum: 65535 })
const Name = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9._-]{0,62}$' })
const GroupName = Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$' })
const Fingerprint = Type.String({ pattern: '^[0-9a-f]{64}$' })

/** Who the other side of replication is: by fingerprint of certificate or public key, and by chain. */
const Pin = Type.Object({
  fingerprints: Type.Array(Fingerprint, { minItems: 1, maxItems: 8 }),
  /** PEM files of the CAs, or of the peer's self-signed certificate. */
  authorities: Type.Array(Path, { minItems: 1, maxItems: 16 }),
}, closed)

const Secondary = Type.Object({ name: Name, host: Text, port: Port, peer: Pin }, closed)

const Kmip = Type.Object({
  host: Text,
  port: Port,
  /** PEM files; the certificate's chain may follow it. */
  certificate: Path,
  key: Path,
  /** PEM files. With them, only certificates that chain to one of these can become clients. */
  client_authorities: Type.Optional(Type.Array(Path, { maxItems: 64 })),
  /** Seconds without a request after which a connection is closed; 3,600 unless set. */
  idle_seconds: Type.Optional(Type.Integer({ minimum: 10, maximum: 604_800 })),
  /** Open connections; 2,000 unless set. */
  max_connections: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
}, closed)

const Admin = Type.Object({
  host: Text,
  port: Port,
  certificate: Path,
  key: Path,
  /** The first administrator of a new store, and the file with the password; read at that start only. */
  initial_user: Type.Optional(Name),
  initial_password_file: Type.Optional(Path),
}, closed)

const Replication = Type.Object({
  /** The identity towards the other side; that of the KMIP port unless set. */
  certificate: Type.Optional(Path),
  key: Type.Optional(Path),
  /** On a primary. */
  secondaries: Type.Optional(Type.Array(Secondary, { maxItems: 20 })),
  /** Seconds between two runs; 300 unless set. */
  interval_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 604_800 })),
  /** Also send at once whenever something has changed; true unless set. */
  on_change: Type.Optional(Type.Boolean()),
  /** On a secondary: where it listens, and for whom. */
  host: Type.Optional(Text),
  port: Type.Optional(Port),
  primary: Type.Optional(Pin),
}, closed)

const Group = Type.Object({
  name: GroupName,
  /** May clients of the group destroy its objects? False unless set. */
  may_destroy: Type.Optional(Type.Boolean()),
  /** How long Destroy can be undone; 30 unless set. */
  tombstone_days: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_650 })),
}, closed)

const Client = Type.Object({ name: Text, certificate: Path, group: GroupName }, closed)

/** The TOML file of `keyturn key-server run --config FILE`. Unknown keys are refused; paths are absolute. */
export const KeyServerConfigurationSchema = Type.Object({
  name: Name,
  /** The role of a new store. Later the store knows it: a promotion changes it there. */
  role: Type.Union([
    Type.Literal('standalone'), Type.Literal('primary'), Type.Literal('secondary'),
  ]),
  /** Folder of the store. */
  data: Path,
  kmip: Kmip,
  admin: Type.Optional(Admin),
  replication: Type.Optional(Replication),
  /** Health and numbers for Prometheus, over plain HTTP. */
  metrics: Type.Optional(Type.Object({ host: Text, port: Port }, closed)),
  seal: Type.Object({
    /** Wraps the store key. Made at the first start; keep a copy of it apart from the store. */
    root_key_file: Path,
  }, closed),
  audit: Type.Optional(Type.Object({
    /** Hold the answer to a read until its record is durable; else within 100 ms. */
    before_answer: Type.Optional(Type.Boolean()),
  }, closed)),
  /** Device groups and approved clients that are made at a start where they are missing. */
  groups: Type.Optional(Type.Array(Group, { maxItems: 1_000 })),
  clients: Type.Optional(Type.Array(Client, { maxItems: 1_000 })),
  log_level: Type.Optional(Type.Union([
    Type.Literal('debug'), Type.Literal('info'), Type.Literal('warn'), Type.Literal('error'),
  ])),
}, closed)

export type KeyServerConfiguration = Static<typeof KeyServerConfigurationSchema>

/**
 * An SSH server as a port: authentication asks, commands and shells and file transfers are handed
 * out.
 */
export interface SshServer {
  listen(options: SshListenOptions, handler: SshHandler): Promise<{ readonly port: number; close(): Promise<void> }>
}

export interface SshListenOptions {
  readonly host: string
  readonly port: number
  /** PEM of the host key, an EC or RSA key in PKCS #8 form, or any key in OpenSSH's. */
  readonly hostKey: string
}

export interface SshHandler {
  /** Whether this user may come in with this password. */
  password(user: string, password: string, remoteAddress: string): Promise<boolean>
  /**
   * Whether this public key (OpenSSH form `ssh-ed25519 AAAA…`, without comment) is one of the
   * user's. The adapter checks the signature.
   */
  publicKey(user: string, key: string, remoteAddress: string): Promise<boolean>
  /**
   * One command line, as sent; old-protocol scp does not come here. Standard input is read on
   * demand. Resolves with the exit code, 0 to 255.
   */
  exec(session: SshSession, commandLine: string, terminal: SshChannel): Promise<number>
  /** A keyboard session, with or without a pty; resolves with the exit code when it is over. */
  shell(session: SshSession, terminal: SshChannel): Promise<number>
  /** The files that scp and sftp may see; undefined: refused. */
  files(session: SshSession): JailedFiles | undefined
}

export interface SshSession {
  readonly user: string
  readonly remoteAddress: string
}

/**
 * A session's three streams. With a pty the adapter is the terminal driver: it echoes and lets
 * lines be edited, `read` answers whole lines that end with a line feed (Ctrl-C empties the line,
 * Ctrl-D on an empty one is the end), and line feeds that are written go out as CR LF.
 */
export interface SshChannel {
  readonly pty: boolean
  /** Next bytes of standard input; undefined at its end. */
  read(): Promise<Uint8Array | undefined>
  write(text: string | Uint8Array): Promise<void>
  writeError(text: string): Promise<void>
}

/**
 * A few folders under their public names (`/tmp`, `/dumps`, `/upgrade`); whatever lies outside
 * does not exist. An upload appears under its name when it is complete, and is durable then;
 * until then it is a file beside it whose name begins with a dot. Names that begin with a dot,
 * and links, do not exist either.
 */
export interface JailedFiles {
  /**
   * The real path behind a public one, that of a public folder included; undefined when it is
   * outside or not a plain name. The adapter looks for links.
   */
  resolve(publicPath: string): string | undefined
  /** The public folders, for a listing of `/`. */
  readonly folders: readonly string[]
  /** Longest file that may be uploaded, in bytes. */
  readonly maxFileBytes: number
}

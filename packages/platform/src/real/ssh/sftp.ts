import ssh2 from 'ssh2'
import type { Attributes, SFTPWrapper } from 'ssh2'
import { constants } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { type Jail, type JailEntry, JailError, Upload } from './jail.ts'

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp

const maxHandles = 64
/** Requests under way; clients keep to 64 or fewer. */
const maxPending = 512
/** Longest answer to one read, in bytes. */
const maxReadBytes = 262_144
const namesPerAnswer = 100

interface Folder {
  readonly entries: JailEntry[]
}
type Handle = Upload | Folder | FileHandle

/**
 * SFTP version 3 (draft-ietf-secsh-filexfer-02) over the jail. What has no listener here (making
 * folders, renaming, links, every extension) ssh2 answers with "operation unsupported".
 */
export function serveSftp(sftp: SFTPWrapper, jail: Jail): void {
  const handles = new Map<number, Handle>()
  let lastHandle = 0
  let pending = 0

  let before = Promise.resolve()

  /**
   * Runs one request after the one before it; its failure is the request's answer. The protocol allows
   * answers in any order, yet scp of OpenSSH 9.0 to 9.2 cuts a file where they were not in order.
   */
  const run = (id: number, work: () => Promise<void>): void => {
    if (++pending > maxPending) return void sftp.end()
    before = before.then(work)
      .catch((cause: unknown) => sftp.status(id, ...statusOf(cause)))
      .finally(() => pending--)
  }
  const done = (id: number): void => sftp.status(id, STATUS_CODE.OK)
  const keep = (id: number, handle: Handle): void => {
    const number = ++lastHandle
    handles.set(number, handle)
    const name = Buffer.alloc(4)
    name.writeUInt32BE(number)
    sftp.handle(id, name)
  }
  const numberOf = (name: Buffer): number => name.length === 4 ? name.readUInt32BE() : 0
  const find = (name: Buffer): Handle => {
    const handle = handles.get(numberOf(name))
    if (!handle) throw new JailError('failed', 'no such handle')
    return handle
  }
  const assertRoom = (): void => {
    if (handles.size >= maxHandles) throw new JailError('failed', 'too many open files')
  }

  sftp.on('OPEN', (id, path, flags) => run(id, async () => {
    assertRoom()
    keep(id, await open(jail, path, flags))
  }))
  sftp.on('READ', (id, name, offset, length) => run(id, async () => {
    const handle = find(name)
    if (!isFile(handle)) throw new JailError('denied', 'not open for reading')
    const bytes = Buffer.alloc(Math.min(length, maxReadBytes))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset)
    if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF)
    else sftp.data(id, bytes.subarray(0, bytesRead))
  }))
  sftp.on('WRITE', (id, name, offset, bytes) => run(id, async () => {
    const handle = find(name)
    if (!(handle instanceof Upload)) throw new JailError('denied', 'not open for writing')
    await handle.write(bytes, offset)
    done(id)
  }))
  sftp.on('CLOSE', (id, name) => run(id, async () => {
    const handle = find(name)
    handles.delete(numberOf(name))
    if (handle instanceof Upload) await handle.complete()
    else if (isFile(handle)) await handle.close()
    done(id)
  }))
  sftp.on('FSTAT', (id, name) => run(id, async () => {
    const handle = find(name)
    if (handle instanceof Upload) sftp.attrs(id, attributes(fileOf(await handle.sizeBytes())))
    else if (isFile(handle)) sftp.attrs(id, attributes(fileOf((await handle.stat()).size)))
    else throw new JailError('failed', 'not a file')
  }))
  for (const event of ['STAT', 'LSTAT'] as const) {
    sftp.on(event, (id: number, path: string) => run(id, async () => {
      sftp.attrs(id, attributes(await jail.describe(path)))
    }))
  }
  // Modes and times are not kept; that is no reason for `put -p` to fail.
  sftp.on('FSETSTAT', (id, name) => run(id, async () => {
    find(name)
    done(id)
  }))
  sftp.on('SETSTAT', (id, path) => run(id, async () => {
    await jail.describe(path)
    done(id)
  }))
  sftp.on('OPENDIR', (id, path) => run(id, async () => {
    assertRoom()
    keep(id, { entries: [...await jail.list(path)] })
  }))
  sftp.on('READDIR', (id, name) => run(id, async () => {
    const handle = find(name)
    if (!('entries' in handle)) throw new JailError('failed', 'not a folder')
    const entries = handle.entries.splice(0, namesPerAnswer)
    if (entries.length === 0) sftp.status(id, STATUS_CODE.EOF)
    else sftp.name(id, entries.map(listed))
  }))
  sftp.on('REALPATH', (id, path) => run(id, async () => {
    const filename = jail.canonical(path)
    sftp.name(id, [{ filename, longname: filename, attrs: {} as Attributes }])
  }))
  sftp.on('REMOVE', (id, path) => run(id, async () => {
    await jail.remove(path)
    done(id)
  }))

  // What a client leaves open when it goes is closed, and its unfinished uploads are dropped.
  const leave = (): void => {
    for (const handle of handles.values()) {
      if (handle instanceof Upload) handle.discard().catch(() => {})
      else if (isFile(handle)) handle.close().catch(() => {})
    }
    handles.clear()
  }
  sftp.on('end', () => {
    leave()
    endWithSuccess(sftp)
  })
  sftp.on('close', leave)
  sftp.on('error', leave)
}

/** What ssh2 1.17.0 keeps to itself. */
interface SftpInside {
  readonly _protocol: { exitStatus(channel: number, code: number): void }
  readonly outgoing: { readonly id: number; readonly state: string }
}

/** scp reports failure where the channel closes without an exit status, and ssh2 sends none. */
function endWithSuccess(sftp: SFTPWrapper): void {
  const { _protocol, outgoing } = sftp as unknown as SftpInside
  if (outgoing.state === 'open') _protocol.exitStatus(outgoing.id, 0)
  sftp.end()
}

/** For reading, or for writing a new or replaced file from its beginning. */
async function open(jail: Jail, path: string, flags: number): Promise<Handle> {
  const has = (flag: number): boolean => (flags & flag) !== 0
  if (!has(OPEN_MODE.WRITE)) return jail.openForReading(path)
  if (has(OPEN_MODE.READ) || has(OPEN_MODE.APPEND) || !has(OPEN_MODE.CREAT)) {
    throw new JailError('denied', 'files are written whole')
  }
  return jail.openUpload(path, has(OPEN_MODE.TRUNC) && !has(OPEN_MODE.EXCL))
}

const isFile = (handle: Handle): handle is FileHandle => 'fd' in handle

const fileOf = (sizeBytes: number): JailEntry =>
  ({ name: '', isFolder: false, sizeBytes, modified: 0 })

const attributes = ({ isFolder, sizeBytes, modified }: JailEntry): Attributes => ({
  mode: isFolder ? constants.S_IFDIR | 0o755 : constants.S_IFREG | 0o644,
  uid: 0,
  gid: 0,
  size: sizeBytes,
  atime: modified,
  mtime: modified,
})

/** As `ls -l` prints it: clients show this text to the user. */
function listed(entry: JailEntry) {
  const mode = entry.isFolder ? 'drwxr-xr-x' : '-rw-r--r--'
  const date = new Date(entry.modified * 1000).toISOString().slice(0, 16).replace('T', ' ')
  const size = String(entry.sizeBytes).padStart(10)
  const longname = `${mode} 1 root root ${size} ${date} ${entry.name}`
  return { filename: entry.name, longname, attrs: attributes(entry) }
}

const statusOfKind = {
  absent: STATUS_CODE.NO_SUCH_FILE,
  denied: STATUS_CODE.PERMISSION_DENIED,
  failed: STATUS_CODE.FAILURE,
}

function statusOf(cause: unknown): [number, string] {
  if (cause instanceof JailError) {
    return [statusOfKind[cause.kind], cause.message]
  }
  const { code } = cause as NodeJS.ErrnoException
  return [STATUS_CODE.FAILURE, code === 'ENOSPC' ? 'no space left' : 'the file system refused']
}

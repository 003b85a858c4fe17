import { ATTACH_TIMEOUT_MS, FAILED, type BlockFile, type BlockFiles } from '@keyturn/platform/ports'
import type { VolumeFile, VolumeOutcome, VolumeRefusalReason } from '@keyturn/platform/ports'
import { UNIT_LENGTH } from './memory.ts'
import { Volume, type VolumeObserver } from './volume.ts'
import { checkHeader, HEADER_LENGTH, makeHeader } from './volume-header.ts'
import type { XtsEngine } from './xts/engine.ts'

/** Largest volume in bytes: every position in the file stays an exact number. */
const MAXIMUM_SIZE = 2 ** 52

export const refuse = (reason: VolumeRefusalReason, message: string) =>
  ({ done: false, reason, message }) as const

const codeOf = (error: unknown): string =>
  (error as { readonly code?: string }).code ?? String(error)

/** Undefined when the size is one that a volume can have. */
function refuseSize(sizeBytes: number) {
  const good = sizeBytes > 0 && sizeBytes <= MAXIMUM_SIZE && sizeBytes % UNIT_LENGTH === 0
  return good
    ? undefined
    : refuse('io', `${sizeBytes} bytes is no size of a volume: take a multiple of 512`)
}

const refuseIo = (path: string, error: unknown) => {
  const code = codeOf(error)
  const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG'
  return refuse(full ? 'noSpace' : 'io', `${path}: ${code}`)
}

/** Makes the file of a volume; one that is there already has to be this volume. */
export async function createVolume(
  files: BlockFiles,
  { volumeId, path, sizeBytes }: VolumeFile,
  key: Uint8Array,
): Promise<VolumeOutcome> {
  const badSize = refuseSize(sizeBytes)
  if (badSize) return badSize
  try {
    const head = makeHeader(volumeId, key)
    if (await files.create(path, head, HEADER_LENGTH + sizeBytes)) return { done: true }
  } catch (error) {
    return refuseIo(path, error)
  }
  const opened = await files.open(path, ATTACH_TIMEOUT_MS)
  if ('refused' in opened) return refuse(opened.refused, opened.message)
  const refusal = checkFile(opened.file, volumeId, key)
  await opened.file.close()
  return refusal ?? { done: true }
}

function checkFile(file: BlockFile, volumeId: string, key: Uint8Array) {
  const header = new Uint8Array(HEADER_LENGTH)
  const got = file.readSync(header, 0, HEADER_LENGTH, 0)
  if (got === FAILED) return refuse('io', `cannot read the header: ${file.lastError}`)
  const refusal = checkHeader(header.subarray(0, got), volumeId, key)
  return refusal && refuse(refusal.reason, refusal.message)
}

/** Locks, checks and opens a volume. A file that a crashed resize left too short is made longer. */
export async function attachVolume(
  files: BlockFiles,
  { volumeId, path, sizeBytes }: VolumeFile,
  key: Uint8Array,
  makeEngine: (key: Uint8Array) => XtsEngine,
  observer: VolumeObserver,
): Promise<Volume | ReturnType<typeof refuse>> {
  const badSize = refuseSize(sizeBytes)
  if (badSize) return badSize
  const opened = await files.open(path, ATTACH_TIMEOUT_MS)
  if ('refused' in opened) return refuse(opened.refused, opened.message)
  const { file } = opened
  const refusal = checkFile(file, volumeId, key)
  if (refusal) {
    await file.close()
    return refusal
  }
  try {
    if (file.lengthBytes < HEADER_LENGTH + sizeBytes) await file.extend(HEADER_LENGTH + sizeBytes)
  } catch (error) {
    await file.close()
    return refuseIo(path, error)
  }
  return new Volume(volumeId, sizeBytes, file, makeEngine(key), observer)
}

/** Makes an attached volume larger, durably. */
export async function resizeVolume(volume: Volume, sizeBytes: number): Promise<VolumeOutcome> {
  const badSize = refuseSize(sizeBytes)
  if (badSize) return badSize
  if (sizeBytes < volume.sizeBytes) return refuse('io', 'a volume does not become smaller')
  try {
    if (volume.file.lengthBytes < HEADER_LENGTH + sizeBytes) {
      await volume.file.extend(HEADER_LENGTH + sizeBytes)
    }
  } catch (error) {
    return refuseIo(volume.volumeId, error)
  }
  volume.sizeBytes = sizeBytes
  return { done: true }
}

import { nbd } from '@keyturn/nbd'

/** The NBD error for an error code of the operating system. */
export function nbdError(code: string): number {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return nbd.NBD_ENOSPC
    case 'EPERM':
    case 'EROFS':
      return nbd.NBD_EPERM
    default:
      return nbd.NBD_EIO
  }
}

/** A sentence for an error chunk; clients show it to a person. */
export function errorText(error: number): string {
  switch (error) {
    case nbd.NBD_EINVAL:
      return 'requests are whole units of 512 bytes, at most 32 MiB, within the volume'
    case nbd.NBD_ESHUTDOWN:
      return 'the volume is being detached'
    case nbd.NBD_EPERM:
      return 'the volume is read-only'
    default:
      return 'the volume cannot be read; the storage system has an event that says why'
  }
}

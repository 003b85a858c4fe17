import type { Role } from '@keyturn/command-set'
import type { Files, JailedFiles } from '@keyturn/platform/ports'
import { jailRoot, publicFolders, resolveInJail } from '../jail.ts'

/** Longest upload, in bytes: certificates and keys are small, code packages are not taken. */
const maxUploadBytes = 64 * 1_048_576

/** Who may bring files in and out: those who may run commands that name files. */
const roles: readonly Role[] =
  ['SecurityAdmin', 'Administrator', 'RestrictedAdmin', 'Service', '3SiteAdmin']

/** The public folders for scp and sftp; undefined for a role that has no use for them. */
export function createJailedFiles(dataFolder: string, role: Role): JailedFiles | undefined {
  if (!roles.includes(role)) return undefined
  return {
    folders: publicFolders,
    maxFileBytes: maxUploadBytes,
    resolve: (path) => publicFolders.some((folder) => folder === path)
      ? `${jailRoot(dataFolder)}${path}`
      : resolveInJail(dataFolder, path),
  }
}

/** Removes what uploads left that a crash cut off. */
export async function sweepUploads(files: Files, dataFolder: string): Promise<void> {
  for (const folder of publicFolders) {
    const place = `${jailRoot(dataFolder)}${folder}`
    for (const name of await files.list(place)) {
      if (name.startsWith('.') && name.endsWith('.upload')) await files.remove(`${place}/${name}`)
    }
  }
}

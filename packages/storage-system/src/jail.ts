/** The folders that users see by scp, sftp and in file parameters; anything else does not exist. */
export const publicFolders = ['/tmp', '/dumps', '/upgrade', '/update'] as const

/** Longest file argument (storage-commands: 169 characters). */
const MAX_PATH_LENGTH = 169

/** C0, DEL and C1: terminals take them for commands, and names are shown there. */
const CONTROL_CHARACTER = /\p{Cc}/u

/** Where the public folders lie. */
export function jailRoot(dataFolder: string): string {
  return `${dataFolder}/jail`
}

/**
 * The real path behind a public one such as `/tmp/ca.pem`; undefined when it is outside the public
 * folders or has a part that is not a plain name.
 */
export function resolveInJail(dataFolder: string, publicPath: string): string | undefined {
  if (publicPath.length > MAX_PATH_LENGTH || CONTROL_CHARACTER.test(publicPath)) return undefined
  const [empty, folder, ...names] = publicPath.split('/')
  if (empty !== '' || !publicFolders.some((known) => known === `/${folder}`)) return undefined
  const plain = names.length > 0 && names.every((name) => !['', '.', '..'].includes(name))
  return plain ? `${jailRoot(dataFolder)}${publicPath}` : undefined
}

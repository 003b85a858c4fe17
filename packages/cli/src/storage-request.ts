const BASE = '/rest/v1'

/**
 * Parameters whose values do not travel in the path, since paths stand in logs. All others do: the
 * system's own grammar then tells flags from values (`rmvdisk -force 3`), and this client stays thin.
 */
const secrets = new Set(['password', 'passphrase', 'recoverykey', 'secret', 'pin'])

/** The request that stands for a command line of the storage system. */
export function storageRequest(
  command: string,
  parameters: readonly string[],
): { readonly path: string; readonly body: Readonly<Record<string, string>> } {
  const segments = [command]
  const body: Record<string, string> = {}
  for (let at = 0; at < parameters.length; at++) {
    const parameter = parameters[at] as string
    const value = parameters[at + 1]
    if (parameter.startsWith('-') && value !== undefined && secrets.has(parameter.slice(1))) {
      body[parameter.slice(1)] = value
      at += 1
    } else {
      segments.push(parameter)
    }
  }
  return { path: [BASE, ...segments.map(encodeURIComponent)].join('/'), body }
}

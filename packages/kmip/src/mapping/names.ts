import { tags, type TagName, type TagRow } from '../tables/tags.ts'
import type { ProtocolVersion } from '../versions.ts'

const nameOfTag = new Map<number, TagName>(
  (Object.keys(tags) as TagName[]).map((name) => [tags[name][0], name]),
)

export const isTagName = (text: string): text is TagName => Object.hasOwn(tags, text)

export const tagNumber = (name: TagName): number => tags[name][0]

/** The name of a tag of the standard, undefined for extensions and unknown ones. */
export const tagName = (tag: number): TagName | undefined => nameOfTag.get(tag)

/** The name of a tag, or `0x` and its six digits. */
export const tagText = (tag: number): string =>
  nameOfTag.get(tag) ?? `0x${tag.toString(16).toUpperCase().padStart(6, '0')}`

/** Extension tags: free by agreement (KMIP 2.1 section 10.1.1). */
export const isExtensionTag = (tag: number): boolean => tag >>> 16 === 0x54

/** Does `version` lie between the version that brought something and the one that dropped it? */
export const isWithin = (
  version: ProtocolVersion,
  since: ProtocolVersion | undefined,
  removed: ProtocolVersion | undefined,
): boolean =>
  (since === undefined || version >= since) && (removed === undefined || version < removed)

export function tagIsIn(name: TagName, version: ProtocolVersion): boolean {
  const row: TagRow = tags[name]
  return isWithin(version, row[2], row[3])
}

/**
 * The JavaScript key of a field: its name in camel case, in the plural if it repeats.
 * IVCounterNonce is ivCounterNonce, X_509CertificateIdentifier x509CertificateIdentifier.
 */
export function keyOf(name: string, repeats: boolean): string {
  const words = name
    .replaceAll('_', '')
    .replace(/([A-Z]+)(?=[A-Z][a-z]|[0-9]|$)/g, (run) => run.charAt(0) + run.slice(1).toLowerCase())
  const key = words.charAt(0).toLowerCase() + words.slice(1)
  return repeats && !/(s|Information)$/.test(key) ? `${key}s` : key
}

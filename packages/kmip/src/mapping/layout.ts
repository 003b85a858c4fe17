import { tags, type TagName } from '../tables/tags.ts'
import { type ProtocolVersion, protocolVersions } from '../versions.ts'
import type { Form } from './context.ts'
import { isTagName, keyOf, tagIsIn, tagNumber } from './names.ts'

/** One field of a structure in one version. */
export interface Field {
  /** Tag name, or `<object>`. */
  readonly name: TagName | '<object>'
  readonly key: string
  readonly required: boolean
  readonly repeats: boolean
  readonly form: Form
}

/** The form of a field's value; `type` is the item type where it is not the tag's. */
export type FormOf = (name: Field['name'], type: string | undefined, ofPayload: boolean) => Form

/** The fields of a structure or payload in one version, in the order on the wire. */
export interface Layout {
  /** For messages about it. */
  readonly name: string
  readonly fields: readonly Field[]
  /** Tag to position in `fields`. */
  readonly positions: ReadonlyMap<number, number>
  /** Vendors may add items with extension tags: they are kept under `extensions`. */
  readonly extensible: boolean
  /** A structure that only lists values of one kind is an array in JavaScript. */
  readonly isList: boolean
}

/** Tags that can stand for `<object>`: the object types. */
export const objectTags = [
  'Certificate', 'SymmetricKey', 'PublicKey', 'PrivateKey', 'SplitKey', 'Template', 'SecretData',
  'OpaqueObject', 'PGPKey', 'CertificateRequest',
] as const satisfies readonly TagName[]

/** Fields whose key is not their own name: attributes look the same in 1.x and 2.x. */
const neutralKeys: Readonly<Record<string, string>> = {
  '<object>': 'object',
  TemplateAttribute: 'attributes',
  CommonTemplateAttribute: 'commonAttributes',
  PrivateKeyTemplateAttribute: 'privateKeyAttributes',
  PublicKeyTemplateAttribute: 'publicKeyAttributes',
  NewAttribute: 'attribute',
}

const rowPattern = /^(<?[\w-]+>?)([*?~]*)(?::(\w+))?(?: (\d\.\d)?\.\.(\d\.\d)?)?$/

/** Compiles rows of the tables (see tables/structures.ts) for one version. */
export function compileLayout(
  name: string,
  rows: readonly string[],
  version: ProtocolVersion,
  formOf: FormOf,
  ofPayload = false,
): Layout {
  const fields: Field[] = []
  let extensible = false
  for (const row of rows) {
    const [, field = '', marks = '', type, from, to] = rowPattern.exec(row) ?? []
    if ((from !== undefined && version < from) || (to !== undefined && version > to)) continue
    if (field === '<vendor-specific>') extensible = true
    else if (field === '<object>' || isTagName(field)) {
      const repeats = marks.includes('*')
      fields.push({
        name: field,
        key: fieldKey(field, repeats, ofPayload),
        required: !/[?~]/.test(marks),
        repeats,
        form: formOf(field, type, ofPayload),
      })
    } else throw new Error(`the tables name an unknown field in ${name}: ${row}`)
  }
  const positions = new Map<number, number>()
  fields.forEach((field, position) => {
    for (const tag of tagsOf(field.name, version)) positions.set(tag, position)
  })
  const isList = rows.length === 1 && rows[0]?.includes('*') === true && !extensible
  return { name, fields, positions, extensible, isList }
}

function fieldKey(name: string, repeats: boolean, ofPayload: boolean): string {
  const neutral = neutralKeys[name]
  if (neutral !== undefined) return neutral
  // Payloads of 1.x name attributes by text where those of 2.x refer to them.
  if (name === 'AttributeName' && ofPayload) return keyOf('AttributeReference', repeats)
  return keyOf(name, repeats)
}

const tagsOf = (name: Field['name'], version: ProtocolVersion): number[] =>
  name === '<object>'
    ? objectTags.filter((tag) => tagIsIn(tag, version)).map(tagNumber)
    : [tags[name][0]]

/** Layouts of a table for all versions, by version and name. */
export function compileTable(
  table: Readonly<Record<string, readonly string[]>>,
  formOf: FormOf,
  ofPayload = false,
): (name: string, version: ProtocolVersion) => Layout | undefined {
  const byVersion = new Map(protocolVersions.map((version) => [
    version,
    new Map(Object.entries(table).map(
      ([name, rows]) => [name, compileLayout(name, rows, version, formOf, ofPayload)],
    )),
  ]))
  return (name, version) => byVersion.get(version)?.get(name)
}

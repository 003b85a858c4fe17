// Every field of the tables gets its form here, and the tables are compiled with it.
import {
  attributesForm,
  referenceForm2,
  singleAttributeForm,
} from '../attributes/forms-2.ts'
import { attributeForm1, referenceForm1, templateAttributeForm } from '../attributes/forms-1.ts'
import {
  certificateRequestForm,
  dependentForm,
  keyValueForm,
  objectForm,
  structureForm,
} from '../objects/forms.ts'
import { payloads } from '../tables/payloads.ts'
import { credentialValues, keyMaterials, structures } from '../tables/structures.ts'
import { tags, type TagName } from '../tables/tags.ts'
import { type ItemType, itemTypes } from '../ttlv/item.ts'
import type { ProtocolVersion } from '../versions.ts'
import type { Form } from './context.ts'
import { enumerationFor, isMask } from './enumerations.ts'
import { compileTable, type Field, type Layout } from './layout.ts'
import {
  asynchronousIndicatorForm,
  enumerationForm,
  extensionTypeForm,
  maskForm,
  numberedForm,
  operationForm,
  plainForm,
  rawForm,
  referableForm,
} from './simple-forms.ts'

/** The layout of a structure, or of a part of the message such as its header. */
export const structureLayout = (name: string, version: ProtocolVersion): Layout | undefined =>
  compiled.structures(name, version)

/** The layout of an operation's payload; undefined for an operation that the tables lack. */
export function payloadLayout(
  operation: string,
  direction: 'request' | 'response',
  version: ProtocolVersion,
): Layout | undefined {
  return compiled[direction](operation, version)
}

const materialLayout = (format: string, version: ProtocolVersion): Layout | undefined =>
  compiled.materials(format, version)
const credentialLayout = (type: string, version: ProtocolVersion): Layout | undefined =>
  compiled.credentials(type, version)

const attribute1 = attributeForm1(formOfTag)
const attributes2 = attributesForm(formOfTag)
const single2 = singleAttributeForm(formOfTag)
const identifier = referableForm('TextString', 'UniqueIdentifier')
const object = objectForm(structureLayout)

const template = (templatesKey: string): Form =>
  templateAttributeForm(attribute1, structureForm('Name', structureLayout), templatesKey)

/** Tags whose values are more than their item type says. */
const specialForms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['<object>', object],
  ['Attribute', attribute1],
  ['TemplateAttribute', template('templates')],
  ['CommonTemplateAttribute', template('commonTemplates')],
  ['PrivateKeyTemplateAttribute', template('privateKeyTemplates')],
  ['PublicKeyTemplateAttribute', template('publicKeyTemplates')],
  ['Attributes', attributes2],
  ['CommonAttributes', attributes2],
  ['PrivateKeyAttributes', attributes2],
  ['PublicKeyAttributes', attributes2],
  ['NewAttribute', single2],
  ['CurrentAttribute', single2],
  ['AttributeReference', referenceForm2],
  ['UniqueIdentifier', identifier],
  ['LinkedObjectIdentifier', identifier],
  ['PrivateKeyUniqueIdentifier', identifier],
  ['PublicKeyUniqueIdentifier', identifier],
  ['ReplacedUniqueIdentifier', identifier],
  ['CertificateRequestUniqueIdentifier', identifier],
  ['Data', referableForm('ByteString', 'Data')],
  ['KeyValue', keyValueForm(structureLayout)],
  ['KeyMaterial', dependentForm('keyFormatType', materialLayout)],
  ['CredentialValue', dependentForm('credentialType', credentialLayout)],
  ['CertificateRequest', certificateRequestForm(structureLayout)],
  ['AsynchronousIndicator', asynchronousIndicatorForm],
  ['ExtensionType', extensionTypeForm],
  ['RandomNumberGenerator', structureForm('RNGParameters', structureLayout)],
  ['RequestPayload', rawForm],
  ['ResponsePayload', rawForm],
])

const plainForms: ReadonlyMap<string, Form> = new Map(
  (Object.keys(itemTypes) as ItemType[]).map((type) => [type, plainForm(type)]),
)

function formOf(name: Field['name'], type: string | undefined, ofPayload: boolean): Form {
  if (name === 'AttributeName' && ofPayload) return referenceForm1
  if (name === 'Operation' && !ofPayload) return operationForm
  const special = specialForms.get(name)
  if (special !== undefined || name === '<object>') return special ?? object
  const known = type === undefined ? formsOfTags.get(name) : undefined
  return known ?? ordinaryForm(name, type ?? tags[name][1])
}

/** The form of an attribute's value, by the attribute's tag. */
function formOfTag(name: TagName): Form {
  return specialForms.get(name) ?? (formsOfTags.get(name) as Form)
}

function ordinaryForm(name: TagName, type: string): Form {
  if (type === 'Structure') return structureForm(name, structureLayout)
  if (isMask(name)) return maskForm(name)
  const plain = plainForms.get(type)
  if (type !== 'Enumeration') {
    if (plain === undefined) throw new Error(`no form for ${name}, whose type is ${type}`)
    return plain
  }
  const enumeration = enumerationFor(name)
  return enumeration === undefined ? numberedForm : enumerationForm(enumeration)
}

const formsOfTags: ReadonlyMap<string, Form> = new Map(
  (Object.keys(tags) as TagName[])
    .filter((name) => Object.hasOwn(itemTypes, tags[name][1]))
    .map((name) => [name, ordinaryForm(name, tags[name][1])]),
)

const rowsOf = (direction: 'request' | 'response'): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(payloads).map(([operation, rows]) => [operation, rows[direction]]),
  )

const compiled = {
  structures: compileTable(structures, formOf),
  materials: compileTable(keyMaterials, formOf),
  credentials: compileTable(credentialValues, formOf),
  request: compileTable(rowsOf('request'), formOf, true),
  response: compileTable(rowsOf('response'), formOf, true),
}

import { readFile } from 'node:fs/promises'
import { parse, TomlError } from 'smol-toml'
import type { Static, TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { TLocalizedValidationError } from 'typebox/error'

/** What `readConfiguration` rejects with: the message names file, keys and what is expected. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
}

/**
 * Reads a TOML file that must match the schema. Objects in the schema should refuse additional
 * properties, so that a misspelt key is an error and not silence.
 */
export async function readConfiguration<Schema extends TSchema>(
  path: string,
  schema: Schema,
): Promise<Static<Schema>> {
  const value = parseToml(path, await readText(path))
  if (Value.Check(schema, value)) return value
  const lines = new Set(explain(Value.Errors(schema, value)))
  throw new ConfigurationError([`${path}:`, ...lines].join('\n  '))
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new ConfigurationError(`${path}: ${why}`, { cause })
  }
}

function parseToml(path: string, text: string): unknown {
  try {
    return parse(text)
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause
    const [reason] = cause.message.split('\n')
    throw new ConfigurationError(`${path}:${cause.line}:${cause.column}: ${reason}`, { cause })
  }
}

function* explain(errors: readonly TLocalizedValidationError[]): Generator<string> {
  // The branches of a choice report one by one; the choice itself says nothing of them.
  const choices = new Map<string, string[]>()
  for (const error of errors) {
    if (error.keyword !== 'const') continue
    const allowed = JSON.stringify(error.params.allowedValue)
    choices.set(error.instancePath, [...choices.get(error.instancePath) ?? [], allowed])
  }
  for (const error of errors) {
    const key = keyOf(error.instancePath)
    switch (error.keyword) {
      case 'additionalProperties':
        for (const name of error.params.additionalProperties) yield `unknown key ${join(key, name)}`
        break
      case 'required':
        for (const name of error.params.requiredProperties) yield `missing key ${join(key, name)}`
        break
      case 'const': {
        const allowed = choices.get(error.instancePath) ?? []
        yield `${key} must be ${allowed.length > 1 ? 'one of ' : ''}${allowed.join(', ')}`
        break
      }
      // An unknown key and a choice without a match are reported a second time under these names.
      case 'boolean':
        break
      case 'anyOf':
        if (!choices.has(error.instancePath)) yield `${key} matches none of the allowed forms`
        break
      default:
        yield `${key === '' ? 'the file' : key} ${error.message}`
    }
  }
}

/** `/backend/0/folder` is `backend[0].folder`: the key as a reader of TOML knows it. */
function keyOf(pointer: string): string {
  const [, ...parts] = pointer.split('/')
  return parts
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((key, part) => /^\d+$/.test(part) ? `${key}[${part}]` : join(key, part), '')
}

const join = (key: string, name: string): string => key === '' ? name : `${key}.${name}`

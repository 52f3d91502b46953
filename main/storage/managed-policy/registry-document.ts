import { z } from 'zod'
import { parseJson } from '../settings/json-text.ts'
import type { RegistryKey, RegistryValue } from './registry.ts'
import { managedSchema } from './schema.ts'

type Shape = z.core.JSONSchema.BaseSchema

/**
 * What stands below a registry key as the document that the schema describes. A setting within another is a subkey;
 * 0 and 1 are no and yes; several texts are a list, or the lines of one text; a list of objects is written as JSON.
 * What fits nothing is left as it is, for the schema to refuse.
 */
export function registryDocument(
  key: RegistryKey,
  shape: Shape = z.toJSONSchema(managedSchema, { io: 'input' }),
): unknown {
  const part = (name: string): Shape =>
    Object.hasOwn(shape.properties ?? {}, name) ? (shape.properties![name] as Shape) : {}
  const values = Object.entries(key.values).map(([name, value]) => [name, fit(value, part(name))])
  const keys = Object.entries(key.keys).map(([name, below]) => [name, registryDocument(below, part(name))])
  return Object.fromEntries([...values, ...keys])
}

function fit(value: RegistryValue, shape: Shape): unknown {
  // A type that no setting has: undefined would count as not given.
  if (value === undefined) return null
  const { type } = shape
  if (type === 'boolean' && (value === 0 || value === 1)) return value === 1
  if (type === 'string' && typeof value === 'object') return value.join('\n')
  if (type !== 'array' || typeof value === 'number') return value
  const inner = (shape.items as Shape).type
  if (inner === 'object') return fromJson(typeof value === 'string' ? value : value.join('\n'))
  if (typeof value === 'string') return value
  return inner === 'integer' ? value.map((text) => (/^\d+$/.test(text) ? Number(text) : text)) : value
}

function fromJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

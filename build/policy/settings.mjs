/** The managed settings, one after the other, as their schema describes them. */
import { productModule } from '../lib/product.mjs'
import { words } from './words.mjs'

const modules = ['main/storage/managed-policy/schema.ts', 'main/renewal/policy.ts']

/**
 * @typedef {object} Setting
 * @property {string[]} path
 * @property {'yes-no' | 'number' | 'choice' | 'text' | 'texts' | 'numbers' | 'banks' | 'group'} kind
 * @property {string} [pattern]
 * @property {(string | number)[]} [choices]
 * @property {number} [least]
 * @property {number} [most]
 * @property {boolean} multiline
 * @property {boolean} needed in the group that it stands in
 * @property {object} words
 * @property {string} byDefault
 * @property {Setting[]} [parts] of a group
 */

/** @returns {Promise<{ settings: Setting[], schema: import('zod').ZodType }>} */
export async function readSettings() {
  const [{ managedSchema }, { defaultPolicy }, { z }] = await Promise.all([
    ...modules.map(productModule),
    import('zod'),
  ])
  const settings = parts(z.toJSONSchema(managedSchema, { io: 'input' }), [], defaultPolicy)
  const known = flat(settings, true).map(({ path }) => path.join('.'))
  const stale = Object.keys(words).filter((name) => !known.includes(name))
  if (stale.length > 0)
    throw new Error(`build/policy/words.mjs speaks of settings that do not exist: ${stale.join(', ')}`)
  return { settings, schema: managedSchema }
}

/** Without groups of one setting's kind only: est.url stands beside est.label in the list. */
export function flat(settings, withGroups = false) {
  return settings.flatMap((one) =>
    one.kind === 'group' ? [...(withGroups && one.words ? [one] : []), ...flat(one.parts, withGroups)] : [one],
  )
}

function parts({ properties, required = [] }, above, defaults) {
  // What is only read for the sake of older files is offered to nobody.
  return Object.entries(properties)
    .filter(([, { deprecated }]) => deprecated !== true)
    .map(([name, shape]) => setting(shape, [...above, name], required.includes(name), defaults))
}

function setting(shape, path, needed, defaults) {
  const kind = kindOf(shape)
  const spoken = words[path.join('.')]
  // A group below a group (bank.est) needs no name of its own.
  if (spoken === undefined && !(kind === 'group' && path.length > 1))
    throw new Error(`build/policy/words.mjs says nothing about ${path.join('.')}`)
  const known = path.length === 1 ? defaults[path[0]] : undefined
  const told =
    known === undefined || (Array.isArray(known) && known.length === 0)
      ? undefined
      : `\`${Array.isArray(known) ? known.join(' ') : known}\``
  return {
    path,
    kind,
    needed,
    choices: shape.enum ?? shape.anyOf?.map((one) => one.const),
    least: shape.minimum,
    most: shape.maximum,
    multiline: shape.multiline === true,
    words: spoken,
    byDefault: told ?? spoken?.byDefault,
    ...(kind === 'group' ? { parts: parts(shape, path, {}) } : {}),
  }
}

function kindOf({ type, enum: choices, anyOf, items }) {
  if (choices !== undefined || anyOf !== undefined) return 'choice'
  switch (type) {
    case 'boolean':
      return 'yes-no'
    case 'integer':
      return 'number'
    case 'string':
      return 'text'
    case 'object':
      return 'group'
    case 'array':
      return { integer: 'numbers', string: 'texts', object: 'banks' }[items.type]
    default:
      throw new Error(`no template knows settings of the type ${type}`)
  }
}

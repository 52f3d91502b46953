/** macOS: a configuration profile to start from, and the manifest from which profile editors draw their forms. */
import { element, xml } from './xml.mjs'

const doctype = '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">'
export const plist = (content) => xml(element('plist', { version: '1.0' }, [property(content)]), doctype)

function property(value) {
  if (typeof value === 'boolean') return element(String(value))
  if (typeof value === 'number') return element('integer', {}, String(value))
  if (typeof value === 'string') return element('string', {}, value)
  if (Array.isArray(value)) return element('array', {}, value.map(property))
  if (value instanceof Date) return element('date', {}, value.toISOString().replace('.000', ''))
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return element(
    'dict',
    {},
    given.flatMap(([key, inner]) => [element('key', {}, key), property(inner)]),
  )
}

/** Whoever uses it puts UUIDs of their own in. */
export function mobileconfig(settings, { applicationId: domain, name }) {
  const payload = (type, identifier, digit) => ({
    PayloadType: type,
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: `00000000-0000-4000-8000-00000000000${digit}`,
    PayloadDisplayName: name.en,
  })
  return plist({
    ...payload('Configuration', `${domain}.example`, 1),
    PayloadScope: 'System',
    PayloadContent: [{ ...payload(domain, `${domain}.example.policy`, 2), ...settings }],
  })
}

const types = {
  'yes-no': 'boolean',
  number: 'integer',
  text: 'string',
  texts: 'array',
  numbers: 'array',
  banks: 'array',
  group: 'dictionary',
}
const elements = { texts: 'string', numbers: 'integer', banks: 'dictionary' }

export function manifest(settings, product) {
  const { applicationId: domain, name } = product
  return plist({
    pfm_description: `Managed policy of ${name.en}`,
    pfm_domain: domain,
    pfm_format_version: 1,
    pfm_last_modified: new Date('2026-11-23T00:00:00Z'),
    pfm_platforms: ['macOS'],
    pfm_subkeys: [...payloadKeys(product), ...settings.map(described)],
    pfm_targets: ['system'],
    pfm_title: name.en,
    pfm_unique: true,
    pfm_version: 1,
  })
}

const payloadKeys = ({ applicationId: domain, name }) =>
  [
    ['PayloadDisplayName', name.en],
    ['PayloadIdentifier', domain],
    ['PayloadType', domain],
    ['PayloadUUID', undefined],
    ['PayloadVersion', 1],
  ].map(([key, value]) => ({
    pfm_name: key,
    pfm_title: key,
    pfm_type: typeof value === 'number' ? 'integer' : 'string',
    pfm_default: value,
    pfm_require: 'always',
  }))

function described({ path, kind, needed, choices, least, most, words, parts }) {
  return {
    pfm_name: path.at(-1),
    pfm_title: words?.en.title ?? path.at(-1),
    pfm_description: words?.en.text,
    pfm_type: kind === 'choice' ? (typeof choices[0] === 'number' ? 'integer' : 'string') : types[kind],
    pfm_require: needed ? 'always' : undefined,
    pfm_range_list: choices,
    pfm_range_min: least,
    pfm_range_max: most,
    pfm_subkeys: parts?.map(described) ?? (elements[kind] && [{ pfm_type: elements[kind] }]),
  }
}

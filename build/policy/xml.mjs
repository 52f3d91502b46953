/** XML out of nested elements, indented, a line for each. */

/**
 * @param {string} name
 * @param {Record<string, string | number | boolean | undefined>} attributes
 * @param {(string | object)[] | string} content elements, or text
 */
export const element = (name, attributes = {}, content = []) => ({ name, attributes, content })

export function xml(root, doctype) {
  return ['<?xml version="1.0" encoding="UTF-8"?>', ...(doctype ? [doctype] : []), ...lines(root, ''), ''].join('\n')
}

function lines({ name, attributes, content }, indent) {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined)
  const tag = [name, ...given.map(([key, value]) => `${key}="${escape(value)}"`)].join(' ')
  if (typeof content === 'string') return [`${indent}<${tag}>${escape(content)}</${name}>`]
  if (content.length === 0) return [`${indent}<${tag}/>`]
  return [`${indent}<${tag}>`, ...content.flatMap((one) => lines(one, `${indent}  `)), `${indent}</${name}>`]
}

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape(value) {
  return String(value).replace(/[&<>"]/g, (character) => entities[character])
}

/** GeneralNames (RFC 5280 4.2.1.6): taken apart, and compared by their meaning. */
import { child, children, Class, content, decode, encode, hex, isUniversal, type Node, Type } from '../der.ts'
import { canonicalName } from './name-comparison.ts'

/** The numbers of the choices that are understood. */
export const generalNameTags = { rfc822Name: 1, dNSName: 2, directoryName: 4, uri: 6, iPAddress: 7 } as const

/**
 * The names in a GeneralNames value, e.g. of a subjectAltName.
 * @param der DER
 * @throws Error when it is something else
 */
export const generalNamesOf = (der: Uint8Array): readonly Node[] => generalNamesIn(decode(der))

/** @throws Error when it is not GeneralNames */
export function generalNamesIn(list: Node): readonly Node[] {
  if (!isUniversal(list, Type.SEQUENCE)) throw new Error('X.509: GeneralNames were expected')
  children(list).forEach(tagOf)
  return children(list)
}

/** @throws Error when it is not a GeneralName */
export function tagOf(name: Node): number {
  const tag = name.type as number
  if (name.tagClass !== Class.CONTEXT_SPECIFIC || tag > 8) throw new Error('X.509: a GeneralName was expected')
  return tag
}

/** The Name in a directoryName; its tag is explicit, because a Name is a CHOICE. */
export const directoryNameOf = (name: Node): Node => child(name, 0)

/** Of an rfc822Name, dNSName or URI: IA5String. */
export const textOf = (name: Node): string => Buffer.from(content(name)).toString('latin1')

/** An address as RFC 5280 7.5 compares it: the part before the at sign as it is, the host in small letters. */
export function canonicalMailbox(text: string): string {
  const at = text.lastIndexOf('@')
  return text.slice(0, at) + text.slice(at).toLowerCase()
}

/** Equal for names that mean the same. What is not understood is compared by its bytes. */
export function canonicalGeneralName(name: Node): string {
  const tag = tagOf(name)
  switch (tag) {
    case generalNameTags.rfc822Name:
      return `${tag}:${canonicalMailbox(textOf(name))}`
    case generalNameTags.dNSName:
      return `${tag}:${textOf(name).toLowerCase()}`
    case generalNameTags.directoryName:
      return `${tag}:${canonicalName(directoryNameOf(name))}`
    case generalNameTags.uri:
      return `${tag}:${canonicalUri(textOf(name))}`
    default:
      return `${tag}:${hex(encode(name))}`
  }
}

/** RFC 5280 7.4: scheme and host in small letters; the rest may tell upper from lower case. */
function canonicalUri(text: string): string {
  const [start] = /^[^:/?#]+:(?:\/\/[^/?#]*)?/.exec(text) ?? ['']
  return start.toLowerCase() + text.slice(start.length)
}

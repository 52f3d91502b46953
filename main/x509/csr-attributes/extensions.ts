/** Extensions as a bank wishes for them: filled in, or left to us (RFC 9908 3.2 and 3.4). */
import type { RequestedExtension } from '../../renewal/csr-attributes.ts'
import {
  children,
  content,
  decode,
  encode,
  isContext,
  isUniversal,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  Type,
} from '../der.ts'
import { extensionIds, purposeIds } from '../extensions.ts'

/** What the holder of a client certificate fills in; other extensions without a value are not ours to make up. */
const ours: Readonly<Record<string, Uint8Array>> = {
  // digitalSignature; the first octet counts the unused bits.
  [extensionIds.keyUsage]: Uint8Array.of(3, 2, 7, 0x80),
  [extensionIds.extendedKeyUsage]: encode(sequence(objectIdentifier(purposeIds.clientAuth))),
}

/**
 * Extensions or, with values left out, ExtensionTemplates. A subjectAltName that is to be filled in is passed over: it
 * is the old certificate's anyway.
 * @throws Error when `list` is something else
 */
export function requestedExtensions(list: Node): readonly RequestedExtension[] {
  return children(list).flatMap((one) => {
    const [id, ...rest] = children(one)
    if (id === undefined) throw new Error('an extension without an identifier')
    const oid = oidOf(id)
    const flag = rest.find((part) => isUniversal(part, Type.BOOLEAN))
    const given = rest.find((part) => isUniversal(part, Type.OCTETSTRING))
    const value = given === undefined ? ours[oid] : content(given)
    if (value === undefined || (oid === extensionIds.subjectAltName && isPartial(value))) return []
    return [{ oid, critical: flag !== undefined && content(flag)[0] !== 0, value }]
  })
}

/** RFC 9908 3.4: an empty name, or a directoryName ([4]) without parts, is a place to be filled in. */
function isPartial(generalNames: Uint8Array): boolean {
  return children(decode(generalNames)).some((name) => {
    const value = isContext(name, 4) ? children(name)[0] : name
    return value === undefined || value.value.length === 0
  })
}

/**
 * What a bank's CsrAttrs ask for, as wishes that can be given: by a template (RFC 9908 3.4), else by the plain list of
 * RFC 7030 4.5.2 as RFC 9908 3.2 reads it. Identifiers that nobody here knows are passed over, as both demand. What is
 * known and cannot be given fails before a request is made in vain where a template demands it; a list tells what a bank
 * would like, and servers send RFC 7030's own example, so there it is only kept in mind.
 */
import { failure, type Result, success } from '../../renewal/errors.ts'
import {
  nothingRequested,
  type RequestedAttributes,
  type RequestedExtension,
  type RequestedNamePart,
} from '../../renewal/csr-attributes.ts'
import { attributeOf, type CsrAttribute } from './attributes.ts'
import {
  child,
  children,
  content,
  encode,
  inSetOrder,
  isContext,
  isUniversal,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  set,
  Type,
} from '../der.ts'
import { challengePassword, extensionRequest } from '../request.ts'
import { requestedExtensions } from './extensions.ts'
import { isCryptography, likedCryptography, templateKey, UnsupportedAttribute } from './keys.ts'

/** id-aa-certificationRequestInfoTemplate and id-aa-extensionReqTemplate (RFC 9908) */
export const requestTemplate = '1.2.840.113549.1.9.16.2.61'
export const extensionTemplate = '1.2.840.113549.1.9.16.2.62'

/** Fails with bank.wishes-unsupported, or with bank.bad-answer when the wishes are malformed. */
export function requestedAttributes(attributes: readonly CsrAttribute[]): Result<RequestedAttributes> {
  try {
    const template = attributes.find(({ oid }) => oid === requestTemplate)?.values[0]
    // RFC 9908 4: whoever understands templates ignores everything beside one.
    return success(template === undefined ? plainAttributes(attributes) : templateAttributes(template))
  } catch (error) {
    if (error instanceof UnsupportedAttribute) return failure('bank.wishes-unsupported', { cause: error.message })
    return failure('bank.bad-answer', { cause: `CsrAttrs: ${error instanceof Error ? error.message : String(error)}` })
  }
}

function plainAttributes(attributes: readonly CsrAttribute[]): RequestedAttributes {
  const { unmet: unmade, ...cryptography } = likedCryptography(attributes)
  const unmet = wantsChannelBinding(attributes) ? [channelBinding, ...unmade] : unmade
  const extensions = extensionsIn(attributes)
  const unknown = attributes.filter((one) => !isKnown(one)).map(({ oid }) => oid)
  return {
    ...nothingRequested,
    ...cryptography,
    extensions,
    ...(unmet.length > 0 && { unmet }),
    ...(unknown.length > 0 && { unknown }),
  }
}

const isKnown = (attribute: CsrAttribute): boolean =>
  attribute.oid === challengePassword || extensionAttributes.has(attribute.oid) || isCryptography(attribute)

/** CertificationRequestInfoTemplate: version, subject?, [0] subjectPKInfo?, [1] attributes; the tags are IMPLICIT. */
function templateAttributes(template: Node): RequestedAttributes {
  const [version, ...rest] = children(template)
  if (version === undefined || !isUniversal(version, Type.INTEGER) || content(version)[0] !== 0) {
    throw new Error('a template of version 0 was expected')
  }
  const subject = rest.find((part) => isUniversal(part, Type.SEQUENCE))
  const key = rest.find((part) => isContext(part, 0))
  const attributes = children(rest.find((part) => isContext(part, 1)) ?? sequence()).map(attributeOf)
  if (wantsChannelBinding(attributes)) throw new UnsupportedAttribute(channelBinding)
  return {
    binding: true,
    // Which signature it is to be, a template cannot say.
    scheme: undefined,
    otherwise: [],
    key: key === undefined ? undefined : templateKey(child(key, 0), children(key)[1]),
    subject: subject === undefined ? [] : children(subject).flatMap(children).map(namePart),
    extensions: extensionsIn(attributes),
    attributes: attributes.filter(({ oid }) => !extensionAttributes.has(oid)).map(attributeDer),
  }
}

const extensionAttributes: ReadonlySet<string> = new Set([extensionRequest, extensionTemplate])

function extensionsIn(attributes: readonly CsrAttribute[]): readonly RequestedExtension[] {
  return (
    attributes
      .filter(({ oid }) => extensionAttributes.has(oid))
      .flatMap(({ values }) => values)
      // RFC 7030 printed an example with a bare identifier here, and servers copied it.
      .filter((value) => isUniversal(value, Type.SEQUENCE))
      .flatMap(requestedExtensions)
  )
}

function namePart(part: Node): RequestedNamePart {
  const value = children(part)[1]
  return { oid: oidOf(child(part, 0)), value: value && encode(value) }
}

function attributeDer({ oid, values }: CsrAttribute): Uint8Array {
  return encode(sequence(objectIdentifier(oid), set(...inSetOrder(values))))
}

/**
 * RFC 7030 3.5: by challengePassword a bank asks for the tls-unique of the connection inside the request. Chromium
 * tells it to nobody, and TLS 1.3 has none (RFC 9266).
 */
const channelBinding = 'a request bound to its TLS connection (challengePassword)'

function wantsChannelBinding(attributes: readonly CsrAttribute[]): boolean {
  return attributes.some(({ oid }) => oid === challengePassword)
}

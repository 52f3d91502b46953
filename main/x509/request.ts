/** Certification requests, PKCS#10 (RFC 2986). */
import { failure, type Result, success } from '../renewal/errors.ts'
import type { SignatureScheme } from '../renewal/key.ts'
import { nothingRequested, type RequestContents, type RequestedExtension } from '../renewal/csr-attributes.ts'
import {
  bitsOf,
  bitString,
  boolean,
  child,
  children,
  content,
  context,
  decode,
  encode,
  fromHex,
  hex,
  inSetOrder,
  integer,
  isContext,
  isUniversal,
  type Node,
  objectIdentifier,
  octetString,
  oidOf,
  sequence,
  set,
  Type,
} from './der.ts'
import { extensionIds, type Extensions, extensionsOf } from './extensions.ts'
import { stringOf } from './names/names.ts'
import { sha256 } from './read.ts'
import { algorithmIdentifier, isSignature, schemeOf } from './signature.ts'

export const challengePassword = '1.2.840.113549.1.9.7'
export const extensionRequest = '1.2.840.113549.1.9.14'

interface RequestNames {
  /** Name, DER in hex. */
  readonly subject: string
  /** GeneralNames, DER in hex. */
  readonly subjectAltName: string | undefined
}

/**
 * CertificationRequestInfo (DER), the part that is signed. Names and key are copied byte for byte: CAs compare them
 * so with the certificate that is renewed. The attributes are a SET OF in DER's order: GnuTLS writes them again before it
 * verifies the signature.
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws Error when a name or the key is not DER
 */
export function buildRequestInfo(
  { subject, subjectAltName }: RequestNames,
  publicKey: Uint8Array,
  { extensions, attributes }: RequestContents = nothingRequested,
): Uint8Array {
  const name = decode(fromHex(subject))
  const requested = extensions.filter(({ oid }) => oid !== extensionIds.subjectAltName || subjectAltName === undefined)
  if (subjectAltName !== undefined) {
    const value = fromHex(subjectAltName)
    decode(value)
    // RFC 5280 4.2.1.6: without a subject the extension is critical.
    requested.unshift({ oid: extensionIds.subjectAltName, critical: children(name).length === 0, value })
  }
  const all = [...(requested.length === 0 ? [] : [extensionRequestOf(requested)]), ...attributes.map(decode)]
  return encode(sequence(integer(0), name, decode(publicKey), context(0, ...inSetOrder(all))))
}

/** The extensionRequest attribute (RFC 2985 5.4.2). */
function extensionRequestOf(extensions: readonly RequestedExtension[]): Node {
  const nodes = extensions.map(({ oid, critical, value }) =>
    sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value)),
  )
  return sequence(objectIdentifier(extensionRequest), set(sequence(...nodes)))
}

/** The whole request (DER) from its info and the signature over it. */
export function assembleRequest(requestInfo: Uint8Array, scheme: SignatureScheme, signature: Uint8Array): Uint8Array {
  return encode(sequence(decode(requestInfo), algorithmIdentifier(scheme), bitString(signature)))
}

/**
 * Builds a request whose key stays where it is: `sign` gets the CertificationRequestInfo once. Its signature is
 * checked before anything leaves the machine, because a bank may count a bad request against a one-time password.
 * Fails as `sign` does, with keystore.sign-failed, with bank.wishes-unsupported when the bank wishes for other names,
 * or with internal when names or key are not DER.
 *
 * @param wanted the bank's choice where the key leaves one: PSS instead of PKCS#1 v1.5
 * @param more what the bank wants to see in the request
 */
export async function buildRequest(
  names: RequestNames,
  publicKey: Uint8Array,
  sign: (requestInfo: Uint8Array, scheme: SignatureScheme) => Promise<Result<Uint8Array>>,
  wanted?: SignatureScheme,
  more: RequestContents = nothingRequested,
): Promise<Result<Uint8Array>> {
  let info: Uint8Array
  let scheme: SignatureScheme
  try {
    const conflict = nameConflict(names, more)
    if (conflict !== undefined) return failure('bank.wishes-unsupported', { cause: conflict })
    info = buildRequestInfo(names, publicKey, more)
    scheme = schemeOf(publicKey, wanted)
  } catch (error) {
    return failure('internal', { cause: `certification request: ${messageOf(error)}` })
  }
  const signature = await sign(info, scheme)
  if (!signature.ok) return signature
  if (!isSignature(algorithmIdentifier(scheme), info, publicKey, signature.value)) {
    return failure('keystore.sign-failed', { cause: 'the signature does not fit the public key' })
  }
  return success(assembleRequest(info, scheme, signature.value))
}

/**
 * A renewal keeps its names (RFC 7030 4.2.2), whatever the bank would like everybody to be called: where the two
 * differ, a person has to decide.
 */
function nameConflict(names: RequestNames, { subject, extensions }: RequestContents): string | undefined {
  const parts = children(decode(fromHex(names.subject))).flatMap(children)
  const missing = subject.find(
    ({ oid, value }) =>
      !parts.some((part) => {
        if (oidOf(child(part, 0)) !== oid) return false
        return value === undefined || Buffer.from(encode(child(part, 1))).equals(value)
      }),
  )
  if (missing !== undefined) return `a subject with another ${missing.oid}`
  const alternative = extensions.find(({ oid }) => oid === extensionIds.subjectAltName)
  const same = alternative === undefined || (names.subjectAltName ?? hex(alternative.value)) === hex(alternative.value)
  return same ? undefined : 'another subjectAltName'
}

/** A request that came from outside, its signature verified: whoever made it holds the key. */
export interface ReceivedRequest extends RequestNames {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** SHA-256 of it, hex. */
  readonly publicKeyHash: string
  /** RFC 2985 5.4.1. */
  readonly challengePassword: string | undefined
  /** All that are requested, subjectAltName among them. */
  readonly extensions: Extensions
  /** Dotted object identifier. */
  readonly signatureAlgorithm: string
}

/** Reads and verifies a request (DER). Fails with bank.refused, in the sense of a bank that refuses it. */
export function readRequest(der: Uint8Array): Result<ReceivedRequest> {
  try {
    const request = decode(der)
    const info = child(request, 0)
    const publicKey = encode(child(info, 2))
    const algorithm = child(request, 1)
    if (!isSignature(algorithm, encode(info), publicKey, bitsOf(child(request, 2)))) {
      return failure('bank.refused', { cause: 'certification request: the signature does not fit the public key' })
    }
    const attributes = attributesOf(info)
    const requested = attributes.get(extensionRequest)
    const extensions: Extensions = requested === undefined ? new Map() : extensionsOf(requested)
    const alternativeName = extensions.get(extensionIds.subjectAltName)
    const challenge = attributes.get(challengePassword)
    return success({
      subject: hex(encode(child(info, 1))),
      subjectAltName: alternativeName && hex(alternativeName.value),
      publicKey,
      publicKeyHash: sha256(publicKey),
      challengePassword: challenge && stringOf(challenge),
      extensions,
      signatureAlgorithm: oidOf(child(algorithm, 0)),
    })
  } catch (error) {
    return failure('bank.refused', { cause: `certification request: ${messageOf(error)}` })
  }
}

/** The first value of each attribute; the ones that matter here have exactly one. */
function attributesOf(info: Node): ReadonlyMap<string, Node> {
  const [version, , , attributes] = children(info)
  const known = version !== undefined && isUniversal(version, Type.INTEGER) && content(version)[0] === 0
  if (!known) throw new Error('not version 0')
  // [0] is not OPTIONAL, but older makers leave it out when it is empty.
  if (attributes === undefined) return new Map()
  if (!isContext(attributes, 0)) throw new Error('attributes were expected')
  return new Map(children(attributes).map((one) => [oidOf(child(one, 0)), child(child(one, 1), 0)]))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

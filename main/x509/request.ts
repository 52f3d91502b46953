/** Certification requests, PKCS#10 (RFC 2986). */
import { createPublicKey, verify } from 'node:crypto'
import forge from 'node-forge'
import { failure, type Result, success } from '../renewal/errors.ts'
import {
  bitsOf, bitString, child, children, content, context, decode, encode, fromHex, hex, integer, isContext, isUniversal,
  type Node, nullValue, objectIdentifier, octetString, oidOf, sequence, set, boolean,
} from './der.ts'
import { extensionIds, extensionsOf } from './extensions.ts'
import { stringOf } from './names.ts'
import { sha256 } from './read.ts'

const { Type } = forge.asn1

const sha256WithRsa = '1.2.840.113549.1.1.11'
const challengePassword = '1.2.840.113549.1.9.7'
const extensionRequest = '1.2.840.113549.1.9.14'

interface RequestNames {
  /** Name, DER in hex. */
  readonly subject: string
  /** GeneralNames, DER in hex. */
  readonly subjectAltName: string | undefined
}

/**
 * CertificationRequestInfo (DER), the part that is signed. Names and key are copied byte for byte: CAs compare them
 * so with the certificate that is renewed.
 * @param publicKey SubjectPublicKeyInfo, DER
 * @throws Error when a name or the key is not DER
 */
export function buildRequestInfo({ subject, subjectAltName }: RequestNames, publicKey: Uint8Array): Uint8Array {
  const name = decode(fromHex(subject))
  const nameless = children(name).length === 0
  const attributes = subjectAltName === undefined ? [] : [alternativeNameRequest(subjectAltName, nameless)]
  return encode(sequence(integer(0), name, decode(publicKey), context(0, ...attributes)))
}

/** The extensionRequest attribute (RFC 2985 5.4.2); without a subject the extension is critical (RFC 5280 4.2.1.6). */
function alternativeNameRequest(subjectAltName: string, critical: boolean): Node {
  const value = fromHex(subjectAltName)
  decode(value)
  const flag = critical ? [boolean(true)] : []
  const extension = sequence(objectIdentifier(extensionIds.subjectAltName), ...flag, octetString(value))
  return sequence(objectIdentifier(extensionRequest), set(sequence(extension)))
}

/** The whole request (DER) from its info and the RSASSA-PKCS1-v1_5 signature with SHA-256 over it. */
export function assembleRequest(requestInfo: Uint8Array, signature: Uint8Array): Uint8Array {
  const algorithm = sequence(objectIdentifier(sha256WithRsa), nullValue())
  return encode(sequence(decode(requestInfo), algorithm, bitString(signature)))
}

/**
 * Builds a request whose key stays where it is: `sign` gets the CertificationRequestInfo once. Its signature is
 * checked before anything leaves the machine, because a bank may count a bad request against a one-time password.
 * Fails as `sign` does, with keystore.sign-failed, or with internal when names or key are not DER.
 */
export async function buildRequest(
  names: RequestNames,
  publicKey: Uint8Array,
  sign: (requestInfo: Uint8Array) => Promise<Result<Uint8Array>>,
): Promise<Result<Uint8Array>> {
  let info: Uint8Array
  try {
    info = buildRequestInfo(names, publicKey)
  } catch (error) {
    return failure('internal', { cause: `certification request: ${messageOf(error)}` })
  }
  const signature = await sign(info)
  if (!signature.ok) return signature
  if (!isSignature(sha256WithRsa, info, publicKey, signature.value)) {
    return failure('keystore.sign-failed', { cause: 'the signature does not fit the public key' })
  }
  return success(assembleRequest(info, signature.value))
}

/** A request that came from outside, its signature verified: whoever made it holds the key. */
export interface ReceivedRequest extends RequestNames {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array
  /** SHA-256 of it, hex. */
  readonly publicKeyHash: string
  /** RFC 2985 5.4.1. */
  readonly challengePassword: string | undefined
}

/** Reads and verifies a request (DER). Fails with bank.refused, in the sense of a bank that refuses it. */
export function readRequest(der: Uint8Array): Result<ReceivedRequest> {
  try {
    const request = decode(der)
    const info = child(request, 0)
    const publicKey = encode(child(info, 2))
    const algorithm = oidOf(child(child(request, 1), 0))
    if (!isSignature(algorithm, encode(info), publicKey, bitsOf(child(request, 2)))) {
      return failure('bank.refused', { cause: 'certification request: the signature does not fit the public key' })
    }
    const attributes = attributesOf(info)
    const extensions = attributes.get(extensionRequest)
    const alternativeName = extensions && extensionsOf(extensions).get(extensionIds.subjectAltName)
    const challenge = attributes.get(challengePassword)
    return success({
      subject: hex(encode(child(info, 1))),
      subjectAltName: alternativeName && hex(alternativeName.value),
      publicKey,
      publicKeyHash: sha256(publicKey),
      challengePassword: challenge && stringOf(challenge),
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

/** The hash that node:crypto wants for a signature algorithm; null: the algorithm has its own. */
const hashes: Readonly<Record<string, string | null>> = {
  [sha256WithRsa]: 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
}

/**
 * Is this `data` signed with the key (SubjectPublicKeyInfo, DER)?
 * @param algorithm dotted
 * @throws Error when the algorithm is not supported
 */
export function isSignature(
  algorithm: string,
  data: Uint8Array,
  publicKey: Uint8Array,
  signature: Uint8Array,
): boolean {
  const hash = hashes[algorithm]
  if (hash === undefined) throw new Error(`unsupported signature algorithm ${algorithm}`)
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  return verify(hash, data, key, signature)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

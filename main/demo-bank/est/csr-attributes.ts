/** What the bank asks for in /csrattrs: by default RSA of 2,048 bits and SHA-256, else what a test wants it to want. */
import { createPublicKey } from 'node:crypto'
import {
  bitString,
  context,
  encode,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
  unsignedInteger,
} from '../../x509/der.ts'
import { type WrittenAttribute, writeCsrAttributes } from '../../x509/csr-attributes/attributes.ts'
import type { ReceivedRequest } from '../../x509/request.ts'
import type { WantedRequest } from '../control.ts'

export interface CsrAttributes {
  /** undefined: back to the default, which refuses nothing. */
  want(wanted: WantedRequest | undefined): void
  /** undefined: nothing in particular. */
  wanted(): WantedRequest | undefined
  /** CsrAttrs, DER. */
  published(): Uint8Array
  /** Why a request is not as wanted; undefined when it is. */
  complaint(request: ReceivedRequest): string | undefined
}

export function createCsrAttributes(): CsrAttributes {
  let current: WantedRequest | undefined
  return {
    want: (wanted) => void (current = wanted),
    wanted: () => current,
    published: () => (current?.form === 'template' ? templateOf(current) : listOf(current ?? standard)),
    complaint: (request) => current && complaintOf(request, current),
  }
}

const standard: WantedRequest = { form: 'list', key: 'rsa-2048', signature: 'rsa-pkcs1-sha256' }

const rsaEncryption = '1.2.840.113549.1.1.1'
export const ecPublicKey = '1.2.840.10045.2.1'
const extensionRequest = '1.2.840.113549.1.9.14'
const extendedKeyUsage = '2.5.29.37'
export const curves = { 'ec-p256': '1.2.840.10045.3.1.7', 'ec-p384': '1.3.132.0.34' } as const
const curveNames = { 'ec-p256': 'prime256v1', 'ec-p384': 'secp384r1' } as const
export const lengths = { 'rsa-2048': 2048, 'rsa-3072': 3072, 'rsa-4096': 4096 } as const
const signatures = {
  'rsa-pkcs1-sha256': '1.2.840.113549.1.1.11',
  'rsa-pss-sha256': '1.2.840.113549.1.1.10',
  'rsa-pkcs1-sha384': '1.2.840.113549.1.1.12',
  'ecdsa-sha256': '1.2.840.10045.4.3.2',
  'ecdsa-sha384': '1.2.840.10045.4.3.3',
} as const

/** RFC 9908, 3.2: the key with its parameter, the signature as a bare identifier. */
function listOf({ key, or, signature, clientAuth }: WantedRequest): Uint8Array {
  const requested = [key, ...(or === undefined ? [] : [or])].map(
    (one): WrittenAttribute =>
      isCurve(one)
        ? { type: ecPublicKey, values: [encode(objectIdentifier(curves[one]))] }
        : { type: rsaEncryption, values: [encode(integer(lengths[one]))] },
  )
  if (signature !== undefined) requested.push(signatures[signature])
  if (clientAuth === true) requested.push({ type: extensionRequest, values: [encode(sequence(purpose()))] })
  return writeCsrAttributes(requested)
}

/** RFC 9908, 3.4. */
function templateOf({ key, clientAuth }: WantedRequest): Uint8Array {
  const algorithm = isCurve(key)
    ? [sequence(objectIdentifier(ecPublicKey), objectIdentifier(curves[key]))]
    : [sequence(objectIdentifier(rsaEncryption), nullValue()), placeholder(lengths[key])]
  const requested = sequence(objectIdentifier(extensionRequest), set(sequence(purpose())))
  const attributes = clientAuth === true ? [requested] : []
  const template = sequence(integer(0), context(0, ...algorithm), context(1, ...attributes))
  return writeCsrAttributes([{ type: '1.2.840.113549.1.9.16.2.61', values: [encode(template)] }])
}

/** A number of the wanted length in the place of a modulus; it is nobody's key. */
function placeholder(bits: number): Node {
  return bitString(encode(sequence(unsignedInteger(new Uint8Array(bits / 8).fill(0xff)), integer(65537))))
}

function purpose(): Node {
  const clientAuth = sequence(objectIdentifier('1.3.6.1.5.5.7.3.2'))
  return sequence(objectIdentifier(extendedKeyUsage), octetString(encode(clientAuth)))
}

function complaintOf(request: ReceivedRequest, { key, or, signature, clientAuth }: WantedRequest): string | undefined {
  const { asymmetricKeyDetails: details } = createPublicKey({
    key: Buffer.from(request.publicKey),
    format: 'der',
    type: 'spki',
  })
  const is = (kind: WantedRequest['key']): boolean =>
    isCurve(kind) ? details?.namedCurve === curveNames[kind] : details?.modulusLength === lengths[kind]
  if (!is(key) && (or === undefined || !is(or))) return `the key must be of the kind ${key}`
  if (signature !== undefined && request.signatureAlgorithm !== signatures[signature]) {
    return `the request must be signed with ${signature}`
  }
  if (clientAuth === true && !request.extensions.has(extendedKeyUsage)) return 'the request must ask for clientAuth'
  return undefined
}

export function isCurve(key: WantedRequest['key']): key is keyof typeof curves {
  return Object.hasOwn(curves, key)
}

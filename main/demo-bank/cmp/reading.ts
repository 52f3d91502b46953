/** CMP messages as they come in (RFC 9810, 5; certificate requests: RFC 4211). DER only. */
import type { ReceivedRequest } from '../../x509/request.ts'
import {
  bitsOf,
  child,
  children,
  Class,
  content,
  decode,
  encode,
  hex,
  isContext,
  isUniversal,
  type Node,
  oidOf,
  sequence,
  Type,
} from '../../x509/der.ts'
import { hashOf, numberOf } from './mac.ts'
import { extensionIds, extensionsOf } from '../../x509/extensions.ts'
import { sha256 } from '../../x509/read.ts'
import { timeOf } from '../../x509/time.ts'

export interface Header {
  readonly version: number
  /** GeneralName, DER. */
  readonly sender: Uint8Array
  /** ms since the epoch */
  readonly time: number | undefined
  readonly protectionAlgorithm: Node | undefined
  readonly senderKey: Uint8Array | undefined
  readonly transactionId: Uint8Array | undefined
  readonly senderNonce: Uint8Array | undefined
  readonly recipientNonce: Uint8Array | undefined
  /** Dotted object identifiers of generalInfo. */
  readonly generalInfo: readonly string[]
}

export interface Message {
  readonly header: Header
  /** The number of the body's choice. */
  readonly kind: number
  readonly body: Node
  /** What the protection protects, DER. */
  readonly protectedPart: Uint8Array
  readonly protection: Uint8Array | undefined
  /** DER each. */
  readonly extraCertificates: readonly Uint8Array[]
}

/** @throws Error when it is not a PKIMessage */
export function readMessage(der: Uint8Array): Message {
  const [header, body, ...rest] = partsOf(decode(der))
  if (header === undefined || body?.tagClass !== Class.CONTEXT_SPECIFIC) throw new Error('not a PKIMessage')
  const protection = rest.find((part) => isContext(part, 0))
  const extra = rest.find((part) => isContext(part, 1))
  if (rest.some((part) => part !== protection && part !== extra)) throw new Error('more than a PKIMessage')
  return {
    header: readHeader(header),
    kind: body.type,
    body: child(body, 0),
    protectedPart: encode(sequence(header, body)),
    protection: protection && bitsOf(child(protection, 0)),
    extraCertificates: extra === undefined ? [] : partsOf(child(extra, 0)).map(encode),
  }
}

function readHeader(node: Node): Header {
  const [version, sender, , ...rest] = children(node)
  const part = (tag: number): Node | undefined => {
    const found = rest.find((one) => isContext(one, tag))
    return found && child(found, 0)
  }
  const octets = (tag: number): Uint8Array | undefined => {
    const found = part(tag)
    return found && content(found)
  }
  const time = part(0)
  return {
    version: numberOf(version!),
    sender: encode(sender!),
    time: time && timeOf(time),
    protectionAlgorithm: part(1),
    senderKey: octets(2),
    transactionId: octets(4),
    senderNonce: octets(5),
    recipientNonce: octets(6),
    generalInfo: children(part(8) ?? sequence()).map((info) => oidOf(child(info, 0))),
  }
}

/** The parts of a SEQUENCE. What nothing protects is at least what it should be. */
function partsOf(node: Node): Node[] {
  if (!isUniversal(node, Type.SEQUENCE)) throw new Error('a SEQUENCE was expected')
  return children(node)
}

/** The one certificate that a CertReqMessages asks for, its proof of possession as it was given. */
export interface TemplateRequest {
  readonly id: number
  /** What the proof of possession signs, DER. */
  readonly signed: Uint8Array
  readonly possession: { readonly algorithm: Node; readonly signature: Uint8Array } | undefined
  readonly wanted: Pick<ReceivedRequest, 'subject' | 'subjectAltName' | 'publicKey' | 'publicKeyHash'>
  /** The CertId of the control oldCertID, DER. */
  readonly oldCertificate: Uint8Array | undefined
}

/** id-regCtrl-oldCertID (RFC 4211, 6.5) */
const oldCertificateId = '1.3.6.1.5.5.7.5.1.5'

/** @throws Error when it is none, asks for several, or leaves out what a certificate needs */
export function readTemplateRequest(body: Node): TemplateRequest {
  const [message, ...others] = children(body)
  if (message === undefined || others.length > 0) throw new Error('one request in a message, please')
  const request = child(message, 0)
  const [id, template, controls] = children(request)
  const parts = children(template!)
  const subject = parts.find((part) => isContext(part, 5))
  const key = parts.find((part) => isContext(part, 6))
  if (subject === undefined || key === undefined) throw new Error('the template has no subject or no public key')
  const extensions = parts.find((part) => isContext(part, 9))
  const alternativeName = extensions && extensionsOf(extensions).get(extensionIds.subjectAltName)
  const publicKey = encode(sequence(...children(key)))
  const proof = children(message).find((part) => isContext(part, 1))
  // poposkInput is for templates without subject or key (RFC 4211, 4.1), which are refused above.
  const simple = proof !== undefined && !isContext(child(proof, 0), 0)
  const old = children(controls ?? sequence()).find((control) => oidOf(child(control, 0)) === oldCertificateId)
  return {
    id: numberOf(id!),
    signed: encode(request),
    possession: simple ? { algorithm: child(proof, 0), signature: bitsOf(child(proof, 1)) } : undefined,
    wanted: {
      subject: hex(encode(child(subject, 0))),
      subjectAltName: alternativeName && hex(alternativeName.value),
      publicKey,
      publicKeyHash: sha256(publicKey),
    },
    oldCertificate: old && encode(child(old, 1)),
  }
}

export interface Confirmation {
  readonly certificateHash: Uint8Array
  readonly requestId: number
  readonly accepted: boolean
  /** As node:crypto calls it; by default that of our certificates' signature (RFC 9810, 5.3.18). */
  readonly hash: string
}

/** undefined: a certConf without content, which turns everything down. */
export function readConfirmation(body: Node): Confirmation | undefined {
  const [status, ...others] = children(body)
  if (others.length > 0) throw new Error('one certificate, one confirmation')
  if (status === undefined) return undefined
  const [hash, requestId, ...rest] = children(status)
  const info = rest.find((part) => isUniversal(part, Type.SEQUENCE))
  const algorithm = rest.find((part) => isContext(part, 0))
  return {
    certificateHash: content(hash!),
    requestId: numberOf(requestId!),
    accepted: info === undefined || numberOf(child(info, 0)) <= 1,
    hash: algorithm === undefined ? 'sha256' : hashOf(child(algorithm, 0)),
  }
}

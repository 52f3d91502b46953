/** Requests for certificates in CRMF (RFC 4211), as CMP's ir, cr and kur carry them. */
import {
  bitsOf,
  bitString,
  children,
  context,
  contextPrimitive,
  decode,
  encode,
  integer,
  isContext,
  type Node,
  sequence,
  Type,
  universal,
} from '../der.ts'
import { extensionsOf } from '../extensions.ts'
import { explicit, fieldsOf, itemsOf, sequenceBytes, smallInteger, type Typed, typed, typedOf } from './fields.ts'

/** What the certificate is to hold (RFC 4211, 5). The bank chooses the rest: a template that says more is refused. */
export interface Template {
  /** Name, DER. */
  readonly issuer?: Uint8Array | undefined
  /** Name, DER. */
  readonly subject?: Uint8Array | undefined
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey?: Uint8Array | undefined
  /** Extensions, DER. */
  readonly extensions?: Uint8Array | undefined
}

export interface CertificateRequest {
  /** certReqId */
  readonly id: number
  readonly template: Template
  /** RFC 4211, 6, e.g. oldCertID. */
  readonly controls?: readonly Typed[] | undefined
}

/** The proof that whoever asks has the key: by a signature with it, or by the word of an RA (RFC 4211, 4). */
export type Possession =
  | { readonly kind: 'signature'; readonly algorithm: Typed; readonly signature: Uint8Array }
  | { readonly kind: 'ra-verified' }

export interface RequestMessage {
  readonly request: CertificateRequest
  readonly possession?: Possession | undefined
}

/** CertRequest (DER): what the proof of possession signs. */
export function requestBytes(request: CertificateRequest): Uint8Array {
  return encode(writeRequest(request))
}

function writeRequest({ id, template, controls }: CertificateRequest): Node {
  const { issuer, subject, publicKey, extensions } = template
  return sequence(
    integer(id),
    sequence(
      // A Name is a CHOICE, whose tag is never replaced (X.680, 31.2.7).
      ...explicit(3, issuer, decode),
      ...explicit(5, subject, decode),
      ...implicitSequence(6, publicKey),
      ...implicitSequence(9, extensions),
    ),
    ...(controls === undefined ? [] : [sequence(...controls.map(typed))]),
  )
}

const implicitSequence = (tag: number, der: Uint8Array | undefined): Node[] =>
  der === undefined ? [] : [context(tag, ...children(decode(der)))]

export function writeRequests(messages: readonly RequestMessage[]): Node {
  return sequence(
    ...messages.map(({ request, possession }) =>
      sequence(writeRequest(request), ...(possession === undefined ? [] : [writePossession(possession)])),
    ),
  )
}

function writePossession(possession: Possession): Node {
  if (possession.kind === 'ra-verified') return contextPrimitive(0, new Uint8Array())
  return context(1, typed(possession.algorithm), bitString(possession.signature))
}

export function readRequests(node: Node): RequestMessage[] {
  return itemsOf(node, 'CertReqMessages', 16).map((item) => {
    const fields = fieldsOf(item, 'CertReqMsg')
    const request = readRequest(fields.next())
    const possession = fields.tagged(0) ?? fields.tagged(1)
    fields.end()
    return { request, possession: possession && readPossession(possession) }
  })
}

function readRequest(node: Node): CertificateRequest {
  const fields = fieldsOf(node, 'CertRequest')
  const id = smallInteger(fields.next())
  const template = readTemplate(fields.next())
  const controls = fields.optional(Type.SEQUENCE)
  fields.end()
  const list = controls && itemsOf(controls, 'Controls', 16)
  return { id, template, controls: list?.map((one) => typedOf(one, 'a control')) }
}

function readTemplate(node: Node): Template {
  const fields = fieldsOf(node, 'CertTemplate')
  const issuer = fields.explicit(3)
  const subject = fields.explicit(5)
  const publicKey = fields.tagged(6)
  const extensions = fields.tagged(9)
  fields.end()
  // What is wrong with extensions is to be seen here, not by whoever looks for one later.
  if (extensions !== undefined) extensionsOf(extensions)
  return {
    issuer: issuer && sequenceBytes(issuer, 'issuer'),
    subject: subject && sequenceBytes(subject, 'subject'),
    publicKey: publicKey && encode(sequence(...children(publicKey))),
    extensions: extensions && encode(sequence(...children(extensions))),
  }
}

function readPossession(node: Node): Possession {
  if (isContext(node, 0)) return { kind: 'ra-verified' }
  // poposkInput is for templates without subject or key (RFC 4211, 4.1).
  const [algorithm, signature, more] = children(node)
  if (algorithm === undefined || signature === undefined || more !== undefined || isContext(algorithm, 0)) {
    throw new Error('CMP: this form of a proof of possession is not supported')
  }
  return { kind: 'signature', algorithm: typedOf(algorithm, 'POPOSigningKey'), signature: bitsOf(signature) }
}

/** id-regCtrl-oldCertID (RFC 4211, 6.5): which certificate the new one is to replace. Name and INTEGER content. */
export function oldCertificate({ issuer, serial }: { issuer: Uint8Array; serial: Uint8Array }): Typed {
  const number = universal(Type.INTEGER, false, Buffer.from(serial).toString('latin1'))
  return { oid: '1.3.6.1.5.5.7.5.1.5', value: encode(sequence(context(4, decode(issuer)), number)) }
}

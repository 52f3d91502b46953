/** What the bank says in CMP (RFC 9810, 5): bodies of its messages, and the message around them. */
import { type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bitString,
  content,
  context,
  decode,
  encode,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  Type,
  universal,
  utf8String,
} from '../../x509/der.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { algorithmIdentifier, hashOf, schemeOf } from '../../x509/signature.ts'
import { generalizedTime } from '../../x509/time.ts'
import type { Header } from './reading.ts'
import { answering, macOf } from './mac.ts'
import { failureBits, type Refusal } from './refusal.ts'

/** id-it-implicitConfirm (RFC 9810, 5.1.1.1) */
export const implicitConfirm = '1.3.6.1.5.5.7.4.13'

/** Numbers of the choices of PKIBody. */
export const kinds = {
  ir: 0,
  ip: 1,
  cr: 2,
  cp: 3,
  p10cr: 4,
  kur: 7,
  kup: 8,
  pkiConf: 19,
  genm: 21,
  genp: 22,
  error: 23,
  certConf: 24,
  pollReq: 25,
  pollRep: 26,
} as const

const statuses = { accepted: 0, rejection: 2, waiting: 3 } as const

const statusOnly = (status: keyof typeof statuses): Node => sequence(integer(statuses[status]))

export const pkiConfirmation = (): Node => context(kinds.pkiConf, nullValue())

export function errorMessage({ failure, reason }: Refusal): Node {
  const bit = failureBits[failure]
  const octets = new Uint8Array((bit >> 3) + 1)
  octets[bit >> 3] = 0x80 >> (bit & 7)
  // A named bit list ends with its last bit that is set (X.690, 11.2.2); the first octet counts the unused bits.
  const bits = Buffer.concat([Uint8Array.of(7 - (bit & 7)), octets]).toString('latin1')
  const failInfo = universal(Type.BITSTRING, false, bits)
  return context(kinds.error, sequence(sequence(integer(statuses.rejection), sequence(utf8String(reason)), failInfo)))
}

/** An error that is none: the answer to a whole message comes later. */
export const delayMessage = (): Node => context(kinds.error, sequence(statusOnly('waiting')))

/** By this number a whole message is polled for. */
export const wholeMessage = -1

/** ip, cp or kup: the certificate (DER), or that it is not there yet. */
export function certificateAnswer(kind: 'ip' | 'cp' | 'kup', id: number, certificate: Uint8Array | undefined): Node {
  const response =
    certificate === undefined
      ? sequence(integer(id), statusOnly('waiting'))
      : sequence(integer(id), statusOnly('accepted'), sequence(context(0, decode(certificate))))
  return context(kinds[kind], sequence(sequence(response)))
}

/** @param answers InfoTypeAndValues */
export const generalAnswer = (answers: readonly Node[]): Node => context(kinds.genp, sequence(...answers))

/** @param after seconds */
export function pollAnswer(id: number, after: number): Node {
  return context(kinds.pollRep, sequence(sequence(integer(id), integer(after))))
}

export interface Speaker {
  /** Name, DER. */
  readonly name: Uint8Array
  /** Its signing certificate and those above it, without the root, DER. */
  readonly chain: readonly Uint8Array[]
  /** subjectKeyIdentifier of the certificate. */
  readonly keyIdentifier: Uint8Array
  readonly privateKey: KeyObject
  /** AlgorithmIdentifier of what the key signs. */
  readonly algorithm: Node
}

/** @param chain the signing certificate, whose subjectKeyIdentifier will name the key, and those above it */
export function speakerOf(chain: readonly [Uint8Array, ...Uint8Array[]], privateKey: KeyObject): Speaker {
  const { subject, publicKey, extensions } = parseCertificate(chain[0])
  const identifier = content(decode(extensions.get('2.5.29.14')!.value))
  return {
    name: encode(subject),
    chain,
    keyIdentifier: identifier,
    privateKey,
    algorithm: algorithmIdentifier(schemeOf(publicKey)),
  }
}

export interface Saying {
  readonly body: Node
  readonly nonce: Uint8Array
  readonly now: number
  readonly implicitlyConfirmed: boolean
  /** Shared with the client, whose message was protected with it; undefined: the message is signed. */
  readonly secret: string | undefined
}

/** The answer (DER) to a message with this header. */
export function writeMessage(speaker: Speaker, to: Header, saying: Saying): Uint8Array {
  const { body, nonce, now, implicitlyConfirmed, secret } = saying
  const mac = secret === undefined ? undefined : answering(to.protectionAlgorithm!)
  const optional = (tag: number, octets: Uint8Array | undefined): Node[] =>
    octets === undefined ? [] : [context(tag, octetString(octets))]
  const info = sequence(objectIdentifier(implicitConfirm), nullValue())
  const header = sequence(
    // The client's version, if we speak it (RFC 9810, 7).
    integer(to.version === 3 ? 3 : 2),
    context(4, decode(speaker.name)),
    decode(to.sender),
    context(0, generalizedTime(now)),
    context(1, mac ?? speaker.algorithm),
    ...optional(2, mac === undefined ? speaker.keyIdentifier : to.senderKey),
    ...optional(4, to.transactionId),
    ...optional(5, nonce),
    ...optional(6, to.senderNonce),
    ...(implicitlyConfirmed ? [context(8, sequence(info))] : []),
  )
  const protectedPart = encode(sequence(header, body))
  const protection =
    mac === undefined
      ? sign(hashOf(speaker.algorithm), protectedPart, speaker.privateKey)
      : macOf(mac, secret!, protectedPart)
  const extra = context(1, sequence(...speaker.chain.map(decode)))
  return encode(sequence(header, body, context(0, bitString(protection)), extra))
}

export const newNonce = (): Uint8Array => new Uint8Array(randomBytes(16))

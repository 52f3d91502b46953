/** What is written is read back the same, whatever it says; and what is not a message is not read as one. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import type { Confirmation } from '../../../../main/x509/cmp/confirmation.ts'
import { directoryName, type Header, nobody } from '../../../../main/x509/cmp/header.ts'
import { type Message, protectedPart, readMessage, writeMessage } from '../../../../main/x509/cmp/message.ts'
import { oldCertificate, type RequestMessage } from '../../../../main/x509/cmp/request.ts'
import { failureNames, type StatusInfo } from '../../../../main/x509/cmp/status.ts'
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  encode,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  unsignedInteger,
  utf8String,
} from '../../../../main/x509/der.ts'
import { commonNameOnly } from '../../../../main/x509/names/names.ts'
import { rsaKeys } from '../authority.ts'

const bytes = (maxLength: number) => fc.uint8Array({ maxLength })
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 3 })
const name = fc.string({ unit: 'grapheme', maxLength: 10 }).map(commonNameOnly)
const second = fc.integer({ min: 0, max: Date.UTC(2100, 0) / 1000 }).map((seconds) => seconds * 1000)
const small = fc.integer({ min: -1, max: 2 ** 31 - 1 })
const algorithm = fc.record({
  oid: fc.constantFrom('1.2.840.113549.1.1.11', '1.2.840.10045.4.3.2', '1.2.840.113549.1.5.14'),
  value: maybe(fc.constantFrom(encode(nullValue()), encode(sequence(integer(7))))),
})
/** Any SEQUENCE will do: what a certificate says is not this code's to read. */
const certificate = bytes(20).map((content) => encode(sequence(octetString(content))))
const status: fc.Arbitrary<StatusInfo> = fc.record({
  status: fc.constantFrom('accepted', 'grantedWithMods', 'rejection', 'waiting'),
  text: texts,
  failures: fc.subarray([...failureNames]),
})
const header: fc.Arbitrary<Header> = fc.record({
  version: fc.constantFrom(2, 3),
  sender: name.map(directoryName),
  recipient: fc.oneof(name.map(directoryName), fc.constant(nobody)),
  messageTime: maybe(second),
  protectionAlgorithm: maybe(algorithm),
  senderKeyId: maybe(bytes(40)),
  recipientKeyId: maybe(bytes(40)),
  transactionId: maybe(bytes(64)),
  senderNonce: maybe(bytes(64)),
  recipientNonce: maybe(bytes(64)),
  freeText: maybe(texts.filter((lines) => lines.length > 0)),
  implicitConfirm: fc.constantFrom(true, undefined),
  confirmWaitTime: maybe(second),
})
const extensions = encode(
  sequence(sequence(objectIdentifier('2.5.29.17'), boolean(true), octetString(encode(sequence())))),
)
const request: fc.Arbitrary<RequestMessage> = fc.record({
  request: fc.record({
    id: small,
    template: fc.record({
      issuer: maybe(name),
      subject: maybe(name),
      publicKey: maybe(fc.constant(rsaKeys().spki)),
      extensions: maybe(fc.constant(extensions)),
    }),
    controls: maybe(
      fc.tuple(name, fc.uint8Array({ minLength: 1, maxLength: 20 })).map(([issuer, serial]) => [
        oldCertificate({
          issuer,
          serial: serial.map((octet, index) => (index === 0 ? (octet & 0x3f) | 0x40 : octet)),
        }),
      ]),
    ),
  }),
  possession: maybe(
    fc.oneof(
      fc.record({ kind: fc.constant('signature' as const), algorithm, signature: bytes(64) }),
      fc.constant({ kind: 'ra-verified' as const }),
    ),
  ),
})
const confirmation: fc.Arbitrary<Confirmation> = fc.record({
  hash: bytes(64),
  id: small,
  status: maybe(status),
  hashAlgorithm: maybe(algorithm),
})
const few = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 3 })
const body: fc.Arbitrary<Body> = fc.oneof(
  fc.record({ kind: fc.constantFrom('genm' as const, 'genp' as const), information: few(algorithm) }),
  fc.record({ kind: fc.constantFrom('ir' as const, 'cr' as const, 'kur' as const), requests: few(request) }),
  fc.record({
    kind: fc.constantFrom('ip' as const, 'cp' as const, 'kup' as const),
    authorities: few(certificate),
    responses: few(fc.record({ id: small, status, certificate: maybe(certificate) })),
  }),
  fc.record({ kind: fc.constant('p10cr' as const), request: certificate }),
  fc.record({ kind: fc.constant('certConf' as const), confirmations: few(confirmation) }),
  fc.record({ kind: fc.constant('pkiconf' as const) }),
  fc.record({ kind: fc.constant('pollReq' as const), ids: few(small) }),
  fc.record({
    kind: fc.constant('pollRep' as const),
    polls: few(fc.record({ id: small, checkAfter: small, reason: texts })),
  }),
  fc.record({ kind: fc.constant('error' as const), status, code: maybe(small), details: texts }),
)
const message: fc.Arbitrary<Message> = fc.record({
  header,
  body,
  protection: maybe(bytes(80)),
  extraCertificates: few(certificate),
})

describe('a CMP message', () => {
  it('is read back as it was written, and writes the same bytes again', () => {
    fc.assert(
      fc.property(message, (given) => {
        const der = writeMessage(given)
        const read = readMessage(der)
        if (!read.ok) throw new Error(read.failure.cause)
        const { protectedPart: signed, ...said } = read.value
        expect(said).toEqual(given)
        expect(Buffer.from(signed).equals(protectedPart(given))).toBe(true)
        expect(Buffer.from(writeMessage(said)).equals(der)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  it('is refused as a value, never with an exception, when any byte of it is another one', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, where, change) => {
        const der = writeMessage(given)
        der[where % der.length]! ^= change
        const read = readMessage(der)
        if (!read.ok) {
          expect(read.failure.code).toBe('bank.bad-answer')
          return
        }
        // Where it can still be read, the change is in what the protection is checked against, or in the proof itself.
        const { protectedPart: signed, protection, extraCertificates } = read.value
        const seen = [protectedPart(given), given.protection, given.extraCertificates]
        expect([signed, protection, extraCertificates]).not.toEqual(seen)
      }),
      { numRuns: 300 },
    )
  })
})

const plain: Header = { version: 2, sender: nobody, recipient: nobody }
const written = (content: Node): Uint8Array => {
  const [head] = [writeMessage({ header: plain, body: { kind: 'pkiconf' }, extraCertificates: [] })]
  // The header of an unprotected pkiconf and another body after it.
  const header = head.subarray(2, head.length - 4)
  const rest = encode(content)
  return Uint8Array.from([0x30, header.length + rest.length, ...header, ...rest])
}

const rejection = sequence(integer(2))
const text = utf8String('x')
/** A kup with this CertifiedKeyPair. */
const answerWith = (...pair: Node[]): Node =>
  context(8, sequence(sequence(sequence(integer(0), sequence(integer(0)), sequence(...pair)))))
/** An ir with this template and what follows its request. */
const requestWith = (template: Node, ...rest: Node[]): Node =>
  context(0, sequence(sequence(sequence(integer(0), template), ...rest)))

describe('what is not a message of the kinds that are known', () => {
  it('stays readable where it is one (so that these tests fail for the right reason)', () => {
    expect(readMessage(written(context(19, nullValue())))).toMatchObject({ ok: true })
  })

  it.each([
    ['a revocation request', context(11, sequence())],
    ['a general message that says nothing of what it is about', context(21, sequence(sequence()))],
    ['a nested message', context(20, sequence())],
    ['two values in one body', context(19, nullValue(), nullValue())],
    ['a confirmation with content', context(19, integer(1))],
    ['an unknown status', context(23, sequence(sequence(integer(9))))],
    ['an error that goes on after its end', context(23, sequence(rejection, integer(1), sequence(text), integer(1)))],
    ['an empty text', context(23, sequence(sequence(integer(2), sequence())))],
    ['a text that is no UTF-8', context(23, sequence(sequence(integer(2), sequence(badText()))))],
    ['a number of nine octets', context(25, sequence(sequence(unsignedInteger(new Uint8Array(9).fill(1)))))],
    ['an encrypted certificate', answerWith(context(1, sequence()))],
    ['a private key beside a certificate', answerWith(context(0, sequence()), context(0, sequence()))],
    ['a template with a serial number', requestWith(sequence(contextPrimitive(1, Uint8Array.of(1))))],
    ['a proof of possession by encryption', requestWith(sequence(), context(2, bitString(new Uint8Array())))],
    ['seventeen polls', context(25, sequence(...Array.from({ length: 17 }, () => sequence(integer(0)))))],
  ])('%s is refused', (_, content) => {
    expect(readMessage(written(content))).toMatchObject({ ok: false, failure: { code: 'bank.bad-answer' } })
  })

  it('more than 256 KiB is refused before it is read', () => {
    const failure = { code: 'bank.answer-too-large' }
    expect(readMessage(new Uint8Array(256 * 1024 + 1))).toMatchObject({ ok: false, failure })
  })
})

function badText(): Node {
  const node = utf8String('x')
  node.value = '\xff'
  return node
}

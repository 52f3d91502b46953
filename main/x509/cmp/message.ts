/** PKIMessage (RFC 9810, 5.1) in DER: header, body, protection, certificates beside them. Nothing here is trusted. */
import { failure, type Result, success } from '../../renewal/errors.ts'
import { bitsOf, bitString, context, decode, encode, sequence } from '../der.ts'
import { type Body, readBody, writeBody } from './body.ts'
import { explicit, fieldsOf } from './fields.ts'
import { type Header, readHeader, writeHeader } from './header.ts'
import { readCertificates } from './response.ts'

export interface Message {
  readonly header: Header
  readonly body: Body
  /** A signature or a MAC over the protected part. */
  readonly protection?: Uint8Array | undefined
  /** extraCerts, DER each; the signer's is the first (RFC 9483, 3.3). */
  readonly extraCertificates: readonly Uint8Array[]
}

export interface ReceivedMessage extends Message {
  /** ProtectedPart (5.1.3), DER: the very bytes that came. */
  readonly protectedPart: Uint8Array
}

/** Larger than any honest message. */
const maximumLength = 256 * 1024

/** Reads one message (DER). Fails with bank.answer-too-large or bank.bad-answer. */
export function readMessage(der: Uint8Array): Result<ReceivedMessage> {
  if (der.length > maximumLength) return failure('bank.answer-too-large', { cause: `more than ${maximumLength} bytes` })
  try {
    const fields = fieldsOf(decode(der), 'PKIMessage')
    const [header, body] = [fields.next(), fields.next()]
    const protection = fields.explicit(0)
    const extra = fields.explicit(1)
    fields.end()
    return success({
      header: readHeader(header),
      body: readBody(body),
      protection: protection && bitsOf(protection),
      extraCertificates: readCertificates(extra, 'extraCerts'),
      protectedPart: encode(sequence(header, body)),
    })
  } catch (error) {
    return failure('bank.bad-answer', { cause: error instanceof Error ? error.message : String(error) })
  }
}

/** ProtectedPart (5.1.3), DER: what a signature or a MAC is made over. */
export function protectedPart({ header, body }: Pick<Message, 'header' | 'body'>): Uint8Array {
  return encode(sequence(writeHeader(header), writeBody(body)))
}

/** The message, DER. @throws Error when a part that is to be DER is not */
export function writeMessage({ header, body, protection, extraCertificates }: Message): Uint8Array {
  return encode(
    sequence(
      writeHeader(header),
      writeBody(body),
      ...explicit(0, protection, bitString),
      ...(extraCertificates.length === 0 ? [] : [context(1, sequence(...extraCertificates.map(decode)))]),
    ),
  )
}

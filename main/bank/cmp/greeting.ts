/** Whether CMP is spoken at an address: shows to anybody, without a certificate and without a password. */
import { randomBytes } from 'node:crypto'
import type { Result } from '../../renewal/errors.ts'
import type { Clock } from '../../renewal/ports.ts'
import { nobody } from '../../x509/cmp/header.ts'
import { writeMessage } from '../../x509/cmp/message.ts'
import type { HttpAnswer, Transport } from '../transport/http.ts'
import { demanded, isTurnedAway } from '../turned-away.ts'
import { exchange } from './exchange.ts'

/**
 * Asks a question (genm, RFC 9483, 4.3) that nobody has protected. Any message will do for an answer, also that it is
 * refused: of what it says nothing is believed. Fails as the network does, with bank.certificate-demanded, or with what
 * another kind of answer means.
 */
export async function greet(transport: Transport, url: string, clock: Clock): Promise<Result<unknown>> {
  const header = {
    version: 2,
    sender: nobody,
    recipient: nobody,
    messageTime: Math.floor(clock() / 1000) * 1000,
    transactionId: new Uint8Array(randomBytes(16)),
    senderNonce: new Uint8Array(randomBytes(16)),
  }
  const message = writeMessage({ header, body: { kind: 'genm', information: [] }, extraCertificates: [] })
  let heard: Result<HttpAnswer> | undefined
  const listening: Transport = {
    ...transport,
    send: async (identity, request) => (heard = await transport.send(identity, request)),
  }
  const answer = await exchange(listening, url, message, clock())
  return !answer.ok && heard !== undefined && isTurnedAway(heard) ? demanded(heard) : answer
}

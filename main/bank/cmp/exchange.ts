/** CMP over HTTP (RFC 9811): a message by POST, a message back. */
import { type ReceivedMessage, readMessage } from '../../x509/cmp/message.ts'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { printable } from '../../renewal/plain-text.ts'
import { mediaType, passingFailure } from '../answer.ts'
import { maximumBody, statusFailure } from '../est/answers.ts'
import type { HttpAnswer, Transport } from '../transport/http.ts'
import { messageUrl } from './address.ts'

const messageType = 'application/pkixcmp'
/** As some servers and what stands in front of them have it: a message shows by itself what it is, and whose. */
const otherTypes: ReadonlySet<string> = new Set(['application/x-pkixcmp', 'application/octet-stream', ''])
/** ms. Issuing may wait for the bank's CA. */
const timeout = 60_000

/** One message (DER) for one, over a connection that identifies nobody: the messages do. */
export async function exchange(
  transport: Transport,
  url: string,
  message: Uint8Array,
  now: number,
): Promise<Result<ReceivedMessage>> {
  const address = messageUrl(url)
  if (!address.ok) return address
  const answer = await transport.send(
    { kind: 'anonymous' },
    {
      method: 'POST',
      url: address.value,
      headers: { accept: messageType, 'content-type': messageType },
      body: message,
      timeout,
      maximumBody,
    },
  )
  return answer.ok ? messageIn(answer.value, now) : answer
}

/**
 * Opens the connection over which messages will go, and asks for nothing: that a server of this address answers at all,
 * whatever it says to a GET, shows in the TLS handshake who it is.
 *
 * @returns the Date that it told, if it did (ms since the epoch)
 */
export async function connect(transport: Transport, url: string): Promise<Result<number | undefined>> {
  const address = messageUrl(url)
  if (!address.ok) return address
  const answer = await transport.send(
    { kind: 'anonymous' },
    { method: 'GET', url: address.value, headers: { accept: messageType }, fresh: true, timeout, maximumBody },
  )
  return answer.ok ? success(answer.value.date) : answer
}

/** Some servers send their error messages with a status of 400 or 500 (RFC 9811, 3.3): the message counts. */
function messageIn(answer: HttpAnswer, now: number): Result<ReceivedMessage> {
  const { status, headers, body } = answer
  const given = mediaType(headers)
  if (given === messageType && body.length > 0) return readMessage(body)
  const message = otherTypes.has(given) ? readMessage(body) : undefined
  if (message?.ok === true) return message
  if (status > 299) return statusFailure(answer, { unauthorized: 'bank.refused', now })
  const cause =
    body.length === 0
      ? `HTTP ${status} with an empty body, where a message should be`
      : `Content-Type is ${printable(given) || 'missing'}, not ${messageType}`
  return passingFailure(answer, now) ?? failure('bank.bad-answer', { cause })
}

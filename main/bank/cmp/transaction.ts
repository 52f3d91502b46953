/** One CMP transaction (RFC 9810, 5.1.1): messages that belong together, and whether an answer is one of them. */
import { randomBytes } from 'node:crypto'
import { done, failure, type Failure, type Result, success } from '../../renewal/errors.ts'
import type { Clock } from '../../renewal/ports.ts'
import type { Body } from '../../x509/cmp/body.ts'
import { isMac, isMacOf } from '../../x509/cmp/mac.ts'
import { type ReceivedMessage, writeMessage } from '../../x509/cmp/message.ts'
import { type Protector, protectMessage } from '../../x509/cmp/protection.ts'
import type { StatusInfo } from '../../x509/cmp/status.ts'
import { maximumCertificates } from '../../x509/cms.ts'
import { maximumBody } from '../est/answers.ts'
import type { Transport } from '../transport/http.ts'
import { exchange } from './exchange.ts'
import { reasonOf } from './failures.ts'
import { checkSigner, type NamedSigners, type SignerOptions } from './signer.ts'

/** Who we are in a transaction. */
export interface Speaker {
  /** GeneralName, DER. */
  readonly name: Uint8Array
  /** GeneralName (DER) of whom we speak to. */
  readonly recipient: Uint8Array
  readonly keyId: Uint8Array | undefined
  /** Our certificate and those above it, DER. */
  readonly certificates: readonly Uint8Array[]
  readonly protector: Protector
  /** What we share with the bank; undefined: nothing, so its answers must be signed. */
  readonly secret: string | undefined
}

export interface TransactionPorts {
  readonly url: string
  readonly transport: Transport
  readonly clock: Clock
  /** The bank's own roots, DER. */
  readonly trustAnchors: () => readonly Uint8Array[]
  /** The bank's CA certificates (DER) as far as they are known. */
  readonly authorities: () => readonly Uint8Array[]
  /** Who signs for the bank by its settings' word. */
  readonly signers?: NamedSigners
}

/** With this a transaction can be gone on with later. */
export interface Ticket {
  readonly id: Uint8Array
  /** senderNonce of our message whose answer is polled for. */
  readonly awaited: Uint8Array | undefined
  /** senderNonce of the bank's last message. */
  readonly nonce: Uint8Array | undefined
  /** Certificates (DER) that came beside the answers so far: the next one may need them. */
  readonly certificates?: readonly Uint8Array[]
}

export interface Transaction {
  /**
   * Says this and hears the answer, which is the bank's, and to this message: everything is checked but its content.
   * Fails as the network does, with bank.untrusted or bank.bad-answer.
   */
  say(body: Body, options?: MessageOptions): Promise<Result<ReceivedMessage>>
  /** Certificates (DER) that came beside the answers so far. */
  certificates(): readonly Uint8Array[]
  ticket(): Ticket
}

interface MessageOptions {
  readonly implicitConfirm?: boolean
  /** Only 2 is understood everywhere; 3 where the message needs it (RFC 9810, 7). */
  readonly version?: 2 | 3 | undefined
}

/** Octets of nonces and transaction IDs (RFC 9483, 3.1). */
const idLength = 16

export function openTransaction(speaker: Speaker, ports: TransactionPorts, resumed?: Ticket): Transaction {
  const id = resumed?.id ?? new Uint8Array(randomBytes(idLength))
  let nonce = resumed?.nonce
  let awaited = resumed?.awaited
  // A bank need not repeat its certificate in every message.
  const seen: Uint8Array[] = []
  remember(seen, resumed?.certificates ?? [])

  return {
    ticket: () => ({ id, nonce, awaited, certificates: [...seen] }),
    certificates: () => seen,
    async say(body, { implicitConfirm, version = 2 } = {}) {
      const header = {
        version,
        sender: speaker.name,
        recipient: speaker.recipient,
        messageTime: Math.floor(ports.clock() / 1000) * 1000,
        senderKeyId: speaker.keyId,
        transactionId: id,
        senderNonce: new Uint8Array(randomBytes(idLength)),
        recipientNonce: nonce,
        implicitConfirm,
      }
      if (body.kind !== 'pollReq') awaited = header.senderNonce
      const message = await protectMessage({ header, body, extraCertificates: speaker.certificates }, speaker.protector)
      if (!message.ok) return message
      const answer = await exchange(ports.transport, ports.url, writeMessage(message.value), ports.clock())
      if (!answer.ok) return answer
      const { extraCertificates } = answer.value
      const certificates = [...extraCertificates, ...seen, ...ports.authorities()]
      // What was polled for may be made long before the poll, and then answers the message that is waited for.
      const sent = { transactionId: id, senderNonces: [header.senderNonce, awaited ?? header.senderNonce] }
      const checked = await checkAnswer(answer.value, sent, speaker, {
        certificates,
        trustAnchors: ports.trustAnchors(),
        ...(ports.signers === undefined ? {} : { named: ports.signers }),
        now: ports.clock(),
      })
      if (!checked.ok) return checked
      remember(seen, extraCertificates)
      nonce = answer.value.header.senderNonce
      return success(answer.value)
    },
  }
}

/**
 * Each once, and no more than one answer may hold: a bank that is polled for hours could bring others along each time, and all
 * of them would go into the journal, which is then too large to be read.
 */
function remember(seen: Uint8Array[], came: readonly Uint8Array[]): void {
  let size = seen.reduce((sum, { length }) => sum + length, 0)
  for (const der of came) {
    if (seen.some((known) => Buffer.from(known).equals(der))) continue
    size += der.length
    if (seen.length === maximumCertificates || size > maximumBody) return
    seen.push(der)
  }
}

interface Sent {
  readonly transactionId: Uint8Array
  /** An answer repeats one of these (RFC 9483, 4.4). */
  readonly senderNonces: readonly Uint8Array[]
}

/**
 * Its protection, transaction and nonce decide whose answer it is, and to what. Its recipient does not: RFC 9483, 3.1,
 * lets it be empty, and EJBCA writes the subject of the new certificate there, or none that anybody has.
 */
async function checkAnswer(
  answer: ReceivedMessage,
  sent: Sent,
  speaker: Speaker,
  signer: SignerOptions,
): Promise<Result<void>> {
  const { header, body } = answer
  const proven = await checkProtection(answer, speaker.secret, signer)
  if (!proven.ok && body.kind === 'error') {
    // Two MACs that differ are two secrets that differ, whatever else the bank says of it.
    const secretsDiffer = header.protectionAlgorithm !== undefined && isMac(header.protectionAlgorithm)
    const refused = speaker.secret !== undefined && (secretsDiffer || body.status.failures.includes('badMessageCheck'))
    return unproven(refused ? 'bank.unauthorized' : 'bank.bad-answer', body.status, proven.failure)
  }
  if (!proven.ok) return proven
  if (header.version !== 2 && header.version !== 3) return wrong(`CMP version ${header.version}`)
  if (!same(header.transactionId, sent.transactionId)) return wrong('the answer belongs to another transaction')
  // An answer of the bank from another time would else be as good.
  if (!sent.senderNonces.some((own) => same(header.recipientNonce, own)))
    return wrong('the answer does not repeat our nonce')
  if (header.senderNonce === undefined && goesOn(body)) return wrong('the answer has no nonce')
  return done
}

/**
 * An error that cannot be proven to be the bank's. Whoever can answer in its place could say no for it, so nothing is
 * given up for such a no. Whose password is wrong cannot check the bank's MAC either, and may have to type it again.
 */
function unproven(
  code: 'bank.unauthorized' | 'bank.bad-answer',
  status: StatusInfo,
  { cause = 'CMP' }: Failure,
): Result<never> {
  return failure(code, { cause: `${cause}; it says: ${reasonOf(status)}` })
}

async function checkProtection(
  { header, protection, protectedPart, ...rest }: ReceivedMessage,
  secret: string | undefined,
  signer: SignerOptions,
): Promise<Result<void>> {
  const { protectionAlgorithm: algorithm } = header
  if (protection === undefined || algorithm === undefined) {
    return failure('bank.untrusted', { cause: 'CMP: the answer is not protected' })
  }
  if (!isMac(algorithm)) return checkSigner({ header, protection, protectedPart, ...rest }, signer)
  if (secret === undefined) return failure('bank.untrusted', { cause: 'CMP: the answer is not signed' })
  try {
    if (await isMacOf(algorithm, secret, protectedPart, protection)) return done
  } catch (error) {
    return failure('bank.untrusted', { cause: error instanceof Error ? error.message : String(error) })
  }
  return failure('bank.untrusted', { cause: 'CMP: the MAC is wrong' })
}

/** An error that says "later" is followed by a poll, which repeats its nonce. */
function goesOn(body: Body): boolean {
  return body.kind === 'error' ? body.status.status === 'waiting' : body.kind !== 'pkiconf'
}

function same(given: Uint8Array | undefined, expected: Uint8Array): boolean {
  return given !== undefined && Buffer.from(given).equals(expected)
}

function wrong(cause: string): Result<never> {
  return failure('bank.bad-answer', { cause: `CMP: ${cause}` })
}

/** The bank as a CMP server (RFC 9810 in the profile of RFC 9483, over HTTP by RFC 9811): asks, checks, confirms. */
import { setTimeout as delay } from 'node:timers/promises'
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { checkIssued, judgedAt } from '../../renewal/effects/issued.ts'
import type { CertificateFacts } from '../../renewal/certificates/certificate.ts'
import type { Bank, EnrolmentAnswer, KeyStore, Speaker as SpeakerIdentity } from '../../renewal/ports.ts'
import { budgetOf, type SignatureBudget } from '../../x509/chain/budget.ts'
import { findChain } from '../../x509/chain/chain.ts'
import type { ReceivedMessage } from '../../x509/cmp/message.ts'
import { nameComparison } from '../../x509/names/name-difference.ts'
import { readCertificate } from '../../x509/read.ts'
import { type ReceivedRequest, readRequest } from '../../x509/request.ts'
import { longestWait } from '../answer.ts'
import { withoutSecret } from '../unrepeated.ts'
import { authorityCertificates, certificatesIn, type Issued, readDelay, understand } from './answers.ts'
import { askForFirst, askForKeyUpdate, type Asking, type EnrolmentForm, holderOf, knowing } from './requests.ts'
import { confirmationOf } from './cert-conf.ts'
import { connect } from './exchange.ts'
import { readTicket, writeTicket } from './confirmation-ticket.ts'
import { failureOf, isForgotten, reasonOf } from './failures.ts'
import { openTransaction, type Speaker, type Ticket, type Transaction, type TransactionPorts } from './transaction.ts'

export interface CmpBankOptions extends TransactionPorts {
  readonly keyStore: Pick<KeyStore, 'read' | 'sign'>
  readonly enrolment: EnrolmentForm
  /** Ask whether the confirmation may be left out. */
  readonly implicitConfirm: boolean
  /** Waits some ms between two polls. */
  readonly wait?: (ms: number) => Promise<unknown>
}

export type CmpBank = Pick<Bank, 'reenrol' | 'enrol' | 'prove'> &
  Required<Pick<Bank, 'confirm'>> & {
    /** Is the server there, and is it the bank's? */
    connect(): Promise<Result<void>>
    /** The same, with the time that it told (ms since the epoch), if it did. */
    reach(): Promise<Result<number | undefined>>
    /**
     * The CA certificates (DER) above this certificate: those that are known or, where they lead to no trust anchor, what
     * the bank answers when asked (RFC 9483, 4.3.1). Nothing of it is trusted.
     */
    above(thumbprint: string): Promise<Result<readonly Uint8Array[]>>
  }

/** So long (ms) is waited here for a certificate; what takes longer is told as pending. */
const patience = 10_000
/** Polls in one go: a bank that keeps saying "at once" is left alone for a minute. */
const maximumPolls = 10
const defaultWait = 60

export function createCmpBank({ wait = delay, ...options }: CmpBankOptions): CmpBank {
  const { keyStore, clock, trustAnchors, authorities } = options
  /**
   * Transactions in which the bank is still working, by the hash of the new key. In memory: after a restart the same
   * key is simply asked for again, for which a bank has the same answer.
   */
  const waiting = new Map<string, { readonly ticket: Ticket; readonly id: number }>()

  const reenrol: CmpBank['reenrol'] = async (current, csr, newKey) => {
    const own = readRequest(csr)
    if (!own.ok) return failure('internal', { cause: own.failure.cause })
    const held = await read(current)
    if (!held.ok) return held
    const { facts, chain } = held.value
    const asking = await askForKeyUpdate(facts, own.value, { newKey, chain, now: clock(), keyStore })
    return asking.ok ? await ask(asking.value, own.value) : asking
  }

  /** A certificate of ours, and the bank's above it, DER. */
  async function read(thumbprint: string): Promise<Result<Held>> {
    const stored = await keyStore.read(thumbprint)
    if (!stored.ok) return stored
    if (stored.value === undefined) return failure('keystore.certificate-missing')
    const { der } = stored.value
    const facts = readCertificate(der)
    if (!facts.ok) return facts
    const { notAfter } = facts.value
    // Above an expired certificate there is no chain today; it was one on its last day.
    const found = findChain(der, authorities(), trustAnchors(), { now: Math.min(clock(), notAfter), purpose: 'any' })
    return success({ facts: facts.value, chain: found.ok ? found.value : [], isWhole: found.ok })
  }

  /** Any question will do: an answer for us, signed by the bank, says that it took our signature. */
  const prove: CmpBank['prove'] = async (thumbprint) => {
    const held = await read(thumbprint)
    if (!held.ok) return held
    const answer = await askAuthorities(held.value)
    return answer.ok ? success({ proven: 'recognised' }) : answer
  }

  const above: CmpBank['above'] = async (thumbprint) => {
    const held = await read(thumbprint)
    if (!held.ok || held.value.isWhole) return held.ok ? success(held.value.chain) : held
    return askAuthorities(held.value)
  }

  /** The CA certificates (DER) that the bank answers the holder of this certificate with: none, if it has none to tell. */
  async function askAuthorities({ facts, chain }: Held): Promise<Result<readonly Uint8Array[]>> {
    const transaction = openTransaction(holderOf(facts.der, chain, keyStore), options)
    const question = await transaction.say({
      kind: 'genm',
      information: [{ oid: authorityCertificates, value: undefined }],
    })
    const answer = await awaitReply(question, transaction)
    if (!answer.ok) return answer
    const { body } = answer.value
    if (body.kind === 'genp') return success(certificatesIn(body.information))
    // A bank that waits has not said no.
    if (readDelay(body) !== undefined)
      return failure('bank.busy', { retry: 'later', cause: 'CMP: genm is still worked on' })
    if (body.kind === 'error') return failureOf(body.status, { expired: facts.notAfter < clock() })
    return failure('bank.bad-answer', {
      cause: `CMP: ${body.kind} in answer to genm`,
    })
  }

  const enrol: CmpBank['enrol'] = async (credentials, csr, newKey) => {
    const own = readRequest(csr)
    if (!own.ok) return failure('internal', { cause: own.failure.cause })
    const request = { der: csr, own: own.value }
    const asking = await askForFirst(credentials, request, { form: options.enrolment, newKey, keyStore })
    const answer = asking.ok ? await ask(asking.value, own.value) : asking
    // It never left this computer, but the bank knows it.
    return withoutSecret(answer, credentials)
  }

  async function ask(asking: Asking, own: ReceivedRequest): Promise<Result<EnrolmentAnswer>> {
    const begun = waiting.get(own.publicKeyHash)
    if (begun !== undefined) {
      const transaction = openTransaction(asking.speaker, options, begun.ticket)
      const answer = await poll(transaction, begun.id, own)
      if (!answer.ok) return answer
      if (answer.value.body.kind !== 'error' || readDelay(answer.value.body) !== undefined)
        return listen(answer.value, { asking, own, transaction })
      // The bank knows nothing of the transaction any more, e.g. after a restart of its own: it is asked afresh.
    }
    const transaction = openTransaction(asking.speaker, options)
    const answer = await transaction.say(asking.body, { implicitConfirm: options.implicitConfirm })
    return answer.ok ? await listen(answer.value, { asking, own, transaction }) : answer
  }

  interface Circumstances {
    readonly asking: Asking
    readonly own: ReceivedRequest
    readonly transaction: Transaction
  }

  /** Follows the transaction from an answer to a request or a poll until there is something to tell. */
  async function listen(first: ReceivedMessage, now: Circumstances): Promise<Result<EnrolmentAnswer>> {
    const { asking, own, transaction } = now
    let answer = first
    const waitFor = startWaiting(wait)
    for (;;) {
      const { body } = answer
      if (answer !== first && body.kind === 'error' && isForgotten(body.status)) {
        return failure('bank.busy', { retry: 'later', cause: `CMP: polled for, ${reasonOf(body.status)}` })
      }
      const heard = understand(answer, asking)
      if (!heard.ok) return heard
      const { id, issued, checkAfter = 0 } = heard.value
      if (issued !== undefined) return settle(answer, issued, now)
      waiting.set(own.publicKeyHash, { ticket: transaction.ticket(), id })
      const retryAfter = await waitFor(Math.min(checkAfter, longestWait))
      if (retryAfter !== undefined) return success({ kind: 'pending', retryAfter })
      const next = await poll(transaction, id, own)
      if (!next.ok) return next
      answer = next.value
    }
  }

  async function poll(transaction: Transaction, id: number, own: ReceivedRequest): Promise<Result<ReceivedMessage>> {
    const answer = await transaction.say({ kind: 'pollReq', ids: [id] })
    // Only where the network failed is the transaction still what it was.
    if (answer.ok || answer.failure.retry === 'never') waiting.delete(own.publicKeyHash)
    return answer
  }

  /** The certificate is here: it is looked at, and the bank is told what we think of it. */
  async function settle(
    answer: ReceivedMessage,
    issued: Issued,
    { asking, own, transaction }: Circumstances,
  ): Promise<Result<EnrolmentAnswer>> {
    const { certificate, id } = issued
    const beside = [...transaction.certificates(), ...issued.authorities, ...authorities()]
    const budget = budgetOf(answer.extraCertificates)
    const verdict = judge(certificate, { beside, budget }, { asking, own })
    const granted = answer.header.implicitConfirm === true
    // Left out only where both sides said so (RFC 9810, 5.1.1.1).
    if (options.implicitConfirm && granted) return verdict
    // It is to be in the journal before the bank hears that it is taken.
    if (verdict.ok)
      return success({ ...verdict.value, confirmation: writeTicket({ ticket: transaction.ticket(), id, granted }) })
    const { body, version } = confirmationOf(certificate, id, verdict)
    await awaitReply(await transaction.say(body, { version }), transaction)
    return verdict
  }

  const confirm: CmpBank['confirm'] = async (by, certificate, confirmation) => {
    const kept = readTicket(confirmation)
    if (kept === undefined) return failure('internal', { cause: 'CMP: what was kept cannot be read' })
    const speaker = await speakerFor(by)
    if (!speaker.ok) return speaker
    const { body, version } = confirmationOf(certificate, kept.id, done)
    const transaction = openTransaction(speaker.value, options, kept.ticket)
    const said = await awaitReply(await transaction.say(body, { version }), transaction)
    if (!said.ok) return said
    const { body: reply } = said.value
    // certConfirmed: an earlier confirmation arrived, and only its answer was lost.
    // Or it was confirmed by the bank's own word, unasked, and the transaction is over for it.
    const known = reply.kind === 'error' && (kept.granted || reply.status.failures.includes('certConfirmed'))
    if (reply.kind === 'pkiconf' || known) return done
    const why = reply.kind === 'error' ? reasonOf(reply.status) : reply.kind
    return failure('bank.bad-answer', { retry: 'later', cause: `CMP: no confirmation but ${why}` })
  }

  async function speakerFor(by: SpeakerIdentity): Promise<Result<Speaker>> {
    if ('credentials' in by) return success(knowing(by.credentials, options.enrolment.mac))
    const held = await read(by.current)
    return held.ok ? success(holderOf(held.value.facts.der, held.value.chain, keyStore)) : held
  }

  /** The bank may take its time with any answer (RFC 9483, 4.4). It is polled for only while this lasts. */
  async function awaitReply(
    first: Result<ReceivedMessage>,
    transaction: Transaction,
  ): Promise<Result<ReceivedMessage>> {
    let answer = first
    const waitFor = startWaiting(wait)
    while (answer.ok) {
      const delayed = readDelay(answer.value.body)
      if (delayed === undefined) break
      if (!delayed.ok) return delayed
      const { id, checkAfter = 0 } = delayed.value
      if ((await waitFor(checkAfter)) !== undefined) break
      answer = await transaction.say({ kind: 'pollReq', ids: [id] })
    }
    return answer
  }

  /** The domain's own questions, before the bank hears that we are content; the domain asks them again. */
  function judge(
    certificate: Uint8Array,
    { beside, budget }: { readonly beside: readonly Uint8Array[]; readonly budget: SignatureBudget },
    { asking, own }: Pick<Circumstances, 'asking' | 'own'>,
  ): Result<EnrolmentAnswer & { kind: 'issued' }> {
    const facts = readCertificate(certificate)
    if (!facts.ok) return failure('issued.unreadable', { cause: facts.failure.cause })
    const { publicKeyHash } = own
    const fits = checkIssued(facts.value, { publicKeyHash, purpose: asking.purpose }, clock(), nameComparison, Infinity)
    if (!fits.ok) return fits
    // caPubs and extraCerts may stand between: an anchor is only what was configured as one.
    // One that begins in a moment is not turned down: it is waited for.
    const now = judgedAt(facts.value, clock())
    const chain = findChain(certificate, beside, trustAnchors(), { now, purpose: 'clientAuth', budget })
    return chain.ok ? success({ kind: 'issued', certificate, intermediates: chain.value }) : chain
  }

  const reach = () => connect(options.transport, options.url)
  return {
    reach,
    async connect() {
      const reached = await reach()
      return reached.ok ? done : reached
    },
    above,
    reenrol,
    enrol,
    confirm,
    prove,
  }
}

/**
 * A bank that takes its time is waited for here, but neither for long nor in many turns.
 *
 * @param wait some ms
 * @returns given the seconds that the bank names: undefined once they are over, or in how many it is to be asked again
 */
function startWaiting(wait: (ms: number) => Promise<unknown>): (seconds: number) => Promise<number | undefined> {
  let left = patience
  let polls = 0
  return async (seconds) => {
    if (polls++ === maximumPolls) return Math.max(seconds, defaultWait)
    if (seconds * 1000 > left) return seconds
    left -= seconds * 1000
    if (seconds > 0) await wait(seconds * 1000)
    return undefined
  }
}

/** A certificate of ours; the bank's above it (DER), and whether they lead to a trust anchor. */
interface Held {
  readonly facts: CertificateFacts
  readonly chain: readonly Uint8Array[]
  readonly isWhole: boolean
}

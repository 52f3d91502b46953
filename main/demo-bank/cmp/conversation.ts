/** The bank's side of CMP transactions (RFC 9810, 5.3; RFC 9483, 4): what it says to which message, in which order. */
import { createHash } from 'node:crypto'
import { hex, type Node } from '../../x509/der.ts'
import type { Bank } from '../bank.ts'
import { type Authority, makeRegistrationAuthority } from '../ca/authority.ts'
import type { Fault } from '../control.ts'
import { confirm, revoke } from '../ledger/certificates.ts'
import { transaction as inLedger } from '../ledger/database.ts'
import { opensConnections, statusOf } from '../policy.ts'
import { type Command, fulfil, orderOf } from './enrolment.ts'
import { answersTo } from './general-messages.ts'
import { headerFault } from './header.ts'
import { type Message, readConfirmation } from './reading.ts'
import { refuse, type Refusal } from './refusal.ts'
import { authenticate, nameOf, type Requester } from './requester.ts'
import { createTransactions, type Delayed, type Transaction, type Unconfirmed, type Waiting } from './transactions.ts'
import { readWanted } from './wanted.ts'
import {
  certificateAnswer,
  delayMessage,
  errorMessage,
  implicitConfirm,
  generalAnswer,
  kinds,
  newNonce,
  pkiConfirmation,
  pollAnswer,
  speakerOf,
  wholeMessage,
  writeMessage,
} from './writing.ts'

interface Circumstances {
  readonly fault: Fault['fault'] | undefined
  readonly amount: number | undefined
}

/** The answer to a message, and what is to be kept in mind until the next one. */
interface Reply {
  readonly body: Node
  /** undefined: a refusal, which changes nothing about the transaction that it was for. */
  readonly state?: Transaction['state']
  readonly implicitlyConfirmed?: boolean
  /** The nonce that it repeats, where that is not the one of the message that it answers. */
  readonly repeats?: Uint8Array | undefined
}

const commands: ReadonlyMap<number, Command> = new Map([
  [kinds.ir, 'ir'],
  [kinds.cr, 'cr'],
  [kinds.p10cr, 'p10cr'],
  [kinds.kur, 'kur'],
])
const answerTo = { ir: 'ip', cr: 'cp', p10cr: 'cp', kur: 'kup' } as const

/** Answers messages (DER); signed, or with a MAC for whoever came with one. */
export function createConversation(
  bank: Bank,
): (message: Message, circumstances: Circumstances) => Promise<Uint8Array> {
  const { database, clock } = bank
  // Its key takes a quarter of a second to make, which no start has to wait for.
  const speakers = new WeakMap<Authority, ReturnType<typeof makeSpeaker>>()
  const transactions = createTransactions(clock)

  /** A request for a certificate: the beginning of a transaction. */
  async function begin(command: Command, requester: Requester, message: Message, now: Circumstances): Promise<Reply> {
    const request = readWanted(command, message.body, requester)
    if ('failure' in request) return refused(request)
    const asksForImplicit = message.header.generalInfo.includes(implicitConfirm)
    const implicit = asksForImplicit && now.fault !== 'explicit-confirm'
    const waiting = { kind: 'waiting', command, request, implicit } as const
    if (now.fault !== 'pending') return finish(waiting, requester, now)
    // Whoever will be refused need not wait for it.
    const order = orderOf(bank, command, requester, request.wanted, now.fault)
    if ('failure' in order) return refused(order)
    return { body: certificateAnswer(answerTo[command], request.id, undefined), state: waiting }
  }

  /** The certificate; whether the requester may have it is asked now, however long it has waited. */
  async function finish(waiting: Waiting, requester: Requester, { fault }: Circumstances): Promise<Reply> {
    const { command, request, implicit } = waiting
    const order = orderOf(bank, command, requester, request.wanted, fault)
    if ('failure' in order) return refused(order)
    const granted = await fulfil(bank, { ...order, toBeConfirmed: !implicit }, fault)
    if ('failure' in granted) return refused(granted)
    const { der, entry } = granted
    // A repeated request may find a certificate that was never confirmed.
    if (implicit && entry !== undefined) confirm(database, entry.serial)
    return {
      body: certificateAnswer(answerTo[command], request.id, der),
      state: implicit ? { kind: 'closed' } : { kind: 'unconfirmed', id: request.id, der, entry },
      implicitlyConfirmed: implicit,
    }
  }

  /** certConf: the client has looked at its certificate and takes it, or does not. */
  function settle(state: Transaction['state'], body: Node): Reply {
    if (state.kind === 'confirmed') return refused(refuse('certConfirmed', 'the certificate has been confirmed'))
    if (state.kind !== 'unconfirmed') return refused(refuse('badRequest', 'there is nothing to be confirmed'))
    const { der, entry, id } = state
    const verdict = verdictOn(der, id, body)
    if (typeof verdict === 'object') return refused(verdict)
    const accepted = verdict === 'accepted'
    if (entry !== undefined) {
      inLedger(database, () => {
        confirm(database, entry.serial)
        if (!accepted) revoke(database, entry.thumbprint, clock())
      })
    }
    return { body: pkiConfirmation(), state: { kind: accepted ? 'confirmed' : 'closed' } }
  }

  /** Does the bank take its time with this message? Then it will be polled for. */
  function putOff(message: Message, before?: Unconfirmed): Reply | undefined {
    const late = bank.faults.act('delivers-later')
    if (late === undefined) return undefined
    const after = Math.max(1, Math.round(late.amount ?? 1))
    const repeatsMessage = late.variant === 'message-nonce'
    return { body: delayMessage(), state: { kind: 'delayed', message, before, polled: false, after, repeatsMessage } }
  }

  /** A poll for the answer to a whole message. */
  async function deliver(delayed: Delayed, requester: Requester, now: Circumstances): Promise<Reply> {
    const { message, before, polled, after, repeatsMessage } = delayed
    if (!polled) return { body: pollAnswer(wholeMessage, after), state: { ...delayed, polled: true } }
    const command = commands.get(message.kind)
    const answer =
      before !== undefined
        ? settle(before, message.body)
        : command === undefined
          ? inform(requester, message.body)
          : await begin(command, requester, message, now)
    return {
      state: { kind: 'closed' },
      ...answer,
      repeats: repeatsMessage ? message.header.senderNonce : undefined,
    }
  }

  /** Any message but the first of a transaction. */
  async function goOn(
    transaction: Transaction,
    requester: Requester,
    message: Message,
    now: Circumstances,
  ): Promise<Reply> {
    const { kind, body } = message
    const { state } = transaction
    if (kind === kinds.certConf) {
      const late = state.kind === 'unconfirmed' ? putOff(message, state) : undefined
      return late ?? settle(state.kind === 'delayed' ? (state.before ?? state) : state, body)
    }
    // The client has given up (RFC 9483, 3.6.4). What was issued stays: it may ask for it again.
    if (kind === kinds.error) return { body: pkiConfirmation(), state: { kind: 'closed' } }
    if (state.kind === 'delayed') return deliver(state, requester, now)
    if (state.kind !== 'waiting') return refused(refuse('badRequest', 'there is nothing to be waited for'))
    if (now.fault !== 'pending') return finish(state, requester, now)
    return { body: pollAnswer(state.request.id, Math.max(1, Math.round(now.amount ?? 1))), state }
  }

  /** genm: a question, which whoever may open a connection may ask, too. */
  function inform(requester: Requester, questions: Node): Reply {
    const status = requester.kind === 'certificate' ? statusOf(requester.certificate, clock()) : undefined
    if (status === 'revoked') return refused(refuse('certRevoked', 'the certificate is revoked'))
    if (status === undefined || !opensConnections(status))
      return refused(refuse('notAuthorized', 'a valid certificate is needed'))
    try {
      return { body: generalAnswer(answersTo(questions, bank)) }
    } catch (error) {
      return refused(refuse('badDataFormat', error instanceof Error ? error.message : String(error)))
    }
  }

  async function reply(requester: Requester, id: string, message: Message, now: Circumstances): Promise<Reply> {
    const begun = transactions.find(id)
    const known = begun !== undefined && bank.faults.act('forgets') !== undefined ? undefined : begun
    const command = commands.get(message.kind)
    if (command !== undefined) {
      if (known !== undefined) return refused(refuse('transactionIdInUse', 'this transaction ID is in use'))
      return putOff(message) ?? begin(command, requester, message, now)
    }
    if (message.kind === kinds.genm) return putOff(message) ?? inform(requester, message.body)
    if (![kinds.certConf, kinds.pollReq, kinds.error].some((kind) => kind === message.kind)) {
      return refused(refuse('badRequest', 'this message is not offered here'))
    }
    if (known === undefined || known.requester !== nameOf(requester)) {
      return refused(refuse('badRequest', 'there is no such transaction'))
    }
    if (hex(message.header.recipientNonce ?? new Uint8Array()) !== known.nonce) {
      return refused(refuse('badRecipientNonce', 'the recipNonce is not ours'))
    }
    return goOn(known, requester, message, now)
  }

  async function makeSpeaker(authority: Authority) {
    const { certificate, privateKey } = await makeRegistrationAuthority(authority, clock())
    // Who knows only the former root believes this one after a rollover by what stands between them.
    return speakerOf([certificate, authority.issuing, ...bank.rollover.serverChain()], privateKey)
  }

  return async (message, circumstances) => {
    const { header } = message
    const { authority } = bank
    const speaker = speakers.get(authority) ?? makeSpeaker(authority)
    speakers.set(authority, speaker)
    const own = await speaker
    const requester = headerFault(message.header, clock()) ?? authenticate(bank, message)
    const nonce = newNonce()
    const say = (body: Node, { implicitlyConfirmed = false, repeats }: Partial<Reply> = {}): Uint8Array => {
      const to = repeats === undefined ? header : { ...header, senderNonce: repeats }
      const secret = 'kind' in requester && requester.kind === 'password' ? requester.password.secret : undefined
      return writeMessage(own, to, { body, nonce, now: clock(), implicitlyConfirmed, secret })
    }
    if ('failure' in requester) return say(errorMessage(requester))
    const id = hex(header.transactionId!)
    const before = transactions.find(id)
    const said = await reply(requester, id, message, circumstances)
    if (said.state !== undefined) {
      // Whoever repeats a confirmation repeats the nonce that it answered.
      const kept = said.state.kind === 'confirmed' && before !== undefined ? before.nonce : hex(nonce)
      transactions.keep(id, {
        requester: nameOf(requester),
        state: said.state,
        nonce: kept,
        begun: before?.begun ?? clock(),
      })
    }
    return say(said.body, said)
  }
}

const refused = (refusal: Refusal): Reply => ({ body: errorMessage(refusal) })

function verdictOn(der: Uint8Array, id: number, body: Node): 'accepted' | 'turned-down' | Refusal {
  try {
    const confirmation = readConfirmation(body)
    if (confirmation === undefined) return 'turned-down'
    const { requestId, certificateHash, accepted } = confirmation
    const isIt = requestId === id && createHash(confirmation.hash).update(der).digest().equals(certificateHash)
    if (!isIt) return refuse('badCertId', 'this is not the certificate that was issued')
    return accepted ? 'accepted' : 'turned-down'
  } catch (error) {
    return refuse('badDataFormat', error instanceof Error ? error.message : String(error))
  }
}

/** Who gets a certificate: by one-time password for the first, by the current certificate for the next. */
import type { ReceivedRequest } from '../../x509/request.ts'
import type { Bank } from '../bank.ts'
import { compareWithCurrent, grant } from '../ca/granting.ts'
import type { Order } from '../ca/issuing.ts'
import { findCustomer } from '../ledger/customers.ts'
import { findOneTimePassword, useOneTimePassword } from '../ledger/one-time-passwords.ts'
import { opensConnections, statusOf } from '../policy.ts'
import { type Answer, answer, plain, type Question } from '../web/exchange.ts'
import { readBasic } from './messages.ts'

/** The issued certificate (DER), or the answer that there is none. */
type Enrol = (question: Question, read: () => ReceivedRequest | Answer) => Promise<Uint8Array | Answer>

export function createEnrolment(bank: Bank): { readonly enrol: Enrol; readonly reenrol: Enrol } {
  const { database, attempts, clock } = bank

  /** HTTP Basic with customer ID and one-time password (RFC 7030, 3.2.3). */
  const enrol: Enrol = async ({ headers, fault }, read) => {
    const credentials = readBasic(headers.authorization)
    if (credentials === undefined) return challenge()
    const { user, password } = credentials
    const seconds = attempts.wait(user)
    if (seconds > 0) return plain(429, 'too many attempts', { 'retry-after': String(seconds) })
    const found = await findOneTimePassword(database, user, password, clock())
    const customer = findCustomer(database, user)
    if (found === undefined || customer === undefined) {
      attempts.failed(user)
      return challenge()
    }
    attempts.succeeded(user)
    const request = read()
    if ('status' in request) return request
    return issue(
      {
        customer,
        request,
        issuedBy: 'simpleenroll',
        // With the very key that it was used for, a one-time password goes on answering: the answer may have been lost.
        condition: () => useOneTimePassword(database, found.id, request.publicKeyHash),
      },
      fault,
      challenge,
    )
  }

  /**
   * TLS client authentication with the certificate that is renewed. Allowed at any time of its life: when to ask for
   * renewal is the client's affair, and a foreign EST client keeps its own calendar.
   */
  const reenrol: Enrol = async ({ peer, fault }, read) => {
    if (peer.kind !== 'known') {
      const why = peer.kind === 'none' ? 'a client certificate is needed' : 'the client certificate is not of this bank'
      return plain(403, why)
    }
    const { certificate, customer } = peer
    const status = fault === 'revoked' ? 'revoked' : statusOf(certificate, clock())
    if (status === 'revoked') return plain(403, 'the client certificate is revoked')
    if (!opensConnections(status)) return plain(403, 'the client certificate is expired')
    const request = read()
    if ('status' in request) return request
    const wrong = compareWithCurrent(request, certificate)
    if (wrong !== undefined) return plain(400, wrong)
    return issue({ customer, request, issuedBy: 'simplereenroll', renewed: certificate }, fault)
  }

  async function issue(order: Order, fault: Question['fault'], refusal?: () => Answer): Promise<Uint8Array | Answer> {
    const granted = await grant(bank, order, fault)
    if ('der' in granted) return granted.der
    if (granted.refused === 'condition' && refusal !== undefined) return refusal()
    return plain(granted.refused === 'weak-key' ? 400 : 403, granted.reason)
  }

  return { enrol, reenrol }
}

/** Without a word: Bouncy Castle's client asks again with its password only where there was none to read. */
function challenge(): Answer {
  return answer(401, { 'www-authenticate': 'Basic realm="demo bank enrolment", charset="UTF-8"' }, '')
}

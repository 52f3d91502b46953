/** Who gets a certificate: by one-time password for the first, by the current certificate for the next. */
import { createPublicKey } from 'node:crypto'
import { readCertificate } from '../../x509/read.ts'
import type { ReceivedRequest } from '../../x509/request.ts'
import { createAttempts } from '../attempts.ts'
import type { Bank } from '../bank.ts'
import { issueToCustomer, issueWrongly, type Order } from '../ca/issuing.ts'
import { KeyTaken } from '../ledger/certificates.ts'
import { findCustomer } from '../ledger/customers.ts'
import { findOneTimePassword, useOneTimePassword } from '../ledger/one-time-passwords.ts'
import { opensConnections, statusOf } from '../policy.ts'
import { type Answer, plain, type Question } from '../web/exchange.ts'
import { readBasic } from './messages.ts'

/** The issued certificate (DER), or the answer that there is none. */
type Enrol = (question: Question, read: () => ReceivedRequest | Answer) => Promise<Uint8Array | Answer>

export function createEnrolment(bank: Bank): { readonly enrol: Enrol; readonly reenrol: Enrol } {
  const { database, clock } = bank
  const attempts = createAttempts(clock)

  /** HTTP Basic with customer ID and one-time password (RFC 7030, 3.2.3). */
  const enrol: Enrol = async ({ headers, fault }, read) => {
    const credentials = readBasic(headers.authorization)
    if (credentials === undefined) return challenge('a customer ID and a one-time password are needed')
    const { user, password } = credentials
    const seconds = attempts.wait(user)
    if (seconds > 0) return plain(429, 'too many attempts', { 'retry-after': String(seconds) })
    const found = await findOneTimePassword(database, user, password, clock())
    const customer = findCustomer(database, user)
    if (found === undefined || customer === undefined) {
      attempts.failed(user)
      return challenge('the customer ID or the one-time password is wrong')
    }
    attempts.succeeded(user)
    const request = read()
    if ('status' in request) return request
    return issue({
      customer,
      request,
      issuedBy: 'simpleenroll',
      // With the very key that it was used for, a one-time password goes on answering: the answer may have been lost.
      condition: () => useOneTimePassword(database, found.id, request.publicKeyHash),
    }, fault, () => challenge('the one-time password has been used'))
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
    const wrong = compareWithCurrent(request, certificate.der, certificate.publicKeyHash)
    if (wrong !== undefined) return plain(400, wrong)
    return issue({ customer, request, issuedBy: 'simplereenroll', renewed: certificate }, fault)
  }

  async function issue(order: Order, fault: Question['fault'], refusal?: () => Answer): Promise<Uint8Array | Answer> {
    const weakness = weaknessOf(order.request)
    if (weakness !== undefined) return plain(400, weakness)
    const wrong = await issueWrongly(bank, order, fault)
    if (wrong !== undefined) return wrong
    try {
      const issued = issueToCustomer(bank, order)
      if (issued === undefined) return refusal?.() ?? plain(403, 'refused')
      // The key's one certificate, but of the past: it will never have another.
      const usable = opensConnections(statusOf(issued, clock()))
      return usable ? issued.der : plain(403, 'this key has had its certificate: make a new one')
    } catch (error) {
      if (error instanceof KeyTaken) return plain(403, error.message)
      throw error
    }
  }

  return { enrol, reenrol }
}

function challenge(reason: string): Answer {
  return plain(401, reason, { 'www-authenticate': 'Basic realm="demo bank enrolment", charset="UTF-8"' })
}

/** RFC 7030, 4.2.2: subject and subjectAltName are identical to the current certificate's; ours byte for byte. */
function compareWithCurrent(request: ReceivedRequest, current: Uint8Array, currentKeyHash: string): string | undefined {
  const read = readCertificate(current)
  if (!read.ok) return 'the current certificate cannot be read'
  if (request.subject !== read.value.subject) return "the subject is not the current certificate's"
  if (request.subjectAltName !== read.value.subjectAltName) return "the subjectAltName is not the current certificate's"
  if (request.publicKeyHash === currentKeyHash) return 'a renewal needs a new key'
  return undefined
}

function weaknessOf({ publicKey }: ReceivedRequest): string | undefined {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  const strong =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && modulusLength <= 8192) ||
    (key.asymmetricKeyType === 'ec' && ['prime256v1', 'secp384r1'].includes(namedCurve))
  return strong ? undefined : 'the key must be RSA of 2,048 bits or more, or on P-256 or P-384'
}

/** Makes client certificates, the right ones for the ledger and the wrong ones that a fault asks for. */
import { generateKeyPairSync } from 'node:crypto'
import { fromHex } from '../../x509/der.ts'
import type { ReceivedRequest } from '../../x509/request.ts'
import type { Bank } from '../bank.ts'
import { characters } from '../characters.ts'
import type { Fault } from '../control.ts'
import type { Faults } from '../faults.ts'
import {
  awaitConfirmation,
  type CertificateEntry,
  findBy,
  type Issue,
  type IssuedCertificate,
  issueOnce,
  revoke,
} from '../ledger/certificates.ts'
import type { Customer } from '../ledger/customers.ts'
import { transaction } from '../ledger/database.ts'
import { day } from '../policy.ts'
import { type CertificateContents, issueCertificate } from './certificate.ts'
import { customerName, emailNames, rebuildName } from './names.ts'
import { oneYear, type Validity } from './validity.ts'

/** Names, and a key whose possession has been proven. */
export type Wanted = Pick<ReceivedRequest, 'subject' | 'subjectAltName' | 'publicKey' | 'publicKeyHash'>

export interface Order {
  readonly customer: Customer
  readonly request: Wanted
  readonly issuedBy: Issue['issuedBy']
  /** The certificate that is renewed: its names are copied byte for byte. */
  readonly renewed?: CertificateEntry
  /** Instead of one year from now. */
  readonly validity?: Validity
  /** Part of the same transaction; `false` refuses the order. */
  readonly condition?: () => boolean
  /** The client will say that it has the certificate; until then the ledger keeps in mind that it has not. */
  readonly toBeConfirmed?: boolean
}

/**
 * The certificate of the request's key: the one in the ledger, or a new one. undefined: refused by `condition`.
 * @throws KeyTaken when the key belongs to another customer
 */
export function issueToCustomer(
  { database, authority, clock, faults }: Bank,
  order: Order,
): CertificateEntry | undefined {
  const { customer, request, issuedBy, renewed, condition, toBeConfirmed = false } = order
  const issue: Issue = {
    customerId: customer.customerId,
    publicKeyHash: request.publicKeyHash,
    issuedBy,
    issuedAt: clock(),
    ...(renewed === undefined ? {} : { renews: renewed.serial }),
  }
  return transaction(database, () => {
    if (condition?.() === false) return undefined
    let made = false
    const make = (): IssuedCertificate => {
      made = true
      const contents = asTheBankIs(contentsOf(order, clock()), order, { faults, now: clock() })
      const { notBefore, notAfter } = contents
      return { ...issueCertificate(authority.clientIssuer, contents), notBefore, notAfter }
    }
    const known = findBy(database, 'public_key_hash', issue.publicKeyHash) !== undefined
    const again = known && faults.act('not-idempotent') !== undefined
    const entry = issueOnce(database, issue, make, again)
    if (made && faults.act('revokes-at-issue') !== undefined) revoke(database, entry.thumbprint, clock())
    if (made && renewed !== undefined && faults.act('supersedes') !== undefined) {
      revoke(database, renewed.thumbprint, clock())
    }
    // Not when it was there before: it may have been confirmed long ago.
    if (made && toBeConfirmed) awaitConfirmation(database, entry.serial)
    return entry
  })
}

/** The bank's character as it shows in the certificates that it enters into its ledger. A starting certificate has none. */
function asTheBankIs<C extends CertificateContents & Validity>(
  contents: C,
  { renewed, validity }: Order,
  { faults, now }: { readonly faults: Faults; readonly now: number },
): C {
  if (validity !== undefined) return contents
  const later = faults.act('starts-later')
  const delay = (later?.amount ?? characters['starts-later'].amount.usual) * 1000
  const begins = later !== undefined ? now + delay : faults.act('not-backdated') !== undefined ? now : undefined
  const rebuilt = renewed === undefined ? undefined : faults.act('names-rebuilt')
  return {
    ...contents,
    ...(begins === undefined ? {} : { notBefore: begins }),
    ...(rebuilt === undefined ? {} : { subject: rebuildName(contents.subject, rebuilt.variant === 'letter-case') }),
  }
}

/**
 * A certificate (DER) with one thing wrong, outside the ledger: once the fault is over, the same request gets the
 * right one. undefined when the fault is not about the certificate.
 */
export async function issueWrongly(
  bank: Bank,
  order: Order,
  fault: Fault['fault'] | undefined,
): Promise<Uint8Array | undefined> {
  const now = bank.clock()
  const contents = contentsOf(order, now)
  const issue = (wrong: Partial<CertificateContents>): Uint8Array =>
    issueCertificate(bank.authority.clientIssuer, { ...contents, ...wrong }).der
  switch (fault) {
    case 'wrong-key':
      return issue({ publicKey: newPublicKey(2048) })
    case 'weak-key':
      return issue({ publicKey: newPublicKey(1024) })
    case 'foreign-certificate':
      return issueCertificate((await bank.foreign()).clientIssuer, { ...contents, publicKey: newPublicKey(2048) }).der
    case 'wrong-subject':
      return issue({ subject: customerName({ ...order.customer, name: '別人 太郎' }) })
    case 'wrong-alternative-name':
      return issue({ alternativeNames: emailNames('somebody.else@koshin-shoji.example') })
    case 'foreign-issuer':
      return issueCertificate((await bank.foreign()).clientIssuer, contents).der
    case 'sha1':
      return issue({ hash: 'sha1' })
    case 'not-yet-valid':
      return issue({ notBefore: now + day })
    case 'expired':
      return issue({ notBefore: now - 2 * day, notAfter: now - day })
    case 'shorter':
      return issue({ notAfter: order.renewed === undefined ? now + day : order.renewed.notAfter - day })
    case 'no-client-auth':
      return issue({ use: 'server' })
    default:
      return undefined
  }
}

function newPublicKey(modulusLength: number): Uint8Array {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength })
  return publicKey.export({ type: 'spki', format: 'der' })
}

/** A renewal's names were found to be the old certificate's; in an enrolment the ledger knows better. */
function contentsOf({ customer, request, renewed, validity }: Order, now: number): CertificateContents & Validity {
  const { subject, subjectAltName, publicKey } = request
  const life = validity ?? oneYear(now, renewed)
  if (renewed === undefined) {
    const alternativeNames = emailNames(customer.email)
    return { use: 'client', subject: customerName(customer), alternativeNames, publicKey, ...life }
  }
  const alternativeNames = subjectAltName === undefined ? undefined : fromHex(subjectAltName)
  return { use: 'client', subject: fromHex(subject), alternativeNames, publicKey, ...life }
}

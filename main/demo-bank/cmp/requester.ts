/** Who sent a CMP message, by its protection: the holder of a certificate, or who knows a one-time password. */
import { child, decode, isContext, type Node } from '../../x509/der.ts'
import { sameNames } from '../../x509/names/name-comparison.ts'
import { requireName } from '../../x509/names/names.ts'
import { parseCertificate } from '../../x509/parse.ts'
import { isSignature } from '../../x509/signature.ts'
import type { Bank } from '../bank.ts'
import type { CertificateEntry } from '../ledger/certificates.ts'
import { type Customer, findCustomer } from '../ledger/customers.ts'
import { findOneTimeSecret } from '../ledger/one-time-passwords.ts'
import { recogniseCertificate } from '../web/peer.ts'
import { isMac, isMacOf } from './mac.ts'
import type { Message } from './reading.ts'
import { refuse, type Refusal } from './refusal.ts'

export type Requester = { readonly customer: Customer } & (
  | { readonly kind: 'certificate'; readonly certificate: CertificateEntry }
  | { readonly kind: 'password'; readonly password: { readonly id: number; readonly secret: string } }
)

/** The same for every message of one requester: nobody else goes on with a transaction (RFC 9483, 3.5). */
export function nameOf(requester: Requester): string {
  return requester.kind === 'certificate'
    ? `certificate ${requester.certificate.thumbprint}`
    : `password ${requester.password.id}`
}

/** Whether the certificate is expired or revoked is not asked here: that depends on what its holder wants. */
export function authenticate(bank: Bank, message: Message): Requester | Refusal {
  const { protectionAlgorithm: algorithm } = message.header
  const { protection } = message
  if (algorithm === undefined || protection === undefined) {
    return refuse('badMessageCheck', 'the message is not protected')
  }
  try {
    return isMac(algorithm)
      ? byPassword(bank, message, (secret) => isMacOf(algorithm, secret, message.protectedPart, protection))
      : byCertificate(bank, message, algorithm, protection)
  } catch (error) {
    return refuse('badAlg', `the protection cannot be checked: ${error instanceof Error ? error.message : ''}`)
  }
}

function byCertificate(
  { database, rollover }: Bank,
  { header, protectedPart, extraCertificates }: Message,
  algorithm: Node,
  protection: Uint8Array,
): Requester | Refusal {
  // RFC 9483, 3.3: the certificate of the signing key comes first.
  const [signer] = extraCertificates
  if (signer === undefined) return refuse('signerNotTrusted', "the signer's certificate is missing in extraCerts")
  const seen = rollover.clientIssuers().map((issuer) => recogniseCertificate(signer, database, issuer))
  const found = seen.find(({ kind }) => kind !== 'foreign') ?? { kind: 'foreign' as const }
  if (found.kind === 'foreign') return refuse('signerNotTrusted', "the signer's certificate is not of this bank")
  const { publicKey, subject } = parseCertificate(found.certificate.der)
  if (!isSignature(algorithm, protectedPart, publicKey, protection)) {
    return refuse('badMessageCheck', 'the signature is wrong')
  }
  // RFC 9483, 3.1: sender is the subject of the certificate, in whatever string types a client writes it.
  if (!isDirectoryName(header.sender, subject)) {
    return refuse('badMessageCheck', "the sender is not the signer's certificate's subject")
  }
  return { kind: 'certificate', customer: found.customer, certificate: found.certificate }
}

function isDirectoryName(generalName: Uint8Array, name: Node): boolean {
  const given = decode(generalName)
  return isContext(given, 4) && sameNames(requireName(child(given, 0)), name)
}

/** senderKID names the customer (RFC 9483, 4.1.5). */
function byPassword(
  { database, attempts, seal, clock }: Bank,
  { header }: Message,
  matches: (secret: string) => boolean,
): Requester | Refusal {
  const customerId = Buffer.from(header.senderKey ?? []).toString('utf8')
  const seconds = attempts.wait(customerId)
  if (seconds > 0) return refuse('systemUnavail', `too many attempts: wait ${seconds} seconds`)
  const password = findOneTimeSecret(database, customerId, clock(), seal, matches)
  const customer = findCustomer(database, customerId)
  if (password === undefined || customer === undefined) {
    attempts.failed(customerId)
    return refuse('badMessageCheck', 'the customer ID or the one-time password is wrong')
  }
  attempts.succeeded(customerId)
  return { kind: 'password', customer, password }
}

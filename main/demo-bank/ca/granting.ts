/** What EST and CMP ask of a request alike, and how both come to its certificate. */
import { child, children, decode, encode, hex } from '../../x509/der.ts'
import { extensionIds, extensionsOf } from '../../x509/extensions.ts'
import { nameComparison } from '../../x509/names/name-difference.ts'
import { keyOf } from '../../x509/signature.ts'
import type { Bank } from '../bank.ts'
import type { Fault } from '../control.ts'
import { type CertificateEntry, KeyTaken } from '../ledger/certificates.ts'
import { opensConnections, statusOf } from '../policy.ts'
import { issueToCustomer, issueWrongly, type Order, type Wanted } from './issuing.ts'

export type Granted =
  /** `entry` is undefined for a certificate that a fault had made, outside the ledger. */
  | { readonly der: Uint8Array; readonly entry: CertificateEntry | undefined }
  /** `condition`: the order's own condition refused it. */
  | { readonly refused: 'weak-key' | 'condition' | 'key-spent' | 'key-taken'; readonly reason: string }

/** The certificate of the order's key, whoever asks how often; or why there is none. */
export async function grant(bank: Bank, order: Order, fault: Fault['fault'] | undefined): Promise<Granted> {
  const weakness = weaknessOf(order.request)
  if (weakness !== undefined) return { refused: 'weak-key', reason: weakness }
  const wrong = await issueWrongly(bank, order, fault)
  if (wrong !== undefined) return { der: wrong, entry: undefined }
  try {
    const entry = issueToCustomer(bank, order)
    if (entry === undefined) return { refused: 'condition', reason: 'refused' }
    // The key's one certificate, but of the past: it will never have another.
    if (opensConnections(statusOf(entry, bank.clock()))) return { der: entry.der, entry }
    return { refused: 'key-spent', reason: 'this key has had its certificate: make a new one' }
  } catch (error) {
    if (error instanceof KeyTaken) return { refused: 'key-taken', reason: error.message }
    throw error
  }
}

/**
 * Why a request does not renew this certificate. RFC 7030, 4.2.2, and RFC 9483, 4.1.3: subject and subjectAltName are
 * those of the current certificate. They are compared by meaning (RFC 5280, 7.1), because clients write names in the
 * strings of their own; what is issued has the bank's.
 */
export function compareWithCurrent(request: Wanted, current: CertificateEntry): string | undefined {
  const { subject, subjectAltName } = namesOf(current.der)
  const otherSubject = nameComparison.subjectDifference(subject, request.subject)
  if (otherSubject !== undefined) return `the subject is not the current certificate's: ${otherSubject}`
  const otherNames = nameComparison.alternativeNameDifference(subjectAltName, request.subjectAltName)
  if (otherNames !== undefined) return `the subjectAltName is not the current certificate's: ${otherNames}`
  if (request.publicKeyHash === current.publicKeyHash) return 'a renewal needs a new key'
  return undefined
}

/** Of a certificate (DER) that this bank made: nothing else of it is in doubt. */
function namesOf(der: Uint8Array): Pick<Wanted, 'subject' | 'subjectAltName'> {
  const signed = child(decode(der), 0)
  const alternativeName = extensionsOf(child(children(signed).at(-1)!, 0)).get(extensionIds.subjectAltName)
  return { subject: hex(encode(child(signed, 5))), subjectAltName: alternativeName && hex(alternativeName.value) }
}

function weaknessOf({ publicKey }: Wanted): string | undefined {
  const key = keyOf(publicKey)
  const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {}
  const strong =
    (key.asymmetricKeyType === 'rsa' && modulusLength >= 2048 && modulusLength <= 8192) ||
    (key.asymmetricKeyType === 'ec' && ['prime256v1', 'secp384r1'].includes(namedCurve))
  return strong ? undefined : 'the key must be RSA of 2,048 bits or more, or on P-256 or P-384'
}

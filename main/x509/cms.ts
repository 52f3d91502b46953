/** Certificates in a CMS SignedData without signatures (PKCS#7), as EST carries them: RFC 5652 5, RFC 7030 4.1.3. */
import { failure, type Result, success } from '../renewal/errors.ts'
import {
  child,
  children,
  content,
  context,
  decode,
  decodeBer,
  encode,
  integer,
  isContext,
  isUniversal,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  set,
  Type,
} from './der.ts'

const signedData = '1.2.840.113549.1.7.2'
const data = '1.2.840.113549.1.7.1'
/** A bank has a few CA certificates; more than this in one answer are an attempt to keep us busy. */
export const maximumCertificates = 32

/**
 * The certificates (DER) in a certs-only message (DER or BER), in their order; keys of every type. Nothing here is
 * trusted: whether they are the bank's is for the chain to say. Fails with bank.bad-answer.
 */
export function readCertificates(message: Uint8Array): Result<Uint8Array[]> {
  try {
    return success(certificatesOf(decodeBer(message)).map(encode))
  } catch (error) {
    return failure('bank.bad-answer', { cause: `CMS: ${error instanceof Error ? error.message : String(error)}` })
  }
}

function certificatesOf(contentInfo: Node): Node[] {
  if (oidOf(child(contentInfo, 0)) !== signedData) throw new Error('not SignedData')
  const wrapped = child(contentInfo, 1)
  if (!isContext(wrapped, 0)) throw new Error('the content is missing')
  const message = child(wrapped, 0)
  const version = child(message, 0)
  if (!isUniversal(version, Type.INTEGER) || content(version).length !== 1) throw new Error('the version is missing')
  const bag = children(message).find((part) => isContext(part, 0))
  if (bag === undefined) throw new Error('no certificates')
  // The other choices of CertificateSet are attribute certificates and the like, all with context tags.
  const certificates = children(bag).filter((one) => isUniversal(one, Type.SEQUENCE))
  if (certificates.length === 0) throw new Error('no certificates')
  if (certificates.length > maximumCertificates) throw new Error(`more than ${maximumCertificates} certificates`)
  return certificates
}

/** A certs-only message (DER) with these certificates (DER) in this order: some clients take the first for theirs. */
export function writeCertificates(certificates: readonly Uint8Array[]): Uint8Array {
  const bag = context(0, ...certificates.map(decode))
  const message = sequence(integer(1), set(), sequence(objectIdentifier(data)), bag, set())
  return encode(sequence(objectIdentifier(signedData), context(0, message)))
}

/** Who signed a certificate: found out once for each pair of certificate and key, within the budget. */
import { type ParsedCertificate, publicKeyOf } from '../parse.ts'
import { sha256 } from '../read.ts'
import { isSignature } from '../signature.ts'
import { type SignatureBudget, verificationCost } from './budget.ts'

/** What looking at a candidate costs beside its signature; so the number of paths is bounded as well. */
const attempt = 20

/** The same chains are built for each certificate of a key store, and again at each look. By both hashes. */
const known = new Map<string, boolean>()
const maximumKnown = 4096

const hashes = new WeakMap<Uint8Array, string>()
function hashOnce(bytes: Uint8Array): string {
  const found = hashes.get(bytes) ?? sha256(bytes)
  hashes.set(bytes, found)
  return found
}

/**
 * Did the issuer's key sign the certificate? undefined when the budget is spent.
 * @throws Error when the signature's algorithm is not supported, or the issuer's key cannot be read
 */
export function verified(
  certificate: ParsedCertificate,
  issuer: ParsedCertificate,
  budget: SignatureBudget,
): boolean | undefined {
  if (!budget.take(attempt)) return undefined
  const pair = hashOnce(certificate.der) + hashOnce(issuer.publicKey)
  const before = known.get(pair)
  if (before !== undefined) return before
  if (!budget.take(verificationCost(publicKeyOf(issuer)))) return undefined
  const { signatureAlgorithm, toBeSigned, signature } = certificate
  const found = isSignature(signatureAlgorithm, toBeSigned, issuer.publicKey, signature)
  const [oldest] = known.keys()
  if (known.size >= maximumKnown && oldest !== undefined) known.delete(oldest)
  known.set(pair, found)
  return found
}

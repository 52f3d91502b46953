/** Who signed the bank's answer, and may they (RFC 9810, 5.1.3.3 and 4.5; RFC 9483, 3.5)? */
import { done, failure, type Result } from '../../renewal/errors.ts'
import { budgetOf, verificationCost } from '../../x509/chain/budget.ts'
import { findChain } from '../../x509/chain/chain.ts'
import type { ReceivedMessage } from '../../x509/cmp/message.ts'
import { verifySignature } from '../../x509/cmp/signature.ts'
import { children, content, oidOf } from '../../x509/der.ts'
import {
  allowsKeyUsage,
  basicConstraintsOf,
  extensionIds,
  type Extensions,
  extensionValue,
  keyUsageBits,
} from '../../x509/extensions.ts'
import { type ParsedCertificate, parsedOnce } from '../../x509/parse.ts'
import { sha256 } from '../../x509/read.ts'
import { keyOf } from '../../x509/signature.ts'

/** Certificates that a bank's settings name as its signers, whatever they say of themselves. */
export interface NamedSigners {
  /** DER; they need not come with the messages. */
  readonly certificates: readonly Uint8Array[]
  /** SHA-256, lower-case hex; of the certificates as well. */
  readonly thumbprints: readonly string[]
}

export interface SignerOptions {
  /** The bank's own roots, DER. */
  readonly trustAnchors: readonly Uint8Array[]
  /** Certificates (DER) that may belong to the signer or stand above it; none is trusted for being here. */
  readonly certificates: readonly Uint8Array[]
  readonly named?: NamedSigners
  /** ms since the epoch */
  readonly now: number
}

/**
 * Is the message signed by one who speaks for the bank? Fails with bank.untrusted, which names what is wrong.
 *
 * Which certificate is the signer's shows by its key alone. The sender's name is no proof of anything, and many a server
 * writes another one than its certificate has: EJBCA rebuilds it from text, in other string types.
 */
export function checkSigner(message: ReceivedMessage, options: SignerOptions): Result<void> {
  let complaint: Fault | undefined
  for (const candidate of candidatesFor(message, options)) {
    const fault = faultOf(candidate, message, options)
    if (fault === undefined) return done
    // What is wrong with the one who signed tells more than that others did not.
    if (complaint === undefined || (fault.signed && !complaint.signed)) complaint = fault
  }
  return failure('bank.untrusted', { cause: `CMP: ${complaint?.cause ?? "the sender's certificate is missing"}` })
}

/**
 * Whom the key identifier names comes first, then in the order of the message (RFC 9483, 3.3: the signer's leads): how many
 * signatures may be checked is limited.
 */
function candidatesFor(
  { header }: ReceivedMessage,
  { certificates, trustAnchors, named }: SignerOptions,
): ParsedCertificate[] {
  const all = [...certificates, ...(named?.certificates ?? []), ...trustAnchors]
    .map(parsedOnce)
    .filter((read) => read !== undefined)
  const isNamed = ({ extensions }: ParsedCertificate): boolean => {
    const id = keyIdentifierOf(extensions)
    return id !== undefined && header.senderKeyId !== undefined && Buffer.from(id).equals(header.senderKeyId)
  }
  const leading = all.filter(isNamed)
  return [...leading, ...all.filter((one) => !leading.includes(one))]
}

interface Fault {
  readonly cause: string
  /** The signature is by this certificate's key. */
  readonly signed: boolean
}

function faultOf(
  { der, publicKey, extensions, notBefore, notAfter }: ParsedCertificate,
  { header, protectedPart, protection, extraCertificates }: ReceivedMessage,
  { trustAnchors, certificates, named, now }: SignerOptions,
): Fault | undefined {
  // One for the whole answer, however many certificates it has.
  const budget = budgetOf(extraCertificates)
  let signed = false
  try {
    if (!budget.take(verificationCost(keyOf(publicKey)))) return { cause: 'too many signatures to check', signed }
    signed = verifySignature(header.protectionAlgorithm!, protectedPart, publicKey, protection!)
    if (!signed) return { cause: 'the signature is of none of the certificates that came or are known', signed }
    // Named beside the trust anchors, it is believed as they are: no chain says more than that.
    if (named?.thumbprints.includes(sha256(der)) === true) {
      return now >= notBefore && now <= notAfter ? undefined : { cause: 'the named signer is out of its time', signed }
    }
    if (!speaksForBank(extensions)) return { cause: 'the signer is neither a CA nor an RA of the bank', signed }
  } catch (error) {
    return { cause: error instanceof Error ? error.message : String(error), signed }
  }
  const chain = findChain(der, certificates, trustAnchors, { now, purpose: 'any', budget })
  return chain.ok ? undefined : { cause: `the signer is not the bank's: ${chain.failure.cause!}`, signed }
}

const cmcCa = '1.3.6.1.5.5.7.3.27'
const cmcRa = '1.3.6.1.5.5.7.3.28'

/**
 * Every customer has a certificate below the same anchors, and may sign. What makes a signer the bank's is being a CA,
 * or the extended key usage that a CA gave for this (RFC 9810, 4.5). A CA that signs certificates alone could give that
 * to whom it likes, so nothing is won by refusing its own signature.
 */
function speaksForBank(extensions: Extensions): boolean {
  const { digitalSignature, keyCertSign } = keyUsageBits
  if (basicConstraintsOf(extensions)?.authority === true) {
    return allowsKeyUsage(extensions, digitalSignature, keyCertSign)
  }
  if (!allowsKeyUsage(extensions, digitalSignature)) return false
  const purposes = extensionValue(extensions, extensionIds.extendedKeyUsage)
  const ids = purposes === undefined ? [] : children(purposes).map(oidOf)
  return ids.includes(cmcCa) || ids.includes(cmcRa)
}

/** subjectKeyIdentifier (RFC 5280 4.2.1.2); undefined when there is none that can be read. */
export function keyIdentifierOf(extensions: Extensions): Uint8Array | undefined {
  try {
    const value = extensionValue(extensions, extensionIds.subjectKeyIdentifier)
    return value && content(value)
  } catch {
    return undefined
  }
}

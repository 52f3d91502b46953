/** Who signed the bank's answer, and may they (RFC 9810, 5.1.3.3 and 4.5; RFC 9483, 3.5)? */
import { done, failure, type Result } from '../../renewal/errors.ts'
import { budgetOf, verificationCost } from '../../x509/chain/budget.ts'
import { findChain } from '../../x509/chain/chain.ts'
import { directoryName } from '../../x509/cmp/header.ts'
import type { ReceivedMessage } from '../../x509/cmp/message.ts'
import { verifySignature } from '../../x509/cmp/signature.ts'
import { children, content, encode, oidOf } from '../../x509/der.ts'
import {
  allowsKeyUsage,
  basicConstraintsOf,
  extensionIds,
  type Extensions,
  extensionValue,
  keyUsageBits,
} from '../../x509/extensions.ts'
import { type ParsedCertificate, parsedOnce } from '../../x509/parse.ts'
import { keyOf } from '../../x509/signature.ts'

export interface SignerOptions {
  /** The bank's own roots, DER. */
  readonly trustAnchors: readonly Uint8Array[]
  /** Certificates (DER) that may belong to the signer or stand above it; none is trusted for being here. */
  readonly certificates: readonly Uint8Array[]
  /** ms since the epoch */
  readonly now: number
}

/** Is the message signed by one who speaks for the bank? Fails with bank.untrusted, which names what is wrong. */
export function checkSigner(message: ReceivedMessage, options: SignerOptions): Result<void> {
  const { trustAnchors, certificates } = options
  let complaint = "the sender's certificate is missing"
  for (const der of [...certificates, ...trustAnchors]) {
    const candidate = parsedOnce(der)
    if (candidate === undefined || !isSender(candidate, message)) continue
    const fault = faultOf(candidate, message, options)
    if (fault === undefined) return done
    complaint = fault
  }
  return failure('bank.untrusted', { cause: `CMP: ${complaint}` })
}

function faultOf(
  { der, publicKey, extensions }: ParsedCertificate,
  { header, protectedPart, protection, extraCertificates }: ReceivedMessage,
  { trustAnchors, certificates, now }: SignerOptions,
): string | undefined {
  // One for the whole answer, whose certificates may all have the sender's name.
  const budget = budgetOf(extraCertificates)
  try {
    if (!budget.take(verificationCost(keyOf(publicKey)))) return 'too many signatures to check'
    if (!verifySignature(header.protectionAlgorithm!, protectedPart, publicKey, protection!)) {
      return 'the signature is wrong'
    }
    if (!speaksForBank(extensions)) return 'the signer is neither a CA nor an RA of the bank'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  const chain = findChain(der, certificates, trustAnchors, { now, purpose: 'any', budget })
  return chain.ok ? undefined : `the signer is not the bank's: ${chain.failure.cause ?? ''}`
}

const cmcCa = '1.3.6.1.5.5.7.3.27'
const cmcRa = '1.3.6.1.5.5.7.3.28'

/**
 * Every customer has a certificate below the same anchors, and may sign. What makes a signer the bank's is being a CA,
 * or the extended key usage that a CA gave for this (RFC 9810, 4.5).
 */
function speaksForBank(extensions: Extensions): boolean {
  if (!allowsKeyUsage(extensions, keyUsageBits.digitalSignature)) return false
  if (basicConstraintsOf(extensions)?.authority === true) return true
  const purposes = extensionValue(extensions, extensionIds.extendedKeyUsage)
  const ids = purposes === undefined ? [] : children(purposes).map(oidOf)
  return ids.includes(cmcCa) || ids.includes(cmcRa)
}

/** By the name and, where both have one, by the key identifier (RFC 9483, 3.1). */
function isSender({ subject, extensions }: ParsedCertificate, { header }: ReceivedMessage): boolean {
  if (!Buffer.from(directoryName(encode(subject))).equals(header.sender)) return false
  const id = keyIdentifierOf(extensions)
  return id === undefined || header.senderKeyId === undefined || Buffer.from(id).equals(header.senderKeyId)
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

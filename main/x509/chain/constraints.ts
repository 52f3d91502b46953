/** What RFC 5280 section 6.1 asks of one certificate of a chain, apart from its signature. */
import { keyWeakness, signatureWeakness } from '../algorithms.ts'
import {
  allowsKeyUsage,
  allowsPurpose,
  basicConstraintsOf,
  extensionIds,
  type Extensions,
  keyUsageBits,
} from '../extensions.ts'
import { children } from '../der.ts'
import type { SignatureBudget } from './budget.ts'
import { sameNames } from '../names/name-comparison.ts'
import { type ParsedCertificate, publicKeyOf } from '../parse.ts'

export type ChainPurpose = 'clientAuth' | 'serverAuth' | 'any'

export interface ChainOptions {
  /** The instant for which the chain has to be valid, ms since the epoch. */
  readonly now: number
  readonly purpose: ChainPurpose
  /** What all chains of one answer together may cost; by default the one of the given CA certificates. */
  readonly budget?: SignatureBudget
}

/**
 * Critical extensions that are processed, here or for the chain as a whole (path.ts). Where revocation lists lie changes
 * nothing: the bank itself says what it has revoked.
 */
const understood: ReadonlySet<string> = new Set([
  extensionIds.keyUsage,
  extensionIds.subjectAltName,
  extensionIds.basicConstraints,
  extensionIds.nameConstraints,
  extensionIds.cRLDistributionPoints,
  extensionIds.certificatePolicies,
  extensionIds.policyMappings,
  extensionIds.policyConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.inhibitAnyPolicy,
])

/** Why the certificate at the end of the chain is not accepted; undefined when it is. */
export function endEntityFault(certificate: ParsedCertificate, { now, purpose }: ChainOptions): string | undefined {
  const { extensions } = certificate
  return (
    signatureWeakness(certificate.signatureAlgorithm) ??
    generalFault(certificate, now) ??
    purposeFault(extensions, purpose) ??
    usageFault(extensions, purpose) ??
    (purpose === 'clientAuth' ? customerFault(extensions) : undefined)
  )
}

/** A customer that can issue certificates could make itself any other customer. */
function customerFault(extensions: Extensions): string | undefined {
  const issues =
    basicConstraintsOf(extensions)?.authority === true && allowsKeyUsage(extensions, keyUsageBits.keyCertSign)
  return issues ? 'is a CA certificate' : undefined
}

/** RFC 5280 4.2.1.12 and, for servers, the key exchanges of TLS 1.2. */
const usages = {
  clientAuth: [keyUsageBits.digitalSignature],
  serverAuth: [keyUsageBits.digitalSignature, keyUsageBits.keyEncipherment, keyUsageBits.keyAgreement],
} as const

function usageFault(extensions: Extensions, purpose: ChainPurpose): string | undefined {
  if (purpose === 'any' || allowsKeyUsage(extensions, ...usages[purpose])) return undefined
  return `has no key usage for ${purpose}`
}

/** Why a CA certificate from the bank (not a trust anchor) may not issue; undefined when it may. */
export function authorityFault(
  certificate: ParsedCertificate,
  below: number,
  options: ChainOptions,
): string | undefined {
  const { version, extensions } = certificate
  if (version !== 3 || basicConstraintsOf(extensions) === undefined) return 'is not a CA certificate'
  return signatureWeakness(certificate.signatureAlgorithm) ?? issuerFault(certificate, below, options)
}

/**
 * Why a trust anchor is not accepted; undefined when it is.
 *
 * To RFC 5280 (6.1.1) an anchor is a name and a key, taken as they are, so its own signature says nothing and is not
 * looked at; old roots have no basicConstraints. But what its certificate does say holds (RFC 5937), and an expired
 * one is refused: nobody watches over its key any more, and a configuration with it is a forgotten one.
 */
export function anchorFault(certificate: ParsedCertificate, below: number, options: ChainOptions): string | undefined {
  return issuerFault(certificate, below, options)
}

/** @param below how many CA certificates, self-issued ones not counted, stand between this one and the end */
function issuerFault(certificate: ParsedCertificate, below: number, options: ChainOptions): string | undefined {
  const { extensions, subject } = certificate
  const general = generalFault(certificate, options.now)
  if (general !== undefined) return general
  // RFC 5280 4.1.2.6: whoever leaves the issuer out would be issued by it.
  if (children(subject).length === 0) return 'is a CA certificate without a name'
  const constraints = basicConstraintsOf(extensions)
  if (constraints !== undefined && !constraints.authority) return 'is not a CA certificate'
  if (constraints?.pathLength !== undefined && below > constraints.pathLength) return 'allows no chain of this length'
  if (!allowsKeyUsage(extensions, keyUsageBits.keyCertSign)) return 'may not sign certificates (keyUsage)'
  return purposeFault(extensions, options.purpose)
}

function generalFault(certificate: ParsedCertificate, now: number): string | undefined {
  const { notBefore, notAfter, extensions } = certificate
  if (now < notBefore) return `is not valid before ${new Date(notBefore).toISOString()}`
  if (now > notAfter) return `expired at ${new Date(notAfter).toISOString()}`
  return criticalFault(extensions) ?? keyWeakness(publicKeyOf(certificate))
}

function criticalFault(extensions: Extensions): string | undefined {
  for (const [oid, { critical }] of extensions) {
    if (!critical || understood.has(oid)) continue
    return `has an unknown critical extension (${oid})`
  }
  return undefined
}

function purposeFault(extensions: Extensions, purpose: ChainPurpose): string | undefined {
  if (purpose === 'any' || allowsPurpose(extensions, purpose)) return undefined
  return `is not meant for ${purpose} (extendedKeyUsage)`
}

/** RFC 5280 3.3: issuer and subject are the same name, as in the certificates of a key rollover. */
export function isSelfIssued({ issuer, subject }: ParsedCertificate): boolean {
  return sameNames(issuer, subject)
}

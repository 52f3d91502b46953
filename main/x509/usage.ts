/** What a certificate of whatever issuer says of what it is for. */
import type { AlternativeName, CertificateUsage, FoundCertificate } from '../renewal/watched/certificate.ts'
import { children, isUniversal, type Node, oidOf, Type } from './der.ts'
import { authorityKeyIdOf, extensionIds, extensionValue } from './extensions.ts'
import { generalNamesOf, generalNameTags, tagOf } from './names/general-names.ts'
import { canonicalName, sameNames } from './names/name-comparison.ts'
import { parseCertificate } from './parse.ts'
import { readCertificate, sha256 } from './read.ts'

/** [MS-WCCE] 2.2.2.7.7.3 (userPrincipalName). */
const userPrincipalName = '1.3.6.1.4.1.311.20.2.3'
const kinds: Readonly<Record<number, AlternativeName>> = {
  [generalNameTags.rfc822Name]: 'mailbox',
  [generalNameTags.dNSName]: 'host',
  [generalNameTags.iPAddress]: 'host',
  [generalNameTags.uri]: 'uri',
}

/** Reads a certificate (DER) of whatever issuer; undefined for what is none. */
export function readFound(der: Uint8Array): FoundCertificate | undefined {
  const facts = readCertificate(der)
  if (!facts.ok) return undefined
  return { ...facts.value, ...usageOf(der) }
}

function usageOf(der: Uint8Array): CertificateUsage {
  const { subject, issuer, extensions } = parseCertificate(der)
  const purposes = extensionValue(extensions, extensionIds.extendedKeyUsage)
  const names = extensions.get(extensionIds.subjectAltName)
  return {
    line: sha256(Buffer.from(JSON.stringify([canonicalName(subject), canonicalName(issuer)]))),
    selfIssued: sameNames(subject, issuer),
    issuerKey: authorityKeyIdOf(extensions),
    purposes: purposes && children(purposes).map(oidOf),
    alternativeNames: names === undefined ? [] : alternativeNamesOf(names.value),
  }
}

/** Names that cannot be read are no reason to hide until when the certificate lasts. */
function alternativeNamesOf(der: Uint8Array): readonly AlternativeName[] {
  try {
    return generalNamesOf(der).map(kindOf)
  } catch {
    return ['other']
  }
}

function kindOf(name: Node): AlternativeName {
  if (tagOf(name) !== 0) return kinds[tagOf(name)] ?? 'other'
  // otherName: its type comes first.
  const type = children(name)[0]
  return type !== undefined && isUniversal(type, Type.OID) && oidOf(type) === userPrincipalName ? 'principal' : 'other'
}

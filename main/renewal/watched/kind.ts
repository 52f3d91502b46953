import type { FoundCertificate } from './certificate.ts'

/**
 * What a certificate is for, as far as it tells: `client` is one that a person opens a site with, such as a bank's. The
 * others are renewed by somebody else, or open nothing.
 */
export const certificateKinds = [
  'client',
  /** For a computer, not for a person: device management, machines' certificates of a domain. */
  'device',
  /** For signing in to the computer or to a company's own services. */
  'sign-in',
  'vpn',
  'mail',
  'code-signing',
  /** Renewed by a program, every few weeks or oftener. */
  'short-lived',
  /** Issued by nobody but itself: made for tests, or by a program for its own use. */
  'self-issued',
  'authority',
  /** Nothing that a site could be opened with: a server's, a time stamp's, for encryption alone. */
  'other',
] as const
export type CertificateKind = (typeof certificateKinds)[number]

const day = 24 * 60 * 60 * 1000

/** A year's certificate is the shortest that people renew by hand. */
const shortestLife = 60 * day

/** RFC 5280 4.2.1.12, RFC 4945 5.1.3.12, RFC 4556, and Microsoft's own. */
const purposes = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  smartCardLogon: '1.3.6.1.4.1.311.20.2.2',
  lifetimeSigning: '1.3.6.1.4.1.311.10.3.13',
  kerberosClient: '1.3.6.1.5.2.3.4',
} as const
/** IPsec's: end system, tunnel, user, IKE, and IKE's intermediate. */
const vpn = ['1.3.6.1.5.5.7.3.5', '1.3.6.1.5.5.7.3.6', '1.3.6.1.5.5.7.3.7', '1.3.6.1.5.5.7.3.17', '1.3.6.1.5.5.8.2.2']

/** Issuers that products name after themselves; nobody's bank is called so. */
const deviceIssuer =
  /^(MS-Organization-|Microsoft Intune |SCCM |ConfigMgr )|\b(MDM|SCEP|Device|Machine|Computer) (Device )?(Root |Issuing |Sub)?CA\b/i
const productName = /^(\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?|localhost)$/i

/** What a certificate is for, by key usage, life, and the names in it. */
export function kindOf(certificate: FoundCertificate): CertificateKind {
  const { authority, clientAuth, alternativeNames, holder, issuer, notBefore, notAfter } = certificate
  const has = (...ids: readonly string[]) => ids.some((id) => certificate.purposes?.includes(id) === true)
  if (authority) return 'authority'
  if (certificate.selfIssued) return 'self-issued'
  if (has(purposes.codeSigning, purposes.lifetimeSigning)) return 'code-signing'
  if (has(...vpn)) return 'vpn'
  if (has(purposes.smartCardLogon, purposes.kerberosClient) || alternativeNames.includes('principal')) return 'sign-in'
  if (!clientAuth) return has(purposes.emailProtection) ? 'mail' : 'other'
  const namesHost = alternativeNames.includes('host')
  if (deviceIssuer.test(issuer) || productName.test(holder) || (namesHost && has(purposes.serverAuth))) return 'device'
  if (namesHost && !alternativeNames.includes('mailbox')) return 'device'
  return notAfter - notBefore < shortestLife ? 'short-lived' : 'client'
}

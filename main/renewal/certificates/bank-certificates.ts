import { type CertificateFacts, type LifeStatus, lifeStatus } from './certificate.ts'
import { type Result, success } from '../errors.ts'
import type { KeyProtection } from '../key.ts'
import type { Policy } from '../policy.ts'
import type { Certificates, Clock, KeyStore } from '../ports.ts'

/** A certificate of the bank in the key store. */
export interface BankCertificate extends CertificateFacts {
  readonly keyName: string | undefined
  readonly protection: KeyProtection
  readonly exportable: boolean | undefined
  readonly retired: boolean
}

/** A certificate of the bank that is here and can open nothing. */
export interface FaultyCertificate extends BankCertificate {
  /** Its private key is not in this user's key store, or the bank says that it revoked it. */
  readonly fault: 'keyless' | 'revoked'
}

interface ListingPorts {
  readonly keyStore: Pick<KeyStore, 'list' | 'listKeyless'>
  readonly certificates: Certificates
  readonly clock: Clock
}

/** What the key store holds, as far as it can be told whose it is. */
export interface Sorted {
  /** This bank's, the one that lasts longest first. */
  readonly bank: readonly BankCertificate[]
  /** Those that chain to nothing although their issuer has a name of the bank's. */
  readonly unclear: readonly CertificateFacts[]
  /** Thumbprints of all that are not known to be the bank's. */
  readonly others: readonly string[]
}

/** As listBankCertificates, with what is beside them. */
export async function sortCertificates(
  ports: Omit<ListingPorts, 'keyStore'> & { readonly keyStore: Pick<KeyStore, 'list'> },
  intermediates: readonly Uint8Array[],
  options: { readonly retired?: boolean } = {},
): Promise<Result<Sorted>> {
  const stored = await ports.keyStore.list(options)
  if (!stored.ok) return stored
  const bank: BankCertificate[] = []
  const unclear: CertificateFacts[] = []
  const others: string[] = []
  for (const { der, thumbprint, ...kept } of stored.value) {
    // First the name: a key store may hold thousands of certificates of others.
    const isNamed = ports.certificates.isNamedAsBanks(der, intermediates)
    const facts = isNamed ? ofThisBank(der, intermediates, ports) : undefined
    if (facts !== undefined) {
      bank.push({ ...facts, ...kept })
      continue
    }
    others.push(thumbprint)
    const read = isNamed ? ports.certificates.read(der) : undefined
    if (read?.ok === true) unclear.push(read.value)
  }
  return success({ bank: bank.sort(byExpiry), unclear, others })
}

/**
 * The certificates of this bank in the key store, the one that lasts longest first. Of this bank is what chains to
 * its trust anchors; an expired one is judged by the time when it was still valid.
 *
 * @param intermediates the bank's CA certificates (DER) as far as they are known
 * @param options retired ones only on request
 */
export async function listBankCertificates(
  ports: Omit<ListingPorts, 'keyStore'> & { readonly keyStore: Pick<KeyStore, 'list'> },
  intermediates: readonly Uint8Array[],
  options: { readonly retired?: boolean } = {},
): Promise<Result<readonly BankCertificate[]>> {
  const sorted = await sortCertificates(ports, intermediates, options)
  return sorted.ok ? success(sorted.value.bank) : sorted
}

/**
 * The certificates of this bank's customers whose private key is not here, the one that lasts longest first: taken
 * over from another computer without it, say. A store that cannot be asked has none to show.
 */
export async function listKeylessCertificates(
  ports: ListingPorts,
  intermediates: readonly Uint8Array[],
): Promise<readonly FaultyCertificate[]> {
  const stored = await ports.keyStore.listKeyless()
  if (!stored.ok) return []
  const nothingKnown = {
    keyName: undefined,
    protection: 'other',
    exportable: undefined,
    retired: false,
    fault: 'keyless',
  } as const
  const named = stored.value.filter((der) => ports.certificates.isNamedAsBanks(der, intermediates))
  const found = named.flatMap((der) => {
    const facts = ofThisBank(der, intermediates, ports)
    return facts === undefined || facts.authority ? [] : [{ ...facts, ...nothingKnown }]
  })
  return found.sort(byExpiry)
}

/** What cannot be read is not the bank's: other programs' certificates are none of our business. */
function ofThisBank(
  der: Uint8Array,
  intermediates: readonly Uint8Array[],
  { certificates, clock }: Pick<ListingPorts, 'certificates' | 'clock'>,
): CertificateFacts | undefined {
  const facts = certificates.read(der)
  if (!facts.ok) return undefined
  const { notBefore, notAfter } = facts.value
  const at = Math.max(notBefore, Math.min(clock(), notAfter))
  return certificates.checkChain(der, intermediates, at).ok ? facts.value : undefined
}

function byExpiry(a: BankCertificate, b: BankCertificate): number {
  return b.notAfter - a.notAfter || (a.thumbprint < b.thumbprint ? -1 : 1)
}

/** Where the whole machine stands: the best certificate speaks for it. Of each, the longest-lasting comes first. */
export function overallStatus(
  certificates: readonly BankCertificate[],
  faulty: readonly FaultyCertificate[],
  policy: Policy,
  now: number,
): LifeStatus {
  const [best] = certificates
  if (best === undefined && faulty[0] !== undefined) return statusOfFault(faulty[0])
  return lifeStatus(best, policy, now)
}

/** What is wrong with it, as a status. */
export const statusOfFault = ({ fault }: FaultyCertificate): LifeStatus & ('revoked' | 'unusable') =>
  fault === 'revoked' ? 'revoked' : 'unusable'

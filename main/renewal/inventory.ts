import type { CertificateFacts } from './certificate.ts'
import { type Result, success } from './errors.ts'
import type { KeyProtection } from './key.ts'
import type { Certificates, Clock, KeyStore } from './ports.ts'

/** A certificate of the bank in the key store. */
export interface BankCertificate extends CertificateFacts {
  readonly keyName: string | undefined
  readonly protection: KeyProtection
  readonly exportable: boolean | undefined
  readonly retired: boolean
}

/**
 * The certificates of this bank in the key store, the one that lasts longest first. Of this bank is what chains to
 * its trust anchors; an expired one is judged by the time when it was still valid.
 *
 * @param intermediates the bank's CA certificates (DER) as far as they are known
 * @param options retired ones only on request
 */
export async function listBankCertificates(
  { keyStore, certificates, clock }: { keyStore: KeyStore; certificates: Certificates; clock: Clock },
  intermediates: readonly Uint8Array[],
  options: { readonly retired?: boolean } = {},
): Promise<Result<readonly BankCertificate[]>> {
  const stored = await keyStore.list(options)
  if (!stored.ok) return stored
  const found: BankCertificate[] = []
  for (const { der, keyName, protection, exportable, retired } of stored.value) {
    const facts = certificates.read(der)
    // What cannot be read is not the bank's: other programs' certificates are none of our business.
    if (!facts.ok) continue
    const { notBefore, notAfter } = facts.value
    const at = Math.max(notBefore, Math.min(clock(), notAfter))
    if (!certificates.checkChain(der, intermediates, at).ok) continue
    found.push({ ...facts.value, keyName, protection, exportable, retired })
  }
  return success(found.sort((a, b) => b.notAfter - a.notAfter || (a.thumbprint < b.thumbprint ? -1 : 1)))
}

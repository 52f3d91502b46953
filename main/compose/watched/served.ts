import { listBankCertificates } from '../../renewal/certificates/bank-certificates.ts'
import { knownAuthorities } from '../../renewal/certificates/known-authorities.ts'
import { type Result, success } from '../../renewal/errors.ts'
import { openAuthorities } from '../../storage/authorities.ts'
import { createCertificates } from '../../x509/certificates.ts'
import type { BankContext } from '../core.ts'

type Bank = Pick<BankContext, 'configuration' | 'stateFolder' | 'keyStore'>

/** Thumbprints of the certificates of these banks, as far as it can be told without asking a bank. */
export async function servedBy(banks: readonly Bank[]): Promise<Result<ReadonlySet<string>>> {
  const served = new Set<string>()
  for (const { configuration, stateFolder, keyStore } of banks) {
    const authorities = openAuthorities(stateFolder, configuration.trustAnchors)
    const certificates = createCertificates(authorities.trustAnchors)
    const known = await knownAuthorities({ authorities, keyStore })
    const listed = await listBankCertificates({ keyStore, certificates, clock: Date.now }, known, { retired: true })
    if (!listed.ok) return listed
    for (const { thumbprint } of listed.value) served.add(thumbprint)
  }
  return success(served)
}

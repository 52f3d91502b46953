import { lifeStatus } from '../../renewal/certificates/certificate.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Run } from './run.ts'

/**
 * Takes stale certificates out of choosers' sight, or the one that was named if it is stale; undone from メイン. Never
 * the last one that works, and never another program's unless one of Koshin's has taken its place.
 */
export async function retire(run: Run): Promise<number> {
  const { inventory, keyStore, thumbprint, end, fail, told } = run
  const listed = await inventory.refresh()
  if (!listed.ok) return fail(listed.failure)
  const stale = listed.value.filter((one) => isStale(one, listed.value, run))
  const chosen = thumbprint === undefined ? stale : stale.filter((one) => one.thumbprint === thumbprint)
  if (chosen.length === 0) return end('nothing-to-do', { certificates: listed.value.map(told) })
  if (!run.yes) return end('consent-needed', { certificates: chosen.map(told) })
  const retired: string[] = []
  for (const one of chosen) {
    const result = await keyStore.retire(one.thumbprint)
    if (!result.ok) return fail(result.failure)
    retired.push(one.thumbprint)
  }
  return end('done', { retired })
}

/** Past renewing, or succeeded by a certificate of the same subject that works and lasts longer. */
function isStale(one: BankCertificate, all: readonly BankCertificate[], { policy, clock }: Run): boolean {
  const statusOf = (certificate: BankCertificate) => lifeStatus(certificate, policy, clock())
  const successor = all.find(
    (other) =>
      other.subject === one.subject && other.notAfter > one.notAfter && ['valid', 'due'].includes(statusOf(other)),
  )
  const ours = one.keyName !== undefined || successor?.keyName !== undefined
  return ours && (successor !== undefined || statusOf(one) === 'lapsed')
}

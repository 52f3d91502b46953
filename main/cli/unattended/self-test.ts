import { opensConnection } from '../../renewal/certificates/certificate.ts'
import type { Run } from './run.ts'

/** Everything that a renewal would check beforehand, and a real connection to the bank, with each certificate or the named one. */
export async function selfTest({
  inventory,
  thumbprint,
  prepare,
  bank,
  clock,
  onCheck,
  end,
  fail,
  told,
}: Run): Promise<number> {
  const listed = await inventory.refresh()
  if (!listed.ok) return fail(listed.failure)
  const named = listed.value.filter((one) => thumbprint === undefined || one.thumbprint === thumbprint)
  if (named.length === 0) return end('absent')
  // TLS stacks do not offer an expired certificate: that it opens nothing is no news.
  const usable = named.filter((one) => opensConnection(one, clock()))
  if (usable.length === 0) return end('grace', { certificates: named.map(told) })
  for (const certificate of usable) {
    const prepared = await prepare(certificate, onCheck)
    const proven = prepared.ok ? await bank.prove(certificate.thumbprint) : prepared
    if (!proven.ok) return fail(proven.failure, { certificate: told(certificate) })
  }
  return end('done', { certificates: usable.map(told) })
}

/** Looks after certificates that were renewed: brings one back when the user asks, deletes old ones by policy. */
import { failure, type Failure, type Result } from '../../renewal/errors.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Clock, KeyStore } from '../../renewal/ports.ts'
import { type Restorable, type Retirement, reviewRetired } from '../../renewal/certificates/retirement.ts'
import type { History } from '../../storage/history.ts'
import { opensConnection } from '../../renewal/certificates/certificate.ts'
import type { Inventory } from '../../renewal/certificates/inventory.ts'

interface RetiredCertificatesPorts {
  readonly inventory: Inventory
  readonly keyStore: Pick<KeyStore, 'restore' | 'retire' | 'delete'>
  /** Opens a connection with a certificate, and has the bank recognise it. */
  readonly prove: (thumbprint: string) => Promise<Result<unknown>>
  readonly retirements: { read(): Result<readonly Retirement[]>; write(list: readonly Retirement[]): Result<void> }
  readonly history: History
  readonly policy: { current(): Policy }
  readonly clock: Clock
}

export interface RetiredCertificates {
  /** Looks into the key store, deletes what policy says, and answers what can be brought back. */
  review(): Promise<readonly Restorable[]>
  /**
   * Brings a retired certificate back among those that choosers offer, if the bank still takes it: many revoke a
   * certificate once it was renewed. Fails with certificate.superseded; with anything else where the bank cannot be asked.
   */
  restore(thumbprint: string): Promise<Result<void>>
}

export function createRetiredCertificates({
  inventory,
  keyStore,
  prove,
  retirements,
  history,
  policy,
  clock,
}: RetiredCertificatesPorts): RetiredCertificates {
  const told = new Set<string>()

  /** Once in a run: the same trouble comes back with every review. */
  function tell({ code }: Failure): readonly never[] {
    if (!told.has(code)) history.add({ time: clock(), event: 'failed', code })
    told.add(code)
    return []
  }

  async function review(): Promise<readonly Restorable[]> {
    const listed = await inventory.listAll()
    const known = retirements.read()
    if (!listed.ok) return tell(listed.failure)
    if (!known.ok) return tell(known.failure)
    const { restorable, expendable, ...remembered } = reviewRetired(
      listed.value,
      known.value,
      policy.current(),
      clock(),
    )
    const saved = retirements.write(remembered.retirements)
    if (!saved.ok) tell(saved.failure)
    for (const { thumbprint, serial } of expendable) {
      const deleted = await keyStore.delete(thumbprint)
      if (deleted.ok) history.add({ time: clock(), event: 'deleted', serial })
      else tell(deleted.failure)
    }
    return restorable
  }

  return {
    review,
    async restore(thumbprint) {
      const found = (await review()).find(({ certificate }) => certificate.thumbprint === thumbprint)
      if (found === undefined) return failure('keystore.certificate-missing')
      const restored = await keyStore.restore(thumbprint)
      if (!restored.ok) return restored
      // No network stack shows the bank a certificate that is hidden, or expired: so it is asked only now.
      const taken = opensConnection(found.certificate, clock()) ? await prove(thumbprint) : restored
      if (!taken.ok) {
        const hidden = await keyStore.retire(thumbprint)
        if (!hidden.ok) return hidden
        const { code } = taken.failure
        const refused = code === 'certificate.revoked' || code === 'bank.certificate-refused'
        // Its own words: certificate.revoked would seem to speak of the certificate in use.
        return refused ? failure('certificate.superseded', { cause: code }) : taken
      }
      history.add({ time: clock(), event: 'restored', serial: found.certificate.serial })
      return restored
    },
  }
}

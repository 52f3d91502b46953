/** Looks after certificates that were renewed: brings one back when the user asks, deletes old ones by policy. */
import { failure, type Failure, type Result } from '../../renewal/errors.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Clock, KeyStore } from '../../renewal/ports.ts'
import { type Restorable, type Retirement, reviewRetired } from '../../renewal/certificates/retirement.ts'
import type { History } from '../../storage/history.ts'
import type { Inventory } from '../../renewal/certificates/inventory.ts'

interface RetiredCertificatesPorts {
  readonly inventory: Inventory
  readonly keyStore: Pick<KeyStore, 'restore' | 'delete'>
  readonly retirements: { read(): Result<readonly Retirement[]>; write(list: readonly Retirement[]): Result<void> }
  readonly history: History
  readonly policy: { current(): Policy }
  readonly clock: Clock
}

export interface RetiredCertificates {
  /** Looks into the key store, deletes what policy says, and answers what can be brought back. */
  review(): Promise<readonly Restorable[]>
  /** Brings a retired certificate back among those that choosers offer. */
  restore(thumbprint: string): Promise<Result<void>>
}

export function createRetiredCertificates({
  inventory,
  keyStore,
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
      if (restored.ok) history.add({ time: clock(), event: 'restored', serial: found.certificate.serial })
      return restored
    },
  }
}

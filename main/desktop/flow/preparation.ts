/** 電子証明書更新前処理中: the checks before a renewal, drawn as they happen, until they pass or the user leaves. */
import { type Preparation, preparationChecks, type View } from '../../../preload/contract.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import type { BankCertificate } from '../../renewal/bank-certificates.ts'
import type { Clock } from '../../renewal/ports.ts'

export interface PreparationPorts {
  readonly prepare: (
    current: BankCertificate,
    onProgress: (checks: readonly Preparation[]) => void,
  ) => Promise<Result<void>>
  readonly clock: Clock
  readonly defer: (ms: number, action: () => void) => void
}

interface Listener {
  readonly onView: (view: View) => void
  readonly onReady: () => void
}

/** The window stays at least this long (ms), so that a person sees what was checked. */
const dwell = 800

export function createPreparation({ prepare, clock, defer }: PreparationPorts) {
  let running = 0

  return {
    /** Draws nothing more, whatever the checks under way come to. */
    leave: () => void running++,
    async run(certificate: BankCertificate, { onView, onReady }: Listener): Promise<void> {
      const mine = ++running
      const started = clock()
      const show = (checks: readonly Preparation[], reason?: Failure): void => {
        if (mine !== running) return
        onView({ window: 'preparing', checks: [...checks], ...(reason === undefined ? {} : { failure: reason }) })
      }
      let last: readonly Preparation[] = preparationChecks.map((check) => ({ check, state: 'waiting' }))
      show(last)
      const result = await prepare(certificate, (checks) => {
        last = checks
        show(checks)
      })
      if (!result.ok) return show(last, result.failure)
      defer(Math.max(0, dwell - (clock() - started)), () => {
        if (mine === running) onReady()
      })
    },
  }
}

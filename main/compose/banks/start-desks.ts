import type { BankDesk } from './bank-desk.ts'

type RunningDesk = Pick<BankDesk, 'check'> & { readonly flow: Pick<BankDesk['flow'], 'start'> }

/**
 * Starts the windows of all banks side by side: a bank that is slow keeps neither another bank nor its reminders waiting.
 *
 * @param onChecked told after each bank's check
 */
export function startDesks(desks: readonly RunningDesk[], onChecked: () => void) {
  const started = desks.map((desk) => desk.flow.start())
  return {
    /** Every bank's key store was looked into, or could not be. */
    looked: Promise.allSettled(started),
    /** Looks at all of them again; fails with the first of those that failed. */
    async check(): Promise<void> {
      const checks = desks.map(async (desk, index) => {
        await started[index]
        await desk.check()
        onChecked()
      })
      for (const checked of await Promise.allSettled(checks)) {
        if (checked.status === 'rejected') throw checked.reason
      }
    },
  }
}

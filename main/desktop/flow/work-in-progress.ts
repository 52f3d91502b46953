import type { WindowName } from '../../../preload/contract.ts'
import type { RenewalState } from '../../renewal/machine/machine.ts'
import { isUnfinished } from '../../renewal/renew.ts'

/** Somebody is in the middle of something in them, even where the journal has nothing yet. */
const busyWindows: ReadonlySet<WindowName> = new Set(['preparing', 'start', 'working', 'acquire'])

/**
 * May the app not be exchanged for a newer one now? What the journal holds counts, but for a certificate that waits after
 * いいえ: it may wait for ever, and a newer app offers it as well.
 */
export function isWorkInProgress(state: RenewalState | undefined, window: WindowName): boolean {
  const unfinished = state !== undefined && isUnfinished(state) && state.step !== 'postponed'
  return unfinished || busyWindows.has(window)
}

import type { WindowName } from '../../../preload/contract.ts'
import { effectsOf, type RenewalState } from '../../renewal/machine/machine.ts'

/** Somebody is in the middle of something in them, even where the journal has nothing yet. */
const busyWindows: ReadonlySet<WindowName> = new Set(['preparing', 'start', 'working', 'acquire'])

/**
 * May the app not be exchanged for a newer one now? Not while anything is being done. What waits for its user, for the
 * bank or for another try may wait for ever, and a newer app carries on from the same journal: it may even be what is needed.
 */
export function isWorkInProgress(state: RenewalState | undefined, window: WindowName): boolean {
  return (state !== undefined && effectsOf(state).length > 0) || busyWindows.has(window)
}

import type { WindowName } from '../../../preload/contract.ts'
import type { RenewalState } from '../../renewal/machine.ts'
import { isUnfinished } from '../../renewal/renew.ts'

/** Somebody is in the middle of something in them, even where the journal has nothing yet. */
const busyWindows: ReadonlySet<WindowName> = new Set(['preparing', 'start', 'working', 'acquire'])

/** May the app not be exchanged for a newer one now? What the journal holds counts, however long it waits there. */
export function isWorkInProgress(state: RenewalState | undefined, window: WindowName): boolean {
  return (state !== undefined && isUnfinished(state)) || busyWindows.has(window)
}

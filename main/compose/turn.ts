/** The app is opened while a run without windows holds the lock of the single instance: it waits, and says so. */
import { setTimeout } from 'node:timers/promises'
import { app } from 'electron'
import type { Sent } from '../desktop/lifecycle/activation.ts'
import { awaitTurn } from '../desktop/lifecycle/turn.ts'
import { applyLook } from '../desktop/windows/look/look.ts'
import { openWaitingWindow } from '../desktop/windows/waiting-window.ts'
import { failure, type Result, success } from '../renewal/errors.ts'
import { isHeldByRun } from '../storage/instance-lock.ts'
import { openPreferences } from '../storage/preferences.ts'
import { type StatePlaces, statePlace } from '../storage/state-folder.ts'

/** ms between two looks. */
const pace = 500

/**
 * Resolves with `had` once this process has the lock, and with `windows` where an app with windows was quicker and shows
 * itself. Fails with handover.work-in-progress. Ends the process where its user closes the window that says what is waited
 * for.
 *
 * @param isHidden is a start into the tray, which opens no window; asked once the app is ready
 */
export async function awaitRun(
  sent: Sent,
  places: StatePlaces,
  isHidden: () => boolean,
): Promise<Result<'had' | 'windows'>> {
  let isOver = false
  let close = (): void => {}
  const turn = await awaitTurn({
    isRun: () => isHeldByRun(places.userData),
    take: (isWish) => app.requestSingleInstanceLock({ ...sent, silent: sent.silent || !isWish }),
    tell: () => void show(),
    pause: () => setTimeout(pace),
    clock: () => performance.now(),
  })
  isOver = true
  close()
  return turn === 'late' ? failure('handover.work-in-progress', { retry: 'later' }) : success(turn)

  async function show(): Promise<void> {
    await app.whenReady()
    if (isOver || isHidden()) return
    const kept = openPreferences(statePlace(places).folder).read()
    if (kept.ok) applyLook(kept.value)
    close = openWaitingWindow(() => app.exit(0))
  }
}

/** The app at rest: while nothing is due it is not there. The start at login and the system's scheduler, once a day, have it look. */
import type { PreferenceStore } from '../../storage/preferences.ts'
import type { TrayChoice } from './tray-choice.ts'

const hour = 60 * 60 * 1000

/** ms; a start so soon after a look finds what that one found. */
const recent = 12 * hour

/**
 * Until the next look (ms): a day, the hour over which schedulers scatter it, that of summer time, and those of a look that
 * was none because there had been one.
 */
export const lookAhead = 26 * hour + recent

/** Was there a look so recently, with nothing to stay for, that this start into the tray needs none? */
export function hasJustRested(preferences: Pick<PreferenceStore, 'read'>, now: number): boolean {
  const kept = preferences.read()
  const at = kept.ok ? (kept.value.restedAt ?? 0) : 0
  return at <= now && now - at < recent
}

export interface Rest {
  /** Stays in the tray, or ends the app. To be called after each check, and when the last window was closed. */
  look(): Promise<void>
  /** Is the icon always there, and may the user change that? */
  state(): { readonly always: boolean; readonly fixed: boolean }
  /** The user's choice; without effect where policy has decided. */
  choose(always: boolean): void
}

export interface RestPorts {
  readonly choice: TrayChoice
  readonly preferences: PreferenceStore
  /** Where the app must not start by itself at login, nothing else starts it either. */
  readonly startsAtLogin: () => boolean
  /** Is nothing half done, and does nothing ask for its user before `next` (ms since the epoch)? */
  readonly isQuietUntil: (next: number) => boolean
  /** Answers whether the system will start the app once a day. */
  readonly schedule: () => Promise<boolean>
  readonly unschedule: () => Promise<void>
  /** Says where the icon goes. Answers whether its user was shown that. */
  readonly tell: () => Promise<boolean>
  /** The icon is there from now on. */
  readonly appear: () => void
  readonly leave: () => void
  /** ms since the epoch */
  readonly clock: () => number
}

export function createRest(ports: RestPorts): Rest {
  const { choice, preferences, startsAtLogin, isQuietUntil, schedule, unschedule, tell, appear, leave, clock } = ports
  let isLooking = false

  const isQuiet = (): boolean => isQuietUntil(clock() + lookAhead)

  /** Once; the icon stays until the next check, for whoever reads where it will be. */
  async function isTold(): Promise<boolean> {
    const kept = preferences.read()
    if (kept.ok && kept.value.toldOfTray === true) return true
    const isSeen = await tell()
    if (isSeen) preferences.change({ toldOfTray: true })
    return !isSeen && choice.forced === 'when-due'
  }

  async function mayLeave(): Promise<boolean> {
    if (choice.current() === 'always' || !startsAtLogin()) {
      await unschedule()
      return false
    }
    if (!isQuiet() || !(await schedule()) || !(await isTold())) return false
    // Meanwhile its user may have opened the window, or chosen otherwise.
    return isQuiet() && choice.current() === 'when-due'
  }

  function note(restedAt: number): void {
    const kept = preferences.read()
    if (kept.ok && (kept.value.restedAt ?? 0) !== restedAt) preferences.change({ restedAt })
  }

  async function look(): Promise<void> {
    if (isLooking) return
    isLooking = true
    try {
      if (await mayLeave()) {
        note(clock())
        leave()
      } else {
        note(0)
        appear()
      }
    } finally {
      isLooking = false
    }
  }

  return {
    look,
    state: () => ({ always: choice.current() === 'always', fixed: choice.forced !== undefined }),
    choose(always) {
      if (choice.forced !== undefined) return
      preferences.change({ tray: always ? 'always' : 'when-due' })
      void look()
    },
  }
}

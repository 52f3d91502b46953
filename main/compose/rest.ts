/** The app at rest, put together: its icon, the system's scheduler, and what its user is told. */
import { setTimeout as pause } from 'node:timers/promises'
import { app } from 'electron'
import { createRest, type Rest } from '../desktop/lifecycle/rest.ts'
import type { StartAtLogin } from '../desktop/lifecycle/login/start-at-login.ts'
import { trayChoice } from '../desktop/lifecycle/tray-choice.ts'
import { createAnnouncer } from '../desktop/notices/announcer.ts'
import { words } from '../desktop/words/words.ts'
import type { Recorder } from '../logging/events.ts'
import { failure, type Result } from '../renewal/errors.ts'
import type { ManagedPolicy } from '../storage/managed-policy/managed-policy.ts'
import type { UpdateStatus } from '../updates/updates.ts'
import type { Shell } from './window/shell.ts'
import { removeLook, scheduleLook } from './windowless/schedule.ts'

interface RestOptions {
  readonly shell: Shell
  readonly managed: ManagedPolicy
  readonly record: Recorder
  /** undefined where the app does not put itself into the list of what starts at login. */
  readonly startAtLogin: () => StartAtLogin | undefined
  /** Of a development run nobody asks that it starts at login. */
  readonly manageLogin: boolean
  readonly updates: () => UpdateStatus
  /** Beside the updates and the policy: is nothing half done, shown or due before `next` (ms since the epoch)? */
  readonly isQuietUntil: (next: number) => boolean
  readonly openSettings: () => void
}

export interface RestingApp extends Pick<Rest, 'state' | 'choose'> {
  /** To be called after each check. */
  checked(): Promise<void>
}

/** ms in which a notification is shown, or is not */
const notificationPatience = 10_000
/** ms after which the icon of a start into the tray comes although it is not known yet whether it is needed */
const iconPatience = 20_000

export function composeRest({ shell, managed, record, ...options }: RestOptions): RestingApp {
  const { startAtLogin, manageLogin, updates, isQuietUntil, openSettings } = options
  const { appear } = shell.icon
  let isChecked = false
  let isTold = false

  /** Once: it is tried with each check. */
  function told(result: Result<void>): boolean {
    if (!result.ok && !isTold) record('app.schedule-failed', { code: result.failure.code })
    isTold = !result.ok
    return result.ok
  }

  const shown = (): Promise<boolean> =>
    new Promise((resolve) => {
      const say = words()
      createAnnouncer().show<'settings'>(
        {
          title: say.trayTitle,
          body: say.trayBody,
          urgent: false,
          actions: [{ id: 'settings', label: say.settings }],
        },
        { shown: () => resolve(true), failed: () => resolve(false), chosen: openSettings },
      )
    })

  const rest = createRest({
    choice: trayChoice(shell.preferences, managed.settings.tray),
    preferences: shell.preferences,
    startsAtLogin: () => startAtLogin()?.state().on ?? !manageLogin,
    isQuietUntil: (next) =>
      managed.failure === undefined &&
      !['checking', 'waiting', 'downloading'].includes(updates().state) &&
      isQuietUntil(next),
    async schedule() {
      return told(await scheduleLook().catch(() => failure('schedule.refused')))
    },
    unschedule: async () => void told(await removeLook().catch(() => failure('schedule.refused'))),
    tell: () => Promise.race([shown(), pause(notificationPatience, false, { ref: false })]),
    appear,
    leave() {
      record('app.rested', {})
      // Whoever opens the app from now on starts it, and does not ask one that is ending.
      app.releaseSingleInstanceLock()
      app.quit()
    },
    clock: Date.now,
  })
  setTimeout(appear, iconPatience).unref()
  app.on('window-all-closed', () => void (isChecked && rest.look()))

  return {
    state: rest.state,
    choose: rest.choose,
    checked() {
      isChecked = true
      return rest.look()
    },
  }
}

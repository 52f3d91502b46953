/** What is seen at once: the tray's icon and the app's window, while what works behind them is still being loaded. */
import { type BrowserWindow, screen } from 'electron'
import { applyLook } from '../../desktop/windows/look/look.ts'
import type { StatusIcon } from '../../desktop/notices/tray.ts'
import { rememberPlace, visiblePlace } from '../../desktop/windows/look/place.ts'
import { openWindow } from '../../desktop/windows/open-window.ts'
import { windowSizes } from '../../desktop/windows/look/sizes.ts'
import { openLastTold } from '../../storage/told/last-known.ts'
import { openPreferences, type PreferenceStore } from '../../storage/preferences.ts'

export interface Shell {
  readonly preferences: PreferenceStore
  readonly lastTold: ReturnType<typeof openLastTold>
  readonly icon: StatusIcon
  readonly openWindow: () => BrowserWindow
  /** The app's window, if it is open already. */
  readonly window: BrowserWindow | undefined
}

interface ShellOptions {
  /** Of the first bank, where the user's preferences are, too. */
  readonly stateFolder: string
  readonly hidden: boolean
  /** The tray's, which is made now unless it is there already. */
  readonly icon: () => StatusIcon
  readonly developmentServer: string | undefined
}

export function openShell({ stateFolder, hidden, icon, developmentServer }: ShellOptions): Shell {
  const preferences = openPreferences(stateFolder)
  const kept = preferences.read()
  if (kept.ok) applyLook(kept.value)

  function openAppWindow(): BrowserWindow {
    const height = Math.min(windowSizes.app.height, screen.getPrimaryDisplay().workAreaSize.height)
    const last = preferences.read()
    const { place: lastPlace, zoom } = last.ok ? last.value : {}
    const place = visiblePlace(
      lastPlace,
      screen.getAllDisplays().map(({ workArea }) => workArea),
    )
    const opened = openWindow(
      'app',
      { ...windowSizes.app, height, ...place, minWidth: 320, minHeight: 400 },
      developmentServer,
    )
    rememberPlace(opened, preferences, zoom)
    return opened
  }
  // First the window: its process starts meanwhile.
  const window = hidden ? undefined : openAppWindow()
  const shown = icon()
  const lastTold = openLastTold(stateFolder)
  const last = lastTold.last()
  if (last !== null) shown.recall(last)
  return {
    preferences,
    lastTold,
    icon: shown,
    openWindow() {
      shown.appear()
      return openAppWindow()
    },
    window,
  }
}

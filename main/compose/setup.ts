/** The app as people see it while it cannot start: one window that says what is missing or wrong, where, and what to do. */
import { app } from 'electron'
import { setupChannels, type View } from '../../preload/contract.ts'
import { exitCodes, outcomeOf } from '../cli/unattended/outcomes.ts'
import type { Activation } from '../desktop/lifecycle/activation.ts'
import { copyFailure } from '../desktop/windows/copy-failure.ts'
import { handleChannels } from '../desktop/windows/ipc.ts'
import { showMenu } from '../desktop/lifecycle/menu.ts'
import { words } from '../desktop/words/words.ts'
import type { Failure } from '../renewal/errors.ts'
import { isSettingsFailure } from '../storage/settings/mistakes.ts'
import type { SettingsPlaces } from '../storage/settings/settings-file.ts'
import { createAppWindow } from './app-window.ts'
import type { Shell } from './shell.ts'

interface SetupOptions {
  readonly shell: Shell
  /** Where settings are looked for. */
  readonly places: SettingsPlaces
  readonly activation: Activation
  /** Called once the window's messages are answered. */
  readonly answersPages: () => void
  readonly origin: string
}

/** What the window shows. */
export function setupView(failed: Failure, places: SettingsPlaces): View & { window: 'setup' } {
  const { code, retry, cause } = failed
  const { file, mistakes } = isSettingsFailure(failed) ? failed : { file: undefined, mistakes: undefined }
  return {
    window: 'setup',
    isEmpty: mistakes?.length === 0 && file === undefined,
    failure: { code, retry, ...(cause === undefined ? {} : { cause }) },
    ...(file === undefined ? {} : { file }),
    mistakes: [...(mistakes ?? [])],
    places: { ...places },
  }
}

export function openSetup(failed: Failure, { shell, places, activation, answersPages, origin }: SetupOptions): void {
  const window = createAppWindow(shell)
  const open = (): void => void window.open()
  const view = setupView(failed, places)
  handleChannels('app', origin, setupChannels, {
    'app:view': () => view,
    'app:banks': () => ({ shown: '', banks: [] }),
    'failure:copy': () => copyFailure(view),
    'setup:reload'() {
      app.relaunch()
      app.exit(0)
      return undefined
    },
  })
  answersPages()
  showMenu({ openSide: undefined, quit: () => app.quit() })
  const show = shell.icon.lead({ renew: open, openSettings: open, openBank: open, startAtLogin: undefined })
  show('absent', view.isEmpty ? words().setUp : words().cannotStart, [])
  activation.lead({ open, visit: open }, () => undefined)
  // At each login of a computer that nobody has set up, a window would only be in the way. A mistake is told.
  if (!view.isEmpty) open()
  // There is nothing to go on for in the tray, and whoever corrects the settings starts the app again.
  app.once('window-all-closed', () => app.exit(exitCodes[outcomeOf(failed)]))
}

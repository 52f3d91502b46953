import { app } from 'electron'
import { ownAppImage } from './app-image.ts'
import { autostartFile } from './autostart.ts'
import type { LoginItem } from './start-at-login.ts'

/** Into the tray, without a window. */
const hidden = '--hidden'

/**
 * macOS: a login item of the app itself, which takes no arguments (see `openedAtLogin`). Windows: a value under the
 * user's Run key, named by the AppUserModelID; switched off in the Task Manager it counts as not set.
 */
const electronLoginItem: LoginItem = {
  isSet() {
    const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings({ args: [hidden] })
    return process.platform === 'win32' ? executableWillLaunchAtLogin : openAtLogin
  },
  set: (wanted) => app.setLoginItemSettings({ openAtLogin: wanted, args: [hidden] }),
}

/** macOS tells an app that it was opened at login; elsewhere the command line does, with `--hidden`. */
export function openedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

/** The list of this operating system, for the program that runs now. */
export function currentLoginItem(): LoginItem {
  if (process.platform !== 'linux') return electronLoginItem
  // An AppImage runs from a mount that is gone tomorrow; the variable names the file itself.
  const program = ownAppImage(process.env, process.execPath) ?? process.execPath
  return autostartFile(app.getPath('appData'), [program, hidden])
}

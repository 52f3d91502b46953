/** The app's one window, which may be closed while the app lives on in the tray. */
import type { BrowserWindow } from 'electron'
import { type Banks, pushChannels, type View } from '../../preload/contract.ts'
import type { Shell } from './shell.ts'

export interface AppWindow {
  /** undefined while it is closed. */
  current(): BrowserWindow | undefined
  /** Brings it before its user, opened if there is none. */
  open(): BrowserWindow
  close(): void
  sendView(view: View): void
  sendBanks(banks: Banks): void
}

export function createAppWindow(shell: Shell): AppWindow {
  let window = shell.window
  if (window !== undefined) forgetWhenGone(window)

  function forgetWhenGone(opened: BrowserWindow): void {
    // A window outlives its page for a moment, in which it could still be brought to the front, and would be gone after it.
    opened.webContents.once('destroyed', () => (window = undefined))
  }

  return {
    current: () => window,
    open() {
      if (window !== undefined) {
        window.show()
        window.focus()
        return window
      }
      window = shell.openWindow()
      forgetWhenGone(window)
      return window
    },
    close: () => window?.close(),
    sendView: (view) => window?.webContents.send(pushChannels.view, view),
    sendBanks: (banks) => window?.webContents.send(pushChannels.banks, banks),
  }
}

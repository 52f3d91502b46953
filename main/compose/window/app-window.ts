/** The app's one window, which may be closed while the app lives on in the tray. */
import type { BrowserWindow } from 'electron'
import { type Banks, pushChannels, type View } from '../../../preload/contract.ts'
import type { Shell } from './shell.ts'

export interface AppWindow {
  /** undefined while it is closed. */
  current(): BrowserWindow | undefined
  /** Brings it before its user, opened if there is none. */
  open(): BrowserWindow
  close(): void
  /** What the page shows from now on. */
  sendView(view: View): void
  sendBanks(banks: Banks): void
}

export function createAppWindow(shell: Shell): AppWindow {
  let window = shell.window
  if (window !== undefined) forgetWhenGone(window)

  /** A window that is closing can still be brought to the front, and is gone a moment later. */
  function forgetWhenGone(opened: BrowserWindow): void {
    const forget = (): void => void (window === opened && (window = undefined))
    opened.once('close', forget)
    // Pages also go without having been asked to close.
    opened.webContents.once('destroyed', forget)
  }

  let newest: View | undefined
  function sendView(view: View): void {
    newest = view
    window?.webContents.send(pushChannels.view, view)
    // Electron may go on with what waits while it sends: the newer one has then arrived before this one.
    if (newest !== view) window?.webContents.send(pushChannels.view, newest)
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
    sendView,
    sendBanks: (banks) => window?.webContents.send(pushChannels.banks, banks),
  }
}

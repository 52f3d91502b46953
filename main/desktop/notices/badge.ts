import { app, type BrowserWindow } from 'electron'
import type { LifeStatus } from '../../renewal/certificates/certificate.ts'
import { asksForRenewal, trayIcon } from './tray-icons.ts'

/**
 * A badge where the system has one: on the dock of macOS and of the Linux desktops that know Unity's launcher entry; on
 * Windows over the taskbar's button, which is there only as long as there is a window.
 */
export function showBadge(status: LifeStatus, told: string, window: BrowserWindow | undefined): void {
  const asks = asksForRenewal(status)
  app.setBadgeCount(asks ? 1 : 0)
  if (process.platform === 'win32') window?.setOverlayIcon(asks ? trayIcon(status) : null, asks ? told : '')
}

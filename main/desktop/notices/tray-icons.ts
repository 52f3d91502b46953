import path from 'node:path'
import { app, nativeImage } from 'electron'
import type { LifeStatus } from '../../renewal/certificates/certificate.ts'

/** One mark, with a badge whose shape differs without colour: none, a triangle with a !, a square with a cross, a disc with dots. */
type TrayIcon = 'valid' | 'due' | 'expired' | 'checking'

const icons: Readonly<Record<LifeStatus, TrayIcon>> = {
  valid: 'valid',
  due: 'due',
  grace: 'expired',
  lapsed: 'expired',
  absent: 'expired',
  revoked: 'expired',
  unusable: 'expired',
}

/** Does this status ask for something, so that a badge is due? Who has no certificate yet is not nagged. */
export function asksForRenewal(status: LifeStatus): boolean {
  return status !== 'absent' && icons[status] !== 'valid'
}

/**
 * `undefined` while nothing is known yet. Electron finds the @2x picture beside it by itself, and takes `...Template`
 * on macOS for one to be tinted.
 */
export function trayIcon(status: LifeStatus | undefined): Electron.NativeImage {
  const [root, folder] = app.isPackaged ? [process.resourcesPath, 'tray'] : [app.getAppPath(), 'build/icons/tray']
  const file = `${trayIconName(status === undefined ? 'checking' : icons[status], process.platform)}.png`
  return nativeImage.createFromPath(path.join(root, folder, file))
}

function trayIconName(icon: TrayIcon, platform: NodeJS.Platform): string {
  // macOS tints a black shape to fit its menu bar; the tray of Windows is 16 pixels wide, a panel on Linux 24.
  if (platform === 'darwin') return `${icon}Template`
  return platform === 'win32' ? `${icon}-16` : icon
}

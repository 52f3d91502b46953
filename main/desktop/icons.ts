import path from 'node:path'
import { app } from 'electron'

export type TrayIcon = 'valid' | 'due' | 'expired'

/** The PNG of a tray icon; Electron finds the @2x one beside it by itself. */
export function trayIconPath(name: TrayIcon): string {
  const folder = app.isPackaged ? path.join(process.resourcesPath, 'tray') : path.join(app.getAppPath(), 'build/icons/tray')
  return path.join(folder, `${name}.png`)
}

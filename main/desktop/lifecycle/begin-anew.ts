import { app } from 'electron'
import { ownAppImage } from './app-image.ts'

/**
 * Has Electron start the app again once it has ended. An AppImage is started by its own file: what a program in it runs
 * from is gone with it.
 */
export function beginAnew(args: readonly string[] = process.argv.slice(1)): void {
  const appImage = ownAppImage(process.env, process.execPath)
  app.relaunch({ args: [...args], ...(appImage === undefined ? {} : { execPath: appImage }) })
}

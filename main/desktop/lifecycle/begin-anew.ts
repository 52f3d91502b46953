import { app } from 'electron'
import { ownAppImage } from './login/app-image.ts'

let isBegunAnew = false

/**
 * Has Electron start the app again once it has ended. An AppImage is started by its own file: what a program in it runs
 * from is gone with it.
 */
export function beginAnew(args: readonly string[] = process.argv.slice(1)): void {
  const appImage = ownAppImage(process.env, process.execPath)
  isBegunAnew = true
  app.relaunch({ args: [...args], ...(appImage === undefined ? {} : { execPath: appImage }) })
}

/**
 * As the app ends well and does not begin anew: what exchanges its files would take them away from the start that follows.
 */
export function onceQuitForGood(listener: () => void): void {
  app.once('quit', (_event, code) => {
    if (code === 0 && !isBegunAnew) listener()
  })
}

import { realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * electron-updater starts the AppImage that it has put in place while the old one ends, and waits: nothing is to be done
 * then. Inherited from another program's update, the variable would keep us from starting, without a word.
 */
export function isOnlyPutInPlace(environment: Readonly<Record<string, string | undefined>>, program: string): boolean {
  return environment['APPIMAGE_EXIT_AFTER_INSTALL'] !== undefined && ownAppImage(environment, program) !== undefined
}

/**
 * The AppImage that this program runs from, if it does. The runtime of one sets APPIMAGE (the file) and APPDIR (where
 * it is mounted), and all that is started from it inherits both: they are about us only where we lie in that mount.
 * Believed without, another program's AppImage would be started at login, and replaced by our updater.
 */
export function ownAppImage(
  { APPIMAGE: file, APPDIR: mount }: Readonly<Record<string, string | undefined>>,
  program: string,
): string | undefined {
  if (file === undefined || mount === undefined || !path.isAbsolute(file)) return undefined
  try {
    const inside = path.relative(realpathSync(mount), realpathSync(program))
    const isInside = inside !== '' && !inside.startsWith('..') && !path.isAbsolute(inside)
    return isInside ? file : undefined
  } catch {
    return undefined
  }
}

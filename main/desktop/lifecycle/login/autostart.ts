import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { desktopEntry, isSwitchedOn } from '../../../desktop-entry.ts'
import { requireRegularFile } from '../../../regular-file.ts'
import type { LoginItem } from './start-at-login.ts'
import { product } from '../../../renewal/product/product.ts'

/**
 * Start at login on a Linux desktop (Desktop Application Autostart Specification): `autostart/<program>.desktop` in the
 * user's configuration folder.
 *
 * @param folder $XDG_CONFIG_HOME or ~/.config
 * @param command the program and its arguments
 */
export function autostartFile(folder: string, command: readonly string[]): LoginItem {
  const file = path.join(folder, 'autostart', `${product.program}.desktop`)
  return {
    isSet() {
      try {
        requireRegularFile(file)
        return isSwitchedOn(readFileSync(file, 'utf8'))
      } catch {
        return false
      }
    },
    set(wanted) {
      if (!wanted) return rmSync(file, { force: true })
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      const unfinished = `${file}.${process.pid}`
      // Whatever the umask: whoever else could write it would have this user start anything.
      writeFileSync(unfinished, desktopEntry({ name: product.launcher, command }), { mode: 0o600 })
      renameSync(unfinished, file)
    },
  }
}

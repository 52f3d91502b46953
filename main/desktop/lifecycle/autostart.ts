import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { requireRegularFile } from '../../regular-file.ts'
import type { LoginItem } from './start-at-login.ts'
import { product } from '../../renewal/product/product.ts'

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
        // Desktops switch an entry off by a line of theirs instead of taking it away.
        return !/^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(readFileSync(file, 'utf8'))
      } catch {
        return false
      }
    },
    set(wanted) {
      if (!wanted) return rmSync(file, { force: true })
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      const unfinished = `${file}.${process.pid}`
      writeFileSync(unfinished, desktopEntry(command))
      renameSync(unfinished, file)
    },
  }
}

function desktopEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${product.launcher.en}`,
    `Name[ja]=${product.launcher.ja}`,
    `Exec=${command.map(quote).join(' ')}`,
    `Icon=${product.program}`,
    'Terminal=false',
    '',
  ].join('\n')
}

/** Desktop Entry Specification, "The Exec key": quoted, then escaped once more as any string value; % is doubled. */
function quote(argument: string): string {
  const quoted = `"${argument.replaceAll(/["`$\\]/g, '\\$&')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}

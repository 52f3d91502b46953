/**
 * Linux without a systemd of the user: an entry in the desktop's autostart. What it starts runs at each login, which is not
 * every day, and nothing here may take it for that.
 */
import path from 'node:path'
import { desktopEntry, execLine, isSwitchedOn } from '../desktop-entry.ts'
import { product } from '../renewal/product/product.ts'
import type { Daily, Schedule } from './daily.ts'
import { removeFiles, textIn, writeWhole } from './files.ts'

type Run = Pick<Daily, 'program' | 'args'>

/** As long as systemd lets such a run take; nobody else would end one that hangs. */
const command = ({ program, args }: Run): readonly string[] => ['timeout', '1h', program, ...args]

/** @param folder $XDG_CONFIG_HOME or ~/.config */
export function loginEntry(folder: string): Schedule {
  const file = path.join(folder, 'autostart', `${product.program}-daily.desktop`)
  const name = {
    en: `${product.name.en}: renews the certificate that is due`,
    ja: `${product.name.ja}: 更新時期の電子証明書を更新`,
  }
  return {
    async has(run) {
      const text = textIn(file)
      return text.includes(`\n${execLine(command(run))}\n`) && isSwitchedOn(text)
    },
    set: async (run) => writeWhole(file, desktopEntry({ name, command: command(run), onlyWith: run.program })),
    remove: async () => removeFiles(file),
  }
}

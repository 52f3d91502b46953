/** NSS databases of other programs in this user's home: a certificate in one of them is seen by that program alone. */
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'

export interface OtherDatabase {
  /** As its maker calls it. */
  readonly program: string
  /** The folder, absolute. */
  readonly folder: string
  /** The folder as people write it, without the name of their home. */
  readonly place: string
}

/** Folders below the home folder; `*` is any one folder, each a profile. */
const places: readonly (readonly [program: string, pattern: string])[] = [
  ['Firefox', '.mozilla/firefox/*'],
  ['Firefox', '.config/mozilla/firefox/*'],
  ['Firefox (snap)', 'snap/firefox/common/.mozilla/firefox/*'],
  ['Firefox (Flatpak)', '.var/app/org.mozilla.firefox/.mozilla/firefox/*'],
  ['Thunderbird', '.thunderbird/*'],
  ['Thunderbird (snap)', 'snap/thunderbird/common/.thunderbird/*'],
  ['Chromium (snap)', 'snap/chromium/current/.pki/nssdb'],
  ['Chromium (Flatpak)', '.var/app/org.chromium.Chromium/.pki/nssdb'],
  ['Chrome (Flatpak)', '.var/app/com.google.Chrome/.pki/nssdb'],
  ['Brave (snap)', 'snap/brave/current/.pki/nssdb'],
  ['Brave (Flatpak)', '.var/app/com.brave.Browser/.pki/nssdb'],
  ['Edge (Flatpak)', '.var/app/com.microsoft.Edge/.pki/nssdb'],
  ['NSS', '.pki/nssdb'],
  ['NSS', '.local/share/pki/nssdb'],
]

/** More than this many profiles nobody has; each takes a tenth of a second to look into. */
const most = 20

/**
 * The databases that are there and may be read.
 *
 * @param own the folder of the database that Koshin uses
 */
export function otherDatabases(home: string, own: string): readonly OtherDatabase[] {
  const found = places.flatMap(([program, pattern]) =>
    foldersOf(home, pattern)
      .filter((folder) => folder !== own && isFile(path.join(folder, 'cert9.db')))
      .map((folder) => ({ program, folder, place: `~/${path.relative(home, folder)}` })),
  )
  return found.slice(0, most)
}

function foldersOf(home: string, pattern: string): readonly string[] {
  if (!pattern.endsWith('/*')) return [path.join(home, pattern)]
  const above = path.join(home, pattern.slice(0, -2))
  try {
    return readdirSync(above)
      .sort()
      .map((name) => path.join(above, name))
  } catch {
    return []
  }
}

function isFile(name: string): boolean {
  try {
    return statSync(name).isFile()
  } catch {
    return false
  }
}

/** Where settings are looked for when nothing names a file: a start at login and an address `koshin:` name none. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { product } from '../../renewal/product/product.ts'

export interface SettingsPlaces {
  /** This user's, which comes first. */
  readonly user: string
  /** Everybody's on this computer; only an administrator can write there. */
  readonly machine: string
}

/** The same name in both places. */
const name = 'settings.json'

/**
 * @param userData Electron's folder for this app
 * @param commonFiles `%CommonProgramFiles%`. Not `%ProgramData%`: there every user may make a folder, and with it choose
 *   the bank of all others
 */
export function settingsPlaces({
  platform,
  userData,
  commonFiles = 'C:\\Program Files\\Common Files',
}: {
  readonly platform: NodeJS.Platform
  readonly userData: string
  readonly commonFiles?: string | undefined
}): SettingsPlaces {
  const { join } = platform === 'win32' ? path.win32 : path.posix
  const machine = {
    win32: join(commonFiles, product.folder),
    darwin: `/Library/Application Support/${product.folder}`,
    linux: `/etc/${product.program}`,
  }
  return {
    user: join(userData, name),
    machine: join(platform === 'win32' || platform === 'darwin' ? machine[platform] : machine.linux, name),
  }
}

/**
 * The first that is there, whatever is in it: one with a mistake is told, not passed over.
 *
 * @param own what the app brings along
 */
export function settingsFileIn({ user, machine }: SettingsPlaces, own: string): string | undefined {
  return [user, machine, own].find((file) => existsSync(file))
}

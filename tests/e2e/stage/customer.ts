/** The app as a customer of the demo bank has it: a bare EST bank behind whatever network, on the demo's key store. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { appRoot, Demo, launchEnvironment } from './app.ts'
import { chromiumSwitches, introduce, launchElectron } from './electron.ts'
import { settingsOf } from './windowless.ts'

export interface CustomerOptions {
  /** Chromium's own, such as --proxy-server. */
  readonly switches?: readonly string[]
  /** Other settings than the demo's. */
  readonly settings?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Has never used the app. */
  readonly isNew?: boolean
}

/** Starts beside the open demo whose folder this is; started again, it has the same profile. */
export async function startCustomer(
  folder: string,
  { switches = [], settings = settingsOf(folder), environment = {}, isNew = false }: CustomerOptions = {},
): Promise<Demo> {
  if (!isNew && !existsSync(profileOf(folder))) introduce(profileOf(folder))
  const args = [
    ...chromiumSwitches,
    '--lang=ja',
    ...switches,
    `--user-data-dir=${profileOf(folder)}`,
    appRoot,
    '--config',
    settings,
  ]
  const app = await launchElectron(args, {
    ...launchEnvironment(folder),
    HOME: path.join(folder, 'home'),
    ...environment,
  })
  return new Demo(app, folder)
}

export const profileOf = (folder: string): string => path.join(folder, 'customer')

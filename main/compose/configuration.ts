/** Where the settings of the user's banks are read, and what a run without windows is answered. */
import path from 'node:path'
import { app } from 'electron'
import type { CommandLine } from '../cli/command-line.ts'
import type { Failure, Result } from '../renewal/errors.ts'
import { type BankConfiguration, type Configuration, readConfiguration } from '../storage/settings/configuration.ts'
import type { SettingsFailure } from '../storage/settings/mistakes.ts'
import type { ManagedPolicy } from '../storage/managed-policy/managed-policy.ts'
import { settingsFileIn, settingsPlaces } from '../storage/settings/settings-file.ts'

export const usualPlaces = () =>
  settingsPlaces({
    platform: process.platform,
    userData: app.getPath('userData'),
    commonFiles: process.env['CommonProgramFiles'],
  })

/** Beside the code: only a bank's own app has them. */
const ownSettings = path.join(import.meta.dirname, '../settings.json')

export function configure(
  { configurationFile, settings: options }: CommandLine,
  managed: ManagedPolicy,
): Result<Configuration, SettingsFailure> {
  const file = configurationFile === undefined ? undefined : path.resolve(configurationFile)
  const usual = settingsFileIn(usualPlaces(), ownSettings)
  return readConfiguration({ file, usual, environment: process.env, options, managed: managed.settings })
}

/** The ids of all banks; undefined: the first one's. */
export const idsOf = ({ otherBanks }: Configuration): readonly (string | undefined)[] => [
  undefined,
  ...otherBanks.map(({ id }) => id),
]

/** The bank that a run is about, and the user's others. Fails with config.invalid where none has that id. */
export function chooseBank(
  { otherBanks, startAtLogin: _, ...first }: Configuration,
  id: string | undefined,
): Result<{ readonly chosen: BankConfiguration; readonly others: readonly BankConfiguration[] }> {
  const all = [first, ...otherBanks]
  const chosen = all.find((bank) => bank.id === id)
  if (chosen === undefined) {
    const failure: Failure = { code: 'config.invalid', retry: 'never', cause: `no bank has the id ${id}` }
    return { ok: false, failure }
  }
  return { ok: true, value: { chosen, others: all.filter((bank) => bank !== chosen) } }
}

/** Both confirmations. `user` is an answer as well: a script's --yes must not stand above the organisation. */
export function isAnsweredYes({ yes }: Pick<CommandLine, 'yes'>, { settings: { consent } }: ManagedPolicy): boolean {
  return consent === undefined ? yes : consent === 'managed'
}

/** The beginning of a check, before Chromium writes anything: what is wrong with what was asked for, and where it works. */
import { existsSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import type { CommandLine } from '../../cli/command-line.ts'
import { done, failure, type Result } from '../../renewal/errors.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { isNamed } from '../../storage/settings/configuration.ts'
import { kindOfError } from '../../storage/storage-failure.ts'
import { chooseBank, configure } from '../configuration.ts'
import { throwAwayFolder } from '../throw-away-folder.ts'
import { product } from '../../renewal/product/product.ts'

export function beginCheck(commandLine: CommandLine, managed: ManagedPolicy): Result<void> {
  // A policy that is wrong has its own words, and its own exit code.
  const asked = managed.failure === undefined ? checkAsked(commandLine, managed) : done
  const { expired, revoked } = commandLine
  return asked.ok ? useThrowAwayPlaces(expired === undefined && revoked === undefined) : asked
}

function checkAsked(commandLine: CommandLine, managed: ManagedPolicy): Result<void> {
  const { configurationFile: file, settings: options, report, bank, issue, customerId, expired, revoked } = commandLine
  if (managed.settings.bank === undefined && !isNamed({ file, environment: process.env, options })) {
    return failure('config.invalid', { cause: '--config FILE names the settings of the bank' })
  }
  const configuration = configure(commandLine, managed)
  if (!configuration.ok) return configuration
  const chosen = chooseBank(configuration.value, bank)
  if (!chosen.ok) return chosen
  if (issue && customerId === undefined && chosen.value.chosen.enrolUser === undefined) {
    return failure('config.invalid', { cause: '--issue needs --customer-id, or bank.enrolUser' })
  }
  if (expired !== undefined && !issue) return failure('config.invalid', { cause: '--expired needs --issue' })
  if (expired !== undefined && chosen.value.chosen.cmpUrl === undefined) {
    return failure('config.invalid', { cause: '--expired needs bank.cmp.url' })
  }
  if (revoked !== undefined && chosen.value.chosen.portalUrl === undefined) {
    return failure('config.invalid', { cause: '--revoked needs bank.portal.url' })
  }
  const written = report !== undefined && existsSync(report)
  return written ? failure('config.invalid', { cause: '--report: a file of this name exists' }) : done
}

/**
 * A profile, a home with a key store (on Linux), and what is kept: in a folder that goes with the process. One that ends
 * while Chromium starts would leave it behind, so nothing that can be told before comes after this.
 *
 * @param ownHome false: certificates of the user's key store are named
 */
function useThrowAwayPlaces(ownHome: boolean): Result<void> {
  try {
    const folder = throwAwayFolder(`${product.program}-check-bank-`)
    if (ownHome) app.setPath('home', madeHome(folder))
    const profile = path.join(folder, 'profile')
    mkdirSync(profile)
    app.setPath('userData', profile)
    app.setPath('sessionData', profile)
    return done
  } catch (error) {
    return failure('storage.access-denied', { cause: `a temporary folder: ${kindOfError(error)}` })
  }
}

function madeHome(folder: string): string {
  const home = path.join(folder, 'home')
  mkdirSync(path.join(home, '.pki'), { recursive: true, mode: 0o700 })
  return home
}

/** A customer of a demo bank that is a process of its own: no Electron runs beside the one that is measured. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { StartingStatus } from '../../main/demo-bank/control.ts'
import { importInto } from '../e2e/stage/nss-database.ts'
import { type RunningBank, startBank } from '../protocol/peers/bank-process.ts'
import { holderOf } from '../protocol/peers/openssl.ts'
import { temporaryFolder } from './folder.ts'

export interface Customer {
  /** Holds the key store, `.pki/nssdb`. */
  readonly home: string
  /** The app's settings file. */
  readonly settings: string
  /** The app's user data, kept between starts as on a real machine. */
  readonly profile: string
}

/** The settings file of a bank's customers, put into a folder. */
export function writeSettings({ origin, trustAnchors }: RunningBank, folder: string): string {
  const settings = path.join(folder, 'koshin.json')
  writeFileSync(settings, JSON.stringify({ bank: { name: 'b', est: { url: origin }, trustAnchors } }))
  return settings
}

/** Starts a bank, and gives its customer a certificate. Both go away with the measurement. */
export async function createCustomer(status: StartingStatus): Promise<Customer> {
  const bank = await startBank()
  const folder = temporaryFolder()
  const home = path.join(folder, 'home')
  importInto(home, await holderOf(bank, folder, status))
  return { home, settings: writeSettings(bank, folder), profile: path.join(folder, 'profile') }
}

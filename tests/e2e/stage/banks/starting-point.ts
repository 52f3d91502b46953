/**
 * The demo's starting points. To lay one out takes keys, a ledger and a letter, so that it is laid out once and
 * copied for all tests after that, in whichever process they run. A day later its certificate has a day less, so that it is
 * laid out anew.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { DemoCertificate } from '../../../../main/cli/command-line.ts'
import { demoConfiguration, writeSettings } from '../../../../main/compose/demo/configuration.ts'
import { seedDemo } from '../../../../main/compose/demo/seed.ts'
import { awaitFolder } from '../../../../main/demo-bank/folder-lock.ts'
import { openNssKeyStore } from '../../../../main/keystore/linux/nss-key-store.ts'
import { createCertificates } from '../../../../main/x509/certificates.ts'
import { giveFoundation } from '../../../protocol/peers/founded-bank.ts'
import { openHousedBank } from '../../../protocol/peers/housed-bank.ts'
import { startIn } from '../../../protocol/peers/running-bank.ts'
import { promised } from '../../../unit/keystore/fake-key-store.ts'
import { importInto } from '../nss-database.ts'

/** By its folder. */
const laidOut = new Map<string, Promise<void>>()

/** Prepares the folder of a test in which no app was ever started. */
export async function prepareFolder(folder: string, certificate: DemoCertificate = 'due'): Promise<void> {
  if (existsSync(path.join(folder, 'bank'))) return
  const place = placeOf(certificate)
  const made = laidOut.get(place) ?? layOutOnce(place, certificate)
  laidOut.set(place, made)
  await made
  for (const part of ['bank', 'home'])
    cpSync(path.join(wholeIn(place), part), path.join(folder, part), { recursive: true })
  // Nothing else of the state: whom the app has reminded, and what it knows of the bank, is each test's own.
  mkdirSync(path.join(folder, 'state'), { recursive: true })
  writeFileSync(path.join(folder, 'state/starting-point'), `${certificate}\n`)
}

/** Taken away when all tests have run. */
export function folderOfRun(): string {
  const folder = process.env['KOSHIN_STARTING_POINTS']
  if (folder === undefined) throw new Error('KOSHIN_STARTING_POINTS is not set: see tests/playwright.config.ts')
  return folder
}

/** By day as well: the demo's certificates end at midnight, UTC. */
function placeOf(certificate: DemoCertificate): string {
  return path.join(folderOfRun(), `${certificate}-${new Date().toISOString().slice(0, 10)}`)
}

const wholeIn = (place: string): string => path.join(place, 'whole')

async function layOutOnce(place: string, certificate: DemoCertificate): Promise<void> {
  mkdirSync(place, { recursive: true })
  // Another process of tests may be at it.
  const lock = await awaitFolder(place, 75_000)
  try {
    if (!existsSync(wholeIn(place)))
      renameSync(await layOut(mkdtempSync(path.join(place, 'part-')), certificate), wholeIn(place))
  } finally {
    lock.release()
  }
}

/** What a demo does in a folder of its own, without Electron and without a process for its key store. */
async function layOut(folder: string, certificate: DemoCertificate): Promise<string> {
  const place = path.join(folder, 'bank')
  await giveFoundation(place)
  const ends: (() => Promise<void>)[] = []
  const bank = await openHousedBank(startIn(place), folder, (end) => void ends.push(end))
  try {
    const trustAnchors = readFileSync(bank.trustAnchors, 'utf8')
    const configuration = demoConfiguration({ origin: bank.origin, trustAnchors })
    // Chromium has made one on most computers, also where nobody has a certificate yet.
    const database = importInto(path.join(folder, 'home'))
    await seedDemo(certificate, {
      control: {
        startingCertificate: (wanted) => bank.control('POST', 'certificates', wanted),
        oneTimePassword: (customerId) => bank.oneTimePassword(customerId),
        sendReminders: () => bank.control('POST', 'reminders', {}),
        state: async () => ({ customers: await bank.customers() }),
      },
      keyStore: promised(openNssKeyStore(database)),
      certificates: createCertificates(() => configuration.trustAnchors),
    })
    writeSettings(place, { configuration, trustAnchors })
  } finally {
    for (const end of ends) await end()
  }
  return folder
}

/** The process of a demo's bank ends a moment after its app, sometimes without having closed its ledger. */
export async function bankEnded(folder: string): Promise<void> {
  const lock = await awaitFolder(path.join(folder, 'bank'), 15_000)
  lock.release()
}

/**
 * The demo's starting points. To lay one out takes a demo (two keys, two ledgers, a letter), so that it is laid out once and
 * copied for all tests after that, in whichever process they run. A day later its certificate has a day less, so that it is
 * laid out anew.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from '@playwright/test'
import type { DemoCertificate } from '../../../main/cli/command-line.ts'
import { awaitFolder } from '../../../main/demo-bank/folder-lock.ts'
import { giveFoundation } from '../../protocol/peers/founded-bank.ts'

/** By its folder. */
const laidOut = new Map<string, Promise<void>>()

/** Starts the app in a folder. */
type Launch = (folder: string) => Promise<{ close(): Promise<void> }>

/** Prepares the folder of a test in which no app was ever started. */
export async function prepareFolder(folder: string, certificate: DemoCertificate, launch: Launch): Promise<void> {
  if (existsSync(path.join(folder, 'bank'))) return
  const place = placeOf(certificate)
  const made = laidOut.get(place) ?? layOutOnce(place, launch)
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

async function layOutOnce(place: string, launch: Launch): Promise<void> {
  mkdirSync(place, { recursive: true })
  // Another process of tests may be at it.
  const lock = await awaitFolder(place, 75_000)
  try {
    if (!existsSync(wholeIn(place)))
      renameSync(await layOut(mkdtempSync(path.join(place, 'part-')), launch), wholeIn(place))
  } finally {
    lock.release()
  }
}

async function layOut(folder: string, launch: Launch): Promise<string> {
  await giveFoundation(path.join(folder, 'bank'))
  const app = await launch(folder)
  const isThere = (name: string) => () => existsSync(path.join(folder, name))
  await expect.poll(isThere('state/starting-point'), { timeout: 45_000 }).toBe(true)
  await expect.poll(isThere('bank/koshin.json')).toBe(true)
  await app.close()
  await bankEnded(folder)
  return folder
}

/** The process of a demo's bank ends a moment after its app, sometimes without having closed its ledger. */
export async function bankEnded(folder: string): Promise<void> {
  const lock = await awaitFolder(path.join(folder, 'bank'), 15_000)
  lock.release()
}

/**
 * The demo's starting points. To lay one out (two keys, two ledgers, a letter) takes an app longer than to start, so in
 * each process of tests a starting point is laid out by the app twice, and copied for all tests after them. A day later its
 * certificate has a day less, so that it is laid out anew.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from '@playwright/test'
import type { DemoCertificate } from '../../../main/cli/command-line.ts'
import { awaitFolder } from '../../../main/demo-bank/folder-lock.ts'
import { giveFoundation } from '../../protocol/peers/founded-bank.ts'

const asked = new Map<DemoCertificate, number>()
/** By certificate and day: the demo's certificates end at midnight, UTC. */
const laidOut = new Map<string, Promise<string>>()

/** Starts the app in a folder. */
type Launch = (folder: string) => Promise<{ close(): Promise<void> }>

/**
 * Prepares the folder of a test in which no app was ever started.
 * @param isNeeded nobody else will lay out what is not there
 */
export async function prepareFolder(
  folder: string,
  certificate: DemoCertificate,
  launch: Launch,
  isNeeded = false,
): Promise<void> {
  if (existsSync(path.join(folder, 'bank'))) return
  const before = asked.get(certificate) ?? 0
  asked.set(certificate, before + 1)
  const isDue = isNeeded || (before > 0 && !existsSync(path.join(folder, 'home')))
  if (!isDue) return giveFoundation(path.join(folder, 'bank'))
  const today = `${certificate} ${new Date().toISOString().slice(0, 10)}`
  const made = laidOut.get(today) ?? layOut(launch)
  laidOut.set(today, made)
  for (const part of ['bank', 'home']) cpSync(path.join(await made, part), path.join(folder, part), { recursive: true })
  // Nothing else of the state: whom the app has reminded, and what it knows of the bank, is each test's own.
  mkdirSync(path.join(folder, 'state'), { recursive: true })
  writeFileSync(path.join(folder, 'state/starting-point'), `${certificate}\n`)
}

async function layOut(launch: Launch): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-starting-point-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
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

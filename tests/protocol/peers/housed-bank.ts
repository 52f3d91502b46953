/** A demo bank among others in one process: it can be stopped and paused like one that has a process of its own. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { BankReady, StartBank } from '../../../main/demo-bank/control.ts'
import type { FromHouse, ToHouse } from './bank-house.ts'
import { buildBankHouse } from './built-bank.ts'
import { giveFoundation } from './founded-bank.ts'
import { bankAt, type RunningBank, startIn } from './running-bank.ts'

export interface HousedBank extends RunningBank {
  /** Has it say nothing, and with it all other banks of this process of tests. @returns what has them go on */
  pause(): () => void
}

interface House {
  readonly process: ChildProcess
  ask(message: ToHouse): Promise<FromHouse>
}

let opened: Promise<House> | undefined
let banks = 0

/** Ends with the process of tests that opened it. */
async function openHouse(): Promise<House> {
  const house = fork(await buildBankHouse(), [], { execArgv: [] })
  house.setMaxListeners(0)
  // One that has ended takes its tests along, and not those that come after them.
  house.once('exit', () => (opened = undefined))
  const ask = (message: ToHouse): Promise<FromHouse> =>
    new Promise((resolve, reject) => {
      const listen = (told: FromHouse): void => {
        if (told.number === message.number) end(() => resolve(told))
      }
      const fail = (): void => end(() => reject(new Error('the process of the banks has ended')))
      const end = (how: () => void): void => {
        house.off('message', listen).off('exit', fail)
        how()
      }
      house.on('message', listen).on('exit', fail)
      house.send(message)
    })
  return { process: house, ask }
}

/** @throws Error with the bank's words when it does not open */
export async function openHousedBank(
  start: StartBank,
  work: string,
  atEnd: (end: () => Promise<void>) => void,
): Promise<HousedBank> {
  const house = await (opened ??= openHouse())
  const number = ++banks
  const told = await house.ask({ kind: 'open', number, start })
  if (told.kind === 'failed') throw new Error(told.message)
  let closing: Promise<unknown> | undefined
  const stop = async (): Promise<void> => void (await (closing ??= house.ask({ kind: 'close', number })))
  atEnd(stop)
  const { ready } = told as { readonly ready: BankReady }
  const pause = () => {
    house.process.kill('SIGSTOP')
    return () => void house.process.kill('SIGCONT')
  }
  return { ...bankAt(ready, start.folder, work), stop, pause }
}

/**
 * A bank for all tests of a describe, opened by its `beforeAll`.
 *
 * @returns the bank, a folder that goes away with it, and what ends both: `beforeAll` returns that
 */
export async function openLastingBank() {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-protocol-'))
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const place = path.join(folder, 'bank')
  await giveFoundation(place)
  const bank = await openHousedBank(startIn(place), folder, (end) => ends.unshift(end))
  return {
    bank,
    folder,
    async end(): Promise<void> {
      for (const end of ends) await end()
    },
  }
}

import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { isWithoutTrace } from '../renewal/machine/machine.ts'
import { openJournal } from './journal/journal.ts'

/**
 * Does any bank's journal under this folder hold a renewal or an acquisition that may lead to a certificate? One that
 * cannot be read may. Journals that were put away for a bank that is not in the settings are not asked. Changes nothing.
 */
export function isWorkUnderWay(stateRoot: string): boolean {
  const banks = path.join(stateRoot, 'banks')
  const others = existsSync(banks) ? readdirSync(banks).map((name) => path.join(banks, name)) : []
  return [stateRoot, ...others].some((folder) => {
    const loaded = openJournal(folder).load()
    if (!loaded.ok) return true
    return loaded.value !== undefined && loaded.value.step !== 'complete' && !isWithoutTrace(loaded.value)
  })
}

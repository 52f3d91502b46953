/** Folders of a run that leaves nothing behind: a profile, a home with a key store (on Linux), and what it keeps. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { app } from 'electron'
import { done, failure, type Result } from '../../renewal/errors.ts'
import { kindOfError } from '../../storage/storage-failure.ts'

/** Before anything is asked for a folder. Gone when the process ends. */
export function useThrowAwayPlaces(): Result<void> {
  try {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-check-bank-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
    const home = path.join(folder, 'home')
    mkdirSync(path.join(home, '.pki'), { recursive: true, mode: 0o700 })
    const profile = path.join(folder, 'profile')
    mkdirSync(profile)
    app.setPath('home', home)
    app.setPath('userData', profile)
    app.setPath('sessionData', profile)
    return done
  } catch (error) {
    return failure('storage.access-denied', { cause: `a temporary folder: ${kindOfError(error)}` })
  }
}

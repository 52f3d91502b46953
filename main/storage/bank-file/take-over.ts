/** What a bank file becomes once its user has confirmed it: the settings of this user. */
import { constants, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { writeFileSync } from 'atomically'
import { requireRegularFile } from '../../regular-file.ts'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { kindOfError, storageCode } from '../storage-failure.ts'
import type { BankFileContent } from './schema.ts'

/** Its user's alone. */
const fileMode = 0o600

/**
 * Writes the settings file whole or not at all; one that is there is copied beside it first, under the name of the day.
 * Fails with storage.access-denied, storage.full or bank-file.not-written, and then everything is as it was.
 *
 * @returns where the copy is, if there is one
 */
export function takeOverBankFile(
  { bank, policy }: BankFileContent,
  settingsFile: string,
  now: Date,
): Result<string | undefined> {
  const text = `${JSON.stringify({ bank, policy }, undefined, 2)}\n`
  try {
    mkdirSync(path.dirname(settingsFile), { recursive: true, mode: 0o700 })
    requireRegularFile(settingsFile)
    const copy = existsSync(settingsFile) ? keepCopy(settingsFile, now) : undefined
    writeFileSync(settingsFile, text, { mode: fileMode })
    if (readFileSync(settingsFile, 'utf8') !== text) {
      return failure('bank-file.not-written', { retry: 'later', cause: 'not read back as it was written' })
    }
    return success(copy)
  } catch (error) {
    return failure(storageCode(error) ?? 'bank-file.not-written', { retry: 'later', cause: kindOfError(error) })
  }
}

/** `settings-20261129-0930.json`, and `-2` where that is taken: no copy takes the place of another. */
function keepCopy(file: string, now: Date): string {
  const { dir, name, ext } = path.parse(file)
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace('T', '-').slice(0, 13)
  for (let count = 1; ; count++) {
    const copy = path.join(dir, `${name}-${time}${count === 1 ? '' : `-${count}`}${ext}`)
    try {
      copyFileSync(file, copy, constants.COPYFILE_EXCL)
      return copy
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

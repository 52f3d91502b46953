/** Journals that are not in use: another bank's, and those that cannot be read. They are renamed, never deleted. */
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import path from 'node:path'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { requireSmallFile } from '../document.ts'
import { kindOfError, storageCode } from '../storage-failure.ts'

/** SHA-256 of a trust anchor (DER), lower-case hex. */
export function fingerprint(der: Uint8Array): string {
  return createHash('sha256').update(der).digest('hex')
}

export function openShelf(folder: string) {
  const file = path.join(folder, 'journal.json')

  return {
    /** Renames the journal to `journal-<why>.json`, or `journal-<why>-2.json` where that exists; tells the name. */
    putAway(why: string): Result<string> {
      try {
        for (let copy = 1; ; copy++) {
          const name = copy === 1 ? `journal-${why}.json` : `journal-${why}-${copy}.json`
          if (existsSync(path.join(folder, name))) continue
          renameSync(file, path.join(folder, name))
          return success(name)
        }
      } catch (error) {
        const code = storageCode(error) ?? 'journal.write-failed'
        return failure(code, { retry: 'later', cause: `journal.json: ${kindOfError(error)}` })
      }
    },
    /** Puts a journal that was put away back in its place, over what is there. @returns was there one? */
    takeBack(isOurs: (owner: readonly string[] | undefined) => boolean): boolean {
      const found = namesIn(folder).find((name) => {
        const owner = ownerOf(path.join(folder, name))
        return owner !== undefined && isOurs(owner)
      })
      if (found === undefined) return false
      try {
        renameSync(path.join(folder, found), file)
        return true
      } catch {
        return false
      }
    },
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^journal-of-.*\.json$/.test(name))
      .sort()
  } catch {
    return []
  }
}

/** Whatever else is in it, is checked when it is read as the journal. */
function ownerOf(file: string): readonly string[] | undefined {
  try {
    requireSmallFile(file)
    const { content } = JSON.parse(readFileSync(file, 'utf8')) as { content?: { bank?: unknown } }
    const owner = content?.bank
    return Array.isArray(owner) ? owner.filter((one) => typeof one === 'string') : undefined
  } catch {
    return undefined
  }
}

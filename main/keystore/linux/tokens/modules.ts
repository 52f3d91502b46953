import { readFileSync } from 'node:fs'
import path from 'node:path'

/** Modules that hold the roots of browsers and systems, and no key of anybody's. */
const withoutKeys = /nssckbi|p11-kit-trust/

/**
 * The libraries of the PKCS#11 modules that are registered in an NSS database, as `modutil -add` does it; NSS' own is
 * not among them. None where the list is not there, or may not be read.
 *
 * @param folder of the database
 */
export function registeredModules(folder: string): readonly string[] {
  try {
    const lines = readFileSync(path.join(folder, 'pkcs11.txt'), 'utf8').split('\n')
    const libraries = lines.flatMap((line) => /^library="?([^"]+?)"?\s*$/.exec(line)?.[1] ?? [])
    return [...new Set(libraries)].filter((library) => !withoutKeys.test(library))
  } catch {
    return []
  }
}

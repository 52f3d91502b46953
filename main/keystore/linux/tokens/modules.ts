import { readFileSync } from 'node:fs'
import path from 'node:path'
import { requireRegularFile } from '../../../regular-file.ts'

/** A PKCS#11 module that is registered in an NSS database, as `modutil -add` does it. */
export interface RegisteredModule {
  readonly library: string
  readonly name: string
  /** All that is said of it there, as NSS takes it. */
  readonly specification: string
}

/** Bytes; a list has a few thousand. Other programs write it, and the app reads it whenever it looks into the key store. */
const longest = 64 * 1024

/** Modules that hold the roots of browsers and systems, and no key of anybody's. */
const withoutKeys = /nssckbi|p11-kit-trust/

/** The driver of a TPM (tpm2-pkcs11), by its file. */
export const isTpmModule = (library: string): boolean => /(?:^|\/)libtpm2_pkcs11\.so/.test(library)

/**
 * The modules of an NSS database, each library once; NSS' own is not among them. None where the list is not there, or may
 * not be read.
 *
 * @param folder of the database
 */
export function registrations(folder: string): readonly RegisteredModule[] {
  try {
    const file = path.join(folder, 'pkcs11.txt')
    requireRegularFile(file, longest)
    const paragraphs = readFileSync(file, 'utf8').split(/\n\s*\n/)
    const all = paragraphs.flatMap((paragraph) => {
      const library = field(paragraph, 'library')
      const name = field(paragraph, 'name')
      const specification = paragraph.trim().split('\n').join(' ')
      return library === undefined || name === undefined ? [] : [{ library, name, specification }]
    })
    const isFirst = ({ library }: RegisteredModule, index: number) =>
      all.findIndex((one) => one.library === library) === index
    return all.filter(isFirst).filter(({ library }) => !withoutKeys.test(library))
  } catch {
    return []
  }
}

/** The libraries of these modules. */
export function registeredModules(folder: string): readonly string[] {
  return registrations(folder).map(({ library }) => library)
}

function field(paragraph: string, name: string): string | undefined {
  const line = paragraph.split('\n').find((one) => one.startsWith(`${name}=`)) ?? ''
  const value = line.slice(name.length + 1).trim()
  return value.replace(/^"/, '').replace(/"$/, '') || undefined
}

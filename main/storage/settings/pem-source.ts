/** Certificates that a setting names: as PEM text, by the name of a PEM file, or by thumbprint. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { requireRegularFile } from '../../regular-file.ts'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { pemToDer } from '../../x509/pem.ts'
import { sha256 } from '../../x509/read.ts'
import { kindOfError } from '../storage-failure.ts'
import { longestSettings, textOf } from './json-text.ts'
import type { Mistake, SettingsFailure } from './mistakes.ts'
import { isPem, isThumbprintList } from './settings-schema.ts'

type Read<T> = Result<T, SettingsFailure>

/** Who signs the bank's CMP messages although no certificate says that they may. */
export interface CmpSigners {
  /** DER; known by name, they need not come with the messages. */
  readonly certificates: readonly Uint8Array[]
  /** SHA-256, lower-case hex. */
  readonly thumbprints: readonly string[]
}

/** What is wrong with settings, in English and as values. Fails with config.invalid. */
export function wrong(
  cause: string,
  mistakes: readonly Mistake[],
): { readonly ok: false; readonly failure: SettingsFailure } {
  return { ok: false, failure: { ...failure('config.invalid', { cause }).failure, mistakes } }
}

/** A file that cannot be read. */
export function unread(place: string, file: string, error: unknown): Mistake {
  return { place, kind: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no-file' : 'unreadable', detail: file }
}

/**
 * @param given PEM text, or the name of a file, relative to `folder`
 * @param place the setting's path, for error messages
 * @returns DER each
 */
export function readCertificates(given: string, folder: string, place: string): Read<readonly Uint8Array[]> {
  const file = isPem(given) ? undefined : path.resolve(folder, given)
  try {
    if (file !== undefined) requireRegularFile(file, longestSettings)
    const ders = pemToDer(file === undefined ? given : textOf(readFileSync(file)))
    if (ders.ok) return success(ders.value)
    const mistake: Mistake = { place, kind: 'no-certificates', ...(file !== undefined && { detail: file }) }
    return wrong(`${place}: ${ders.failure.cause ?? ''}`, [mistake])
  } catch (error) {
    return wrong(`${place}: ${kindOfError(error)}`, [unread(place, file ?? '', error)])
  }
}

/** @param given SHA-256 thumbprints, or as readCertificates */
export function readCmpSigners(given: string, folder: string, place: string): Read<CmpSigners> {
  if (isThumbprintList(given)) {
    const thumbprints = given
      .toLowerCase()
      .replaceAll(':', '')
      .trim()
      .split(/[\s,]+/)
    return success({ certificates: [], thumbprints })
  }
  const read = readCertificates(given, folder, place)
  return read.ok ? success({ certificates: read.value, thumbprints: read.value.map(sha256) }) : read
}

/** A package that has lain in the user's folder since it was verified, where any program of the user may have changed it. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { requireRegularFile } from '../regular-file.ts'
import type { Release } from './release.ts'

export type PackageFile = Release['files'][number]

/** Is it still one of those that were signed? A pipe in its place, which nothing comes out of, is none. */
export function isOneOf(path: string, files: readonly PackageFile[]): boolean {
  try {
    requireRegularFile(path)
    const hash = sha512Of(path)
    return files.some(({ sha512 }) => sha512 === hash)
  } catch {
    return false
  }
}

/** Not at once: a package is larger than what may lie in memory for it. */
function sha512Of(path: string): string {
  const hash = createHash('sha512')
  const piece = Buffer.alloc(1024 * 1024)
  const file = openSync(path, 'r')
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) hash.update(piece.subarray(0, read))
  } finally {
    closeSync(file)
  }
  return hash.digest('base64')
}

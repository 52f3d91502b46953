/** A package that has lain in the user's folder since it was verified, where any program of the user may have changed it. */
import { createHash } from 'node:crypto'
import { closeSync, fchmodSync, fsyncSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
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

/**
 * Puts the package in the place of `target`, whole or not at all: what is there stays until the new one, a copy that is
 * verified as it is made, takes its place.
 *
 * @returns false where it is not one of those that were signed
 * @throws Error of node:fs
 */
export function putInPlace(path: string, target: string, files: readonly PackageFile[]): boolean {
  const unfinished = `${target}.new`
  requireRegularFile(path, Math.max(...files.map(({ size }) => size)))
  rmSync(unfinished, { force: true })
  const copy = openSync(unfinished, 'wx', 0o700)
  try {
    const hash = sha512Of(path, (piece) => writeWhole(copy, piece))
    if (!files.some(({ sha512 }) => sha512 === hash)) return false
    fchmodSync(copy, 0o755)
    fsyncSync(copy)
    renameSync(unfinished, target)
    return true
  } finally {
    closeSync(copy)
    rmSync(unfinished, { force: true })
  }
}

function writeWhole(file: number, piece: Uint8Array): void {
  for (let written = 0; written < piece.length; ) written += writeSync(file, piece, written)
}

/** Not at once: a package is larger than what may lie in memory for it. */
function sha512Of(path: string, each: (piece: Uint8Array) => void = () => undefined): string {
  const hash = createHash('sha512')
  const buffer = Buffer.alloc(1024 * 1024)
  const file = openSync(path, 'r')
  try {
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
      const piece = buffer.subarray(0, read)
      hash.update(piece)
      each(piece)
    }
  } finally {
    closeSync(file)
  }
  return hash.digest('base64')
}

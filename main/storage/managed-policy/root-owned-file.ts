import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs'
import path from 'node:path'
import { failure, type Result, success } from '../../renewal/errors.ts'

const maximumSize = 1024 * 1024
const writableByOthers = 0o022

/**
 * Reads a file that nobody but the machine's administrator can have written: a regular file (no link), owned by root,
 * like its folder, and neither writable by group or others. undefined when there is no such file.
 *
 * @param owner the user id that counts as the administrator's
 * @returns policy.invalid, with what is wrong, for a file that anybody else could have put there
 */
export function readRootOwnedFile(file: string, owner = 0): Result<Buffer | undefined> {
  let descriptor: number | undefined
  try {
    // NOFOLLOW: a link could lead to a user's file; NONBLOCK: a named pipe would keep us waiting for ever.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    // What is open is what is judged: the name may mean another file a moment later.
    const stats = fstatSync(descriptor)
    const folder = path.dirname(file)
    const wrong =
      (stats.isFile() ? weakness(file, stats, owner) : `${file} is not a regular file`) ?? folderWeakness(folder, owner)
    if (wrong !== undefined) return failure('policy.invalid', { cause: wrong })
    if (stats.size > maximumSize)
      return failure('policy.invalid', { cause: `${file} is larger than ${maximumSize} bytes` })
    return success(readUpTo(descriptor, maximumSize))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return success(undefined)
    return failure('policy.invalid', { cause: code === 'ELOOP' ? `${file} is a link` : message })
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function folderWeakness(folder: string, owner: number): string | undefined {
  const stats = lstatSync(folder)
  return stats.isDirectory() ? weakness(folder, stats, owner) : `${folder} is not a folder`
}

function weakness(name: string, { uid, mode }: Stats, owner: number): string | undefined {
  if (uid !== owner) return `${name} is not owned by ${owner === 0 ? 'root' : `user ${owner}`}`
  return (mode & writableByOthers) === 0 ? undefined : `${name} is writable by its group or by others`
}

function readUpTo(descriptor: number, size: number): Buffer {
  const buffer = Buffer.alloc(size)
  let end = 0
  for (;;) {
    const count = readSync(descriptor, buffer, end, size - end, null)
    end += count
    if (count === 0 || end === size) return buffer.subarray(0, end)
  }
}

import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { done } from '../../../main/renewal/errors.ts'
import { checkFolder, explainRefusal, isHeldByRun, noteHolder } from '../../../main/storage/instance-lock.ts'
import { kindOfError, storageCode } from '../../../main/storage/storage-failure.ts'

const asRoot = process.getuid?.() === 0 ? 'root may read and write everywhere' : undefined

function home(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'koshin-lock-'))
  onTestFinished(() => {
    chmodSync(made, 0o700)
    rmSync(made, { recursive: true, force: true })
  })
  return made
}

describe('the folder of the app', () => {
  it('that can be written, or made, is fine, and is left as it is', () => {
    const where = home()
    expect(checkFolder(where)).toEqual(done)
    expect(checkFolder(path.join(where, '.config', 'Koshin'))).toEqual(done)
    expect(readdirSync(where)).toEqual([])
  })

  it('that its user may not use, whatever of it, is told without its path', ({ skip }) => {
    if (asRoot !== undefined) skip(asRoot)
    const where = home()
    const refused = { code: 'storage.access-denied', retry: 'later', cause: 'EACCES: access' }
    for (const mode of [0o500, 0o300, 0o600]) {
      chmodSync(where, mode)
      expect(checkFolder(where)).toEqual({ ok: false, failure: refused })
    }
  })

  it('below what is a file cannot be made', () => {
    const where = home()
    writeFileSync(path.join(where, '.config'), '')
    const folder = path.join(where, '.config', 'Koshin')
    for (const result of [checkFolder(folder), explainRefusal(folder)]) {
      expect(result).toMatchObject({
        failure: { code: 'storage.access-denied', cause: expect.not.stringContaining(where) as string },
      })
    }
  })
})

it('who holds the lock is what its last holder has noted; a folder that cannot be written ends nobody', () => {
  const where = home()
  expect(isHeldByRun(where)).toBe(false)
  for (const isRun of [true, true, false, false]) {
    noteHolder(where, isRun)
    expect(isHeldByRun(where)).toBe(isRun)
  }
  expect(readdirSync(where)).toEqual([])
  mkdirSync(path.join(where, 'held-by-run'))
  noteHolder(where, false)
  expect(isHeldByRun(where)).toBe(false)
  noteHolder(path.join(where, 'missing'), true)
  expect(isHeldByRun(path.join(where, 'missing'))).toBe(false)
})

describe('a lock that was refused', () => {
  it('is another instance’s where there is one', () => {
    const where = home()
    symlinkSync('host-4711', path.join(where, 'SingletonLock'))
    expect(explainRefusal(where)).toEqual(done)
  })

  it('is a mystery where there is none and one could be made: then it counts as another’s, and nothing is left', () => {
    const where = path.join(home(), 'Koshin')
    expect(explainRefusal(where)).toEqual(done)
    expect(readdirSync(where)).toEqual([])
  })

  it('could not be made in a folder that may only be read', ({ skip }) => {
    if (asRoot !== undefined) skip(asRoot)
    const where = home()
    chmodSync(where, 0o500)
    expect(explainRefusal(where)).toMatchObject({ failure: { code: 'storage.access-denied', cause: 'EACCES: open' } })
  })
})

describe('an error of the storage', () => {
  it.each([
    ['ENOSPC', 'storage.full'],
    ['EDQUOT', 'storage.full'],
    ['EROFS', 'storage.access-denied'],
    ['EACCES', 'storage.access-denied'],
    ['EPERM', 'storage.access-denied'],
    ['EIO', undefined],
  ])('%s is told as %s', (code, expected) => {
    expect(storageCode(Object.assign(new Error('x'), { code }))).toBe(expected)
  })

  it('is told by its kind, without the path in its message', () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/home/yamada/x'"), { code: 'EACCES' })
    expect(kindOfError(error)).toBe('EACCES')
    expect(kindOfError(Object.assign(error, { syscall: 'open' }))).toBe('EACCES: open')
    expect(kindOfError(new Error('why'))).toBe('why')
    expect(kindOfError('what')).toBe('what')
    expect(storageCode(undefined)).toBeUndefined()
  })
})

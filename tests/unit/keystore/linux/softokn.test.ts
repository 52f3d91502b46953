import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CryptokiError } from '../../../../main/keystore/linux/cryptoki.ts'
import { done, failure, success } from '../../../../main/renewal/errors.ts'

/** softokn as an open library: what was called, and what a call shall fail with. */
const library = vi.hoisted(() => ({
  log: [] as string[],
  faults: new Map<string, Error[]>(),
  flags: [] as number[],
}))
vi.mock('../../../../main/keystore/linux/pkcs11.ts', () => {
  const call =
    (name: string, value: () => unknown = () => undefined) =>
    (...given: unknown[]) => {
      library.log.push([name, ...given].join(' '))
      const fault = library.faults.get(name)?.shift()
      if (fault !== undefined) throw fault
      return value()
    }
  return {
    Pkcs11: class {
      initialize = call('initialize')
      finalize = call('finalize')
      openSession = call('openSession', () => 7)
      tokenFlags = call('tokenFlags', () => library.flags.shift() ?? 8)
      initializeEmptyPin = call('initializeEmptyPin')
    },
  }
})
const { checkFilesWritable, withToken } = await import('../../../../main/keystore/linux/softokn.ts')

const busy = () => new CryptokiError('C_CreateObject', 0x30)
const wrong = () => new CryptokiError('C_CreateObject', 0x13)
const names = () => library.log.map((line) => line.split(' ')[0])

let folder: string
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(tmpdir(), 'koshin-softokn-')), "o'clock")
  library.log.length = 0
  library.faults.clear()
  library.flags.length = 0
})
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }))

describe('an NSS database', () => {
  it('is opened for one piece of work, in its folder, and closed after it', () => {
    expect(withToken(folder, 'internal', (token) => success(typeof token))).toEqual(success('object'))
    const quoted = folder.replace("'", "\\'")
    expect(library.log).toEqual([
      `initialize configdir='sql:${quoted}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=`,
      'openSession 2',
      'tokenFlags 2',
      'tokenFlags 2',
      'finalize',
    ])
  })

  it('that is new gets the empty password; one with a password is left as it is', () => {
    library.flags.push(0, 8)
    expect(withToken(folder, 'internal', () => done)).toEqual(done)
    expect(library.log).toContain('initializeEmptyPin 7')
    library.log.length = 0
    library.flags.push(12, 12)
    expect(withToken(folder, 'internal', () => done)).toMatchObject({
      failure: { code: 'keystore.locked', retry: 'never', cause: expect.stringContaining('has a password') as string },
    })
    expect(names()).toEqual(['initialize', 'openSession', 'tokenFlags', 'tokenFlags', 'finalize'])
  })

  it('that asks for a password in the middle of the work is locked', () => {
    const locked = withToken(folder, 'keystore.sign-failed', () => {
      throw new CryptokiError('C_Sign', 0x101)
    })
    expect(locked).toEqual(failure('keystore.locked', { cause: 'C_Sign: CKR_USER_NOT_LOGGED_IN' }))
    expect(names().at(-1)).toBe('finalize')
  })

  it('is worked on again, twice, where another program was in the way, and then no more', () => {
    for (const [faults, expected, tries] of [
      [2, done, 3],
      [3, failure('keystore.write-failed', { retry: 'later', cause: 'C_CreateObject: CKR_DEVICE_ERROR' }), 3],
    ] as const) {
      let tried = 0
      const worked = withToken(folder, 'keystore.write-failed', () => {
        if (++tried <= faults) throw busy()
        return done
      })
      expect([worked, tried]).toEqual([expected, tries])
    }
    expect(names().filter((name) => name === 'finalize')).toHaveLength(6)
  })

  it('is not worked on again where that would not help', () => {
    let tried = 0
    const worked = withToken(folder, 'keystore.write-failed', () => {
      tried++
      throw wrong()
    })
    const cause = 'C_CreateObject: CKR_ATTRIBUTE_VALUE_INVALID'
    expect([worked, tried]).toEqual([failure('keystore.write-failed', { cause }), 1])
  })

  it('is closed also after a mistake of ours, which is not taken for a fault of the database', () => {
    const work = () =>
      withToken(folder, 'internal', () => {
        throw new TypeError('a bug')
      })
    expect(work).toThrow('a bug')
    expect(names().at(-1)).toBe('finalize')
  })

  it('that cannot be opened is unavailable, for now or for good', () => {
    const open = () => withToken(folder, 'internal', () => done)
    library.faults.set('initialize', [busy(), busy(), busy()])
    const cause = 'C_CreateObject: CKR_DEVICE_ERROR'
    expect(open()).toEqual(failure('keystore.unavailable', { retry: 'later', cause }))
    library.faults.set('initialize', [wrong()])
    expect(open()).toMatchObject({ failure: { code: 'keystore.unavailable', retry: 'never' } })
    expect(open()).toEqual(done)
  })

  it('whose folder cannot be made is unavailable, and no path is told', () => {
    writeFileSync(folder, '')
    expect(withToken(path.join(folder, 'nssdb'), 'internal', () => done)).toEqual(
      failure('keystore.unavailable', { cause: 'ENOTDIR' }),
    )
    expect(library.log).toEqual([])
  })

  it('that did not close well is closed before it is opened again, and what was done is done', () => {
    library.faults.set('finalize', [wrong()])
    expect(withToken(folder, 'internal', () => done)).toEqual(done)
    library.log.length = 0
    expect(withToken(folder, 'internal', () => done)).toEqual(done)
    expect(names().slice(0, 2)).toEqual(['finalize', 'initialize'])
    library.log.length = 0
    expect(withToken(folder, 'internal', () => done)).toEqual(done)
    expect(names()[0]).toBe('initialize')
  })
})

describe('the files of an NSS database', () => {
  it('are found missing by their name, without their path', () => {
    const missing = (cause: string) => failure('keystore.write-failed', { cause })
    expect(checkFilesWritable(folder)).toEqual(missing('the database folder: ENOENT'))
    mkdirSync(folder)
    expect(checkFilesWritable(folder)).toEqual(missing('cert9.db: ENOENT'))
    writeFileSync(path.join(folder, 'cert9.db'), '')
    expect(checkFilesWritable(folder)).toEqual(missing('key4.db: ENOENT'))
    writeFileSync(path.join(folder, 'key4.db'), '')
    expect(checkFilesWritable(folder)).toEqual(done)
  })

  it.skipIf(process.getuid?.() === 0)('that may only be read are told', () => {
    mkdirSync(folder)
    for (const name of ['cert9.db', 'key4.db']) writeFileSync(path.join(folder, name), '')
    chmodSync(path.join(folder, 'key4.db'), 0o400)
    expect(checkFilesWritable(folder)).toEqual(failure('keystore.write-failed', { cause: 'key4.db: EACCES' }))
  })
})

describe('a failure of PKCS#11', () => {
  it.each([0xa0, 0x101, 0x102])('0x%s is for want of a password', (value) => {
    const { locked, passing } = new CryptokiError('C_X', value)
    expect([locked, passing]).toEqual([true, false])
  })

  it.each([0x2, 0x5, 0x30, 0x31])('%i may pass by itself', (value) => {
    const { locked, passing } = new CryptokiError('C_X', value)
    expect([locked, passing]).toEqual([false, true])
  })

  it('is told by its name where it has one, else by its number', () => {
    expect(new CryptokiError('C_X', 0xe2)).toMatchObject({
      name: 'CryptokiError',
      value: 0xe2,
      message: 'C_X: CKR_TOKEN_WRITE_PROTECTED',
    })
    expect(new CryptokiError('C_X', 0xabc).message).toBe('C_X: CK_RV 0xabc')
  })
})

/** How the NSS database is opened and closed around a piece of work; the library itself is the test's. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CKF, CKR, CryptokiError } from '../../../../main/keystore/linux/cryptoki.ts'
import type * as NssDatabase from '../../../../main/keystore/linux/nss-database.ts'
import { emptyToken, type Token } from '../../../../main/keystore/linux/token.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import { keyStoreOperations } from '../../../../main/renewal/key-store-operations.ts'

interface Library {
  log: string[]
  flags: number
  /** What a function throws at its next call, and at those after that. */
  errors: Record<string, readonly (Error | undefined)[]>
  /** What another process does while a function is called. */
  meanwhile: Record<string, () => void>
}
const library = vi.hoisted((): Library => ({ log: [], flags: 0, errors: {}, meanwhile: {} }))

vi.mock('../../../../main/keystore/linux/pkcs11.ts', () => {
  const called = (name: string, ...args: unknown[]): void => {
    library.log.push([name, ...args].join(' '))
    const [error, ...more] = library.errors[name] ?? []
    library.errors[name] = more
    library.meanwhile[name]?.()
    if (error !== undefined) throw error
  }
  class Pkcs11 {
    initialize = (parameters: string) => called('initialize', parameters)
    finalize = () => called('finalize')
    tokenFlags = () => library.flags
    initializeEmptyPin = () => called('initializeEmptyPin')
    logIn = (_session: number, password: string) => called('logIn', password.length)
    openSession(slot: number, writable: boolean) {
      called('openSession', slot, writable)
      return 7
    }
  }
  return { Pkcs11 }
})

/** What the system says of the place, where it says another thing than of a test's own folder. */
interface Place {
  full: boolean
  /** Code of what looking for the files, and asking whether they can be written, fail with. */
  unreachable: string | undefined
  unwritable: string | undefined
  holder: string | undefined
  asked: readonly string[]
}
const place = vi.hoisted(
  (): Place => ({
    ...{ full: false, unreachable: undefined, unwritable: undefined, holder: undefined, asked: [] },
  }),
)
vi.mock('../../../../main/keystore/linux/nss-database.ts', async (original) => {
  const real = await original<typeof NssDatabase>()
  const failing = (code: string | undefined): void => {
    if (code !== undefined) throw Object.assign(new Error(`${code}: a path`), { code })
  }
  return {
    ...real,
    databaseFiles: (folder: string) => (failing(place.unreachable), real.databaseFiles(folder)),
    checkFilesWritable: (folder: string) => (failing(place.unwritable), real.checkFilesWritable(folder)),
    isDiskFull: () => place.full,
  }
})
vi.mock('../../../../main/keystore/linux/file-locks.ts', () => ({
  lockHolder: (files: readonly string[]) => ((place.asked = files), place.holder),
}))

const { checkAccess, withToken } = await import('../../../../main/keystore/linux/softokn.ts')
const { closeLeftOpen } = await import('../../../../main/keystore/linux/left-open.ts')

const { list, makeKey, sign } = keyStoreOperations
const whole = CKF.USER_PIN_INITIALIZED
let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'koshin-softokn-'))
  folder = path.join(root, 'nssdb')
  Object.assign(library, { log: [], flags: whole, errors: {}, meanwhile: {} })
  Object.assign(place, { full: false, unreachable: undefined, unwritable: undefined, holder: undefined, asked: [] })
})
afterEach(() => {
  closeLeftOpen()
  rmSync(root, { recursive: true })
})

function makeFiles(...names: string[]): void {
  mkdirSync(folder, { recursive: true })
  for (const name of names) writeFileSync(path.join(folder, name), 'SQLite format 3')
}
const error = (name: string, value: number) => new CryptokiError(name, value)
const names = () => library.log.map((line) => line.split(' ')[0])
const work = vi.fn((_token: Token): Result<string> => success('worked'))
beforeEach(() => void work.mockReset().mockImplementation(() => success('worked')))

describe('a database that is not there', () => {
  it('is empty to who reads, and is not made', () => {
    expect(withToken(folder, list, work)).toEqual(success('worked'))
    expect(work).toHaveBeenCalledWith(emptyToken)
    expect(library.log).toEqual([])
    expect(readdirSync(root)).toEqual([])
  })

  it('is made by who writes, with an empty password, and closed again', () => {
    library.flags = 0
    library.meanwhile['initializeEmptyPin'] = () => void (library.flags = whole)
    expect(withToken(folder, makeKey, work)).toEqual(success('worked'))
    expect(existsSync(folder)).toBe(true)
    const parameters = `configdir='sql:${folder}' certPrefix='' keyPrefix='' secmod='secmod.db' flags=`
    expect(library.log).toEqual([`initialize ${parameters}`, 'openSession 2 true', 'initializeEmptyPin', 'finalize'])
  })

  it('may be made by another process at the same time: who comes second goes on', () => {
    library.flags = 0
    library.errors['initializeEmptyPin'] = [error('C_Login', CKR.USER_TYPE_INVALID)]
    library.meanwhile['initializeEmptyPin'] = () => void (library.flags = whole)
    expect(withToken(folder, makeKey, work)).toEqual(success('worked'))
  })

  it('and cannot be made whole is no database', () => {
    library.flags = 0
    library.errors['initializeEmptyPin'] = [error('C_InitPIN', CKR.FUNCTION_FAILED)]
    expect(withToken(folder, makeKey, work)).toMatchObject({
      failure: { code: 'keystore.write-failed', cause: 'C_InitPIN: CKR_FUNCTION_FAILED', retry: 'never' },
    })
    expect(work).not.toHaveBeenCalled()
    expect(names().at(-1)).toBe('finalize')
  })
})

describe('a database', () => {
  beforeEach(() => makeFiles('cert9.db', 'key4.db'))

  it('is opened to read by who reads, and gets no password from it', () => {
    library.flags = 0
    expect(withToken(folder, list, work)).toEqual(success('worked'))
    expect(library.log.slice(1)).toEqual(['openSession 2 false'])
    expect(work).not.toHaveBeenCalledWith(emptyToken)
  })

  it('is named with what NSS takes for quotes and escapes marked as such', () => {
    folder = path.join(root, "it's \\ odd")
    makeFiles('cert9.db', 'key4.db')
    withToken(folder, list, work)
    expect(library.log[0]).toContain(`'sql:${root}/it\\'s \\\\ odd'`)
  })

  it('of an older kind alone is read as it is, not taken over, and taken over by who writes', () => {
    for (const name of ['cert9.db', 'key4.db']) rmSync(path.join(folder, name))
    makeFiles('cert8.db', 'key3.db')
    withToken(folder, list, work)
    withToken(folder, makeKey, work)
    expect(
      library.log.filter((line) => line.startsWith('initialize ')).map((line) => /flags=.*/.exec(line)?.[0]),
    ).toEqual(['flags=readOnly', 'flags='])
  })

  it('without the file of its keys is not opened', () => {
    rmSync(path.join(folder, 'key4.db'))
    writeFileSync(path.join(folder, 'cert9.db'), Buffer.from([0, 0x30, 0x82, 0]))
    for (const operation of [list, makeKey]) {
      expect(withToken(folder, operation, work)).toMatchObject({
        failure: { code: 'keystore.unavailable', cause: expect.stringContaining('key4.db') as string },
      })
    }
    expect(library.log).toEqual([])
  })

  it('that fails in passing is tried three times, each time opened anew', () => {
    const passing = error('C_Initialize', CKR.GENERAL_ERROR)
    library.errors['initialize'] = [passing, passing]
    expect(withToken(folder, list, work)).toEqual(success('worked'))
    closeLeftOpen()
    library.errors['initialize'] = [passing, passing, passing]
    library.log = []
    expect(withToken(folder, list, work)).toMatchObject({
      failure: { code: 'keystore.unavailable', cause: 'C_Initialize: CKR_GENERAL_ERROR', retry: 'later' },
    })
    expect(names()).toEqual(['initialize', 'initialize', 'initialize'])
  })

  it('that fails for good is tried once', () => {
    library.errors['initialize'] = [error('C_Initialize', CKR.ARGUMENTS_BAD)]
    expect(withToken(folder, makeKey, work)).toMatchObject({
      failure: { code: 'keystore.unavailable', retry: 'never' },
    })
    expect(names()).toEqual(['initialize'])
  })

  it('is closed whatever becomes of the work, and what failed is told as the operation’s', () => {
    work.mockImplementation(() => {
      throw error('C_Sign', CKR.KEY_HANDLE_INVALID)
    })
    expect(withToken(folder, sign, work)).toMatchObject({
      failure: { code: 'keystore.sign-failed', cause: 'C_Sign: CKR_KEY_HANDLE_INVALID', retry: 'never' },
    })
    expect(names()).toEqual(['initialize', 'openSession', 'finalize'])
    work.mockImplementation(() => {
      throw new TypeError('of ours')
    })
    expect(() => withToken(folder, sign, work)).toThrow('of ours')
    expect(names().at(-1)).toBe('finalize')
  })

  it('is worked on again where the work may come out later, and not where it never will', () => {
    work.mockImplementation(() => failure('keystore.key-missing'))
    withToken(folder, list, work)
    expect(work).toHaveBeenCalledTimes(1)
    work.mockClear().mockImplementation(() => failure('keystore.unavailable', { retry: 'later' }))
    expect(withToken(folder, list, work)).toMatchObject({ failure: { retry: 'later' } })
    expect(work).toHaveBeenCalledTimes(3)
  })

  it('that does not close well has done what it did, and is closed before it is opened again', () => {
    library.errors['finalize'] = [error('C_Finalize', CKR.DEVICE_ERROR)]
    expect(withToken(folder, makeKey, work)).toEqual(success('worked'))
    library.log = []
    withToken(folder, makeKey, work)
    expect(names()).toEqual(['finalize', 'initialize', 'openSession', 'finalize'])
    library.log = []
    withToken(folder, makeKey, work)
    expect(names()).toEqual(['initialize', 'openSession', 'finalize'])
  })

  describe('that was only read', () => {
    beforeEach(() => {
      withToken(folder, list, work)
      library.log = []
    })
    const reopened = ['finalize', 'initialize', 'openSession']

    it('is open to the next who reads, and opened anew for whoever has another password', () => {
      expect(withToken(folder, sign, work)).toEqual(success('worked'))
      expect(library.log).toEqual([])
      withToken(folder, list, work, 'given')
      expect(names()).toEqual(reopened)
    })

    it('is opened anew while another program holds it, and for who asks whether one does', () => {
      place.holder = 'firefox'
      expect(withToken(folder, list, work)).toEqual(success('worked'))
      expect(names()).toEqual(reopened)
      place.holder = undefined
      library.log = []
      expect(checkAccess(folder)).toEqual(done)
      expect(names()).toEqual(reopened)
    })

    it('is closed before it is written, and after that', () => {
      withToken(folder, makeKey, work)
      expect(names()).toEqual([...reopened, 'finalize'])
    })

    it.each<[string, () => Result<string>]>([
      ['fails', () => failure('keystore.key-missing')],
      [
        'a call fails in',
        () => {
          throw error('C_FindObjectsInit', CKR.DEVICE_ERROR)
        },
      ],
    ])('is asked once more, opened anew, for what %s', (_what, fails) => {
      work.mockClear().mockImplementationOnce(fails)
      expect(withToken(folder, list, work)).toEqual(success('worked'))
      expect(work).toHaveBeenCalledTimes(2)
      expect(names()).toEqual(reopened)
    })
  })

  it('with a password is locked without it and with a wrong one, and opens with the right one', () => {
    library.flags = whole | CKF.LOGIN_REQUIRED
    expect(withToken(folder, list, work)).toMatchObject({
      failure: { code: 'keystore.password-protected', cause: expect.stringContaining('has a password') as string },
    })
    expect(names()).not.toContain('logIn')
    library.errors['logIn'] = [error('C_Login', CKR.PIN_INCORRECT)]
    const wrong = { code: 'keystore.password-protected', cause: 'C_Login: CKR_PIN_INCORRECT', retry: 'never' }
    expect(withToken(folder, list, work, 'wrong')).toMatchObject({ failure: wrong })
    expect(work).not.toHaveBeenCalled()
    expect(withToken(folder, list, work, 'right')).toEqual(success('worked'))
    expect(library.log.filter((line) => line.startsWith('logIn'))).toEqual(['logIn 5', 'logIn 5'])
  })

  it('can be reached where it can be opened, and changes nothing for it', () => {
    expect(checkAccess(folder)).toEqual(done)
    expect(names()).toEqual(['initialize', 'openSession'])
    closeLeftOpen()
    library.errors['initialize'] = [error('C_Initialize', CKR.ARGUMENTS_BAD)]
    expect(checkAccess(folder)).toMatchObject({ failure: { code: 'keystore.unavailable' } })
    library.flags = whole | CKF.LOGIN_REQUIRED
    expect(checkAccess(folder)).toMatchObject({ failure: { code: 'keystore.password-protected' } })
    expect(checkAccess(folder, 'right')).toEqual(done)
  })
})

describe('a place', () => {
  beforeEach(() => makeFiles('cert9.db', 'key4.db'))
  const failed = (name: string) => () => {
    throw error(name, CKR.FUNCTION_FAILED)
  }

  it.each(['EACCES', 'EROFS'])('where files may only be read (%s) is read, and is not written', (code) => {
    place.unwritable = code
    expect(withToken(folder, list, work)).toEqual(success('worked'))
    expect(library.log[0]).toMatch(/flags=readOnly$/)
    library.log = []
    const refused = {
      failure: { code: 'keystore.write-failed', cause: `the NSS database may only be read: ${code}`, retry: 'never' },
    }
    expect(withToken(folder, makeKey, work)).toMatchObject(refused)
    expect(library.log).toEqual([])
    expect(checkAccess(folder)).toMatchObject(refused)
  })

  it.each(['ENOSPC', 'EDQUOT'])('without room (%s) is told as that', (code) => {
    place.unwritable = code
    expect(withToken(folder, makeKey, work)).toMatchObject({ failure: { code: 'storage.full', retry: 'later' } })
  })

  it('that is a file is one that cannot be reached, also where that shows only when it is to be written', () => {
    place.unwritable = 'ENOTDIR'
    expect(withToken(folder, makeKey, work)).toMatchObject({
      failure: { code: 'keystore.unavailable', cause: 'the folder of the NSS database: ENOTDIR' },
    })
  })

  it.each([
    ['EACCES', 'keystore.access-denied'],
    ['EPERM', 'keystore.access-denied'],
    ['ELOOP', 'keystore.unavailable'],
  ])('that cannot be looked into (%s) is told as %s', (code, told) => {
    place.unreachable = code
    for (const result of [withToken(folder, list, work), withToken(folder, makeKey, work)]) {
      expect(result).toMatchObject({ failure: { code: told, cause: `the folder of the NSS database: ${code}` } })
    }
  })

  it('on a full disk fails for that when it is written, and not when it is read', () => {
    place.full = true
    work.mockImplementation(failed('C_CreateObject'))
    expect(withToken(folder, makeKey, work)).toMatchObject({
      failure: { code: 'storage.full', cause: 'C_CreateObject: CKR_FUNCTION_FAILED on a full disk', retry: 'later' },
    })
    expect(withToken(folder, list, work)).toMatchObject({ failure: { code: 'keystore.unavailable', retry: 'never' } })
    expect(checkAccess(folder)).toMatchObject({ failure: { code: 'storage.full', retry: 'later' } })
  })

  it('that another program holds is tried again, and then it is said which', () => {
    place.holder = 'firefox'
    work.mockImplementation(failed('C_FindObjectsInit'))
    expect(withToken(folder, list, work)).toMatchObject({
      failure: {
        code: 'keystore.unavailable',
        cause: 'C_FindObjectsInit: CKR_FUNCTION_FAILED; firefox holds the NSS database',
        retry: 'later',
      },
    })
    expect(work).toHaveBeenCalledTimes(3)
    expect(place.asked).toEqual([path.join(folder, 'cert9.db'), path.join(folder, 'key4.db')])
  })
})

it('a place that leads nowhere is told by its error, never by its path', () => {
  writeFileSync(path.join(root, 'file'), '')
  const nowhere = path.join(root, 'file', 'nssdb')
  const failed = { code: 'keystore.unavailable', cause: 'the folder of the NSS database: ENOTDIR' }
  for (const result of [withToken(nowhere, list, work), withToken(nowhere, makeKey, work), checkAccess(nowhere)]) {
    expect(result).toMatchObject({ failure: failed })
  }
  expect(library.log).toEqual([])
})

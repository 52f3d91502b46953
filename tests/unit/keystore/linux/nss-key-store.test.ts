/** What the NSS database does beside its operations: who has its password, and when it is tried. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Token } from '../../../../main/keystore/linux/token.ts'
import { done, failure, type Result, success } from '../../../../main/renewal/errors.ts'
import { keyStoreOperations, type Operation } from '../../../../main/renewal/key-store-operations.ts'

const softokn = vi.hoisted(() => ({
  withToken: vi.fn<(folder: string, operation: Operation, work: unknown, password?: string) => Result<unknown>>(),
  checkAccess: vi.fn<(folder: string, password?: string) => Result<void>>(),
}))
vi.mock('../../../../main/keystore/linux/softokn.ts', () => softokn)
const { openNssKeyStore } = await import('../../../../main/keystore/linux/nss-key-store.ts')

let root: string
let folder: string
let store: ReturnType<typeof openNssKeyStore>
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'koshin-store-'))
  folder = path.join(root, 'nssdb')
  mkdirSync(folder)
  store = openNssKeyStore(folder)
  softokn.withToken.mockReset().mockReturnValue(success([]))
  softokn.checkAccess.mockReset().mockReturnValue(done)
})
afterEach(() => rmSync(root, { recursive: true }))

const put = (...names: string[]) => names.forEach((name) => writeFileSync(path.join(folder, name), ''))
const passwords = () => softokn.withToken.mock.calls.map(([, , , password]) => password)
const locked = failure('keystore.password-protected')

describe('the password of the database', () => {
  it('is used from then on where it was right, also to ask whether it can be written', () => {
    expect(store.unlock!('right')).toEqual(success('unlocked'))
    store.list()
    expect(passwords()).toEqual(['right', 'right'])
    store.checkWritable()
    expect(softokn.checkAccess).toHaveBeenCalledWith(folder, 'right')
  })

  it('is not kept where it was wrong, and does not take the place of the right one', () => {
    store.unlock!('right')
    softokn.withToken.mockReturnValueOnce(locked)
    expect(store.unlock!('wrong')).toEqual(success('wrong-password'))
    store.list()
    expect(passwords()).toEqual(['right', 'wrong', 'right'])
  })

  it('is neither right nor wrong where the database cannot be opened', () => {
    softokn.withToken.mockReturnValueOnce(failure('keystore.unavailable'))
    expect(store.unlock!('right')).toEqual(failure('keystore.unavailable'))
    store.list()
    expect(passwords()).toEqual(['right', undefined])
  })
})

describe('whether the database can be written', () => {
  it('is tried by writing where a trial is wanted and there is something to try', () => {
    put('cert9.db', 'key4.db')
    const token = { tryToWrite: vi.fn<() => void>() }
    softokn.withToken.mockImplementation((_folder, _operation, work) =>
      (work as (given: Token) => Result<void>)(token as never),
    )
    expect(store.checkWritable({ trial: true })).toEqual(done)
    expect(token.tryToWrite).toHaveBeenCalledOnce()
    expect(softokn.withToken.mock.calls[0]![1]).toBe(keyStoreOperations.checkWritable)
    expect(softokn.checkAccess).not.toHaveBeenCalled()
  })

  it.each([
    ['no trial is wanted', {}, ['cert9.db', 'key4.db']],
    ['a trial would make it', { trial: true }, []],
    ['a trial would take over an older one', { trial: true }, ['cert8.db']],
  ])('is only looked at where %s', (_where, options, files) => {
    put(...files)
    softokn.checkAccess.mockReturnValue(failure('keystore.write-failed'))
    expect(store.checkWritable(options)).toEqual(failure('keystore.write-failed'))
    expect(softokn.withToken).not.toHaveBeenCalled()
  })

  it('is left to the library where its files cannot even be looked for', () => {
    rmSync(folder, { recursive: true })
    writeFileSync(folder, '')
    softokn.withToken.mockReturnValue(failure('keystore.unavailable'))
    expect(store.checkWritable({ trial: true })).toEqual(failure('keystore.unavailable'))
  })

  it('in a TPM it is not', () => {
    expect(store.checkWritable({ provider: 'tpm' })).toMatchObject({ failure: { code: 'keystore.tpm-absent' } })
    expect(store.checkWritable({ provider: 'software' })).toEqual(done)
    expect(softokn.checkAccess).toHaveBeenCalledOnce()
  })
})

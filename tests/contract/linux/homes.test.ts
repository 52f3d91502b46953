/** NSS databases as people's homes have them: half there, not theirs, not writable, of another age, in use. */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import { otherDatabases } from '../../../main/keystore/linux/other-databases.ts'
import { openNssKeyStore } from '../../../main/keystore/linux/nss-key-store.ts'
import { findLibrary } from '../../../main/keystore/linux/softokn.ts'
import { createRemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import { forkWorker } from '../forked-worker.ts'
import { codeOf, rsa2048, valueOf } from '../key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../test-authority.ts'
import { holdDatabase, noPython } from './held-database.ts'

const missing = [
  ...(findLibrary() === undefined ? ['libsoftokn3.so (package libnss3)'] : []),
  ...(spawnSync('certutil', ['-H']).error === undefined ? [] : ['certutil (package libnss3-tools)']),
]
if (missing.length > 0) console.warn(`homes of the NSS database skipped: ${missing.join(' and ')} not installed`)
/** Modes and owners keep nobody out who may do everything. */
const asRoot = process.getuid?.() === 0 ? 'root may read and write everywhere' : undefined

const authority = createTestAuthority('試験認証局')
const data = new TextEncoder().encode('電子証明書更新')
let root: string
let pki: string
let database: string
let store: LocalKeyStore

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'koshin-home-'))
  pki = path.join(root, '.pki')
  database = path.join(pki, 'nssdb')
  store = openNssKeyStore(database)
})
afterEach(() => {
  if (existsSync(pki)) chmodSync(pki, 0o700)
  rmSync(root, { recursive: true })
})

/** A key with a certificate next to it. */
function enrol(name: string): string {
  const { publicKey } = valueOf(store.makeKey(name, rsa2048))
  const der = authority.issue({ publicKey, holder: 'テスト 太郎' })
  valueOf(store.install(der, name, [authority.intermediate]))
  return thumbprintOf(der)
}

/** All that is below a folder, byte for byte. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(path.join(parentPath, name), 'hex')]),
  )

/** When the folder and what is in it were last written, in ns. */
const lastWritten = (folder: string): bigint[] =>
  ['.', ...readdirSync(folder)].map((name) => statSync(path.join(folder, name), { bigint: true }).mtimeNs)

/** Each operation that only reads, as `--diagnose` and the first window use them. */
const reading = (opened: LocalKeyStore, thumbprint = '0'.repeat(64)) => ({
  list: opened.list({ retired: true }),
  listKeyless: opened.listKeyless(),
  listAuthorities: opened.listAuthorities(),
  listKeys: opened.listKeys(),
  read: opened.read(thumbprint),
  findKey: opened.findKey('koshin-1'),
})

/** No failure names the home folder, and with it the user. */
function told(result: ReturnType<LocalKeyStore['list']>): { readonly code: string; readonly cause: string } {
  const cause = result.ok ? '' : (result.failure.cause ?? '')
  expect(cause).not.toContain(root)
  return { code: codeOf(result), cause }
}

describe.skipIf(missing.length > 0)('looking into a home changes nothing', () => {
  it('where there is no NSS database: it holds nothing, and can be made', () => {
    for (const result of Object.values(reading(store))) expect(codeOf(result)).toBe('ok')
    expect(valueOf(store.list())).toEqual([])
    expect(codeOf(store.sign({ name: 'koshin-1' }, data))).toBe('keystore.key-missing')
    expect(codeOf(store.checkWritable())).toBe('ok')
    expect(readdirSync(root)).toEqual([])
  })

  it('where only files of an older NSS are: they are read as they are, not converted', ({ skip }) => {
    mkdirSync(database, { recursive: true })
    const [noise, dbm] = [path.join(root, 'noise'), `dbm:${database}`]
    writeFileSync(noise, data)
    const certutil = (...args: string[]) => spawnSync('certutil', [...args, '-d', dbm], { encoding: 'utf8' })
    const made = certutil('-N', '--empty-password')
    if (made.status !== 0) skip(`NSS' tools make no older database: ${made.stderr}`)
    certutil('-S', '-n', 'old', '-s', 'CN=old', '-x', '-t', 'u,u,u', '-z', noise)
    const before = contents(database)
    expect(valueOf(store.list())).toMatchObject([{ keyName: undefined, retired: false }])
    expect(codeOf(store.checkWritable())).toBe('ok')
    expect(contents(database)).toEqual(before)
    // What has to be written takes it over, as browsers do.
    const thumbprint = enrol('koshin-1')
    expect(valueOf(store.list()).map((one) => one.thumbprint)).toContain(thumbprint)
    expect(valueOf(store.list())).toHaveLength(2)
  })

  it('where the database is whole', () => {
    const thumbprint = enrol('koshin-1')
    const before = contents(database)
    const written = lastWritten(database)
    for (const result of Object.values(reading(store, thumbprint))) expect(codeOf(result)).toBe('ok')
    expect(codeOf(store.sign({ thumbprint }, data))).toBe('ok')
    expect(codeOf(store.checkWritable())).toBe('ok')
    expect(contents(database)).toEqual(before)
    expect(lastWritten(database)).toEqual(written)
    // The trial before a renewal writes, and so would be seen here.
    expect(codeOf(store.checkWritable({ trial: true }))).toBe('ok')
    expect(lastWritten(database)).not.toEqual(written)
  })
})

describe.skipIf(missing.length > 0)('a home whose NSS database', () => {
  it('lost the file of its keys is not one without certificates: it says what is missing', () => {
    enrol('koshin-1')
    rmSync(path.join(database, 'key4.db'))
    const refused = {
      failure: { code: 'keystore.unavailable', retry: 'never', cause: expect.stringContaining('key4.db') as string },
    }
    for (const result of Object.values(reading(store))) expect(result).toMatchObject(refused)
    expect(store.makeKey('koshin-2', rsa2048)).toMatchObject(refused)
    expect(store.checkWritable()).toMatchObject(refused)
    expect(existsSync(path.join(database, 'key4.db'))).toBe(false)
  })

  it('was left half-made by a program that died, with nothing in it, is made whole', () => {
    valueOf(store.makeKey('koshin-1', rsa2048))
    rmSync(path.join(database, 'key4.db'))
    expect(valueOf(store.list())).toEqual([])
    const thumbprint = enrol('koshin-1')
    expect(valueOf(store.list())).toMatchObject([{ thumbprint }])
  })

  it('may only be read, by the mode of its files, lists, signs, and says that it cannot be written', ({ skip }) => {
    if (asRoot !== undefined) skip(asRoot)
    const thumbprint = enrol('koshin-1')
    for (const file of ['cert9.db', 'key4.db']) chmodSync(path.join(database, file), 0o400)
    expect(valueOf(store.list())).toMatchObject([{ thumbprint }])
    expect(codeOf(store.sign({ thumbprint }, data))).toBe('ok')
    const refused = {
      failure: { code: 'keystore.write-failed', retry: 'never', cause: 'the NSS database may only be read: EACCES' },
    }
    const tried = store.checkWritable({ trial: true })
    for (const result of [store.checkWritable(), tried, store.makeKey('koshin-2', rsa2048), store.retire(thumbprint)]) {
      expect(result).toMatchObject(refused)
    }
  })

  it('may only be read, because its disk may, lists, signs, and says that it cannot be written', async ({ skip }) => {
    const thumbprint = enrol('koshin-1')
    const script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" && shift && exec "$@"'
    const inside = ['unshare', '--mount', '--map-root-user', 'sh', '-c', script, 'sh', pki]
    if (spawnSync(inside[0]!, [...inside.slice(1), 'true']).status !== 0) skip('no mount name space can be made here')
    const startWorker = () => forkWorker(() => {}, [], 'linux', inside)
    const readOnly = createRemoteKeyStore({ location: database, startWorker })
    try {
      expect(valueOf(await readOnly.list())).toMatchObject([{ thumbprint }])
      expect(codeOf(await readOnly.sign({ thumbprint }, data))).toBe('ok')
      const results = [
        await readOnly.checkWritable(),
        await readOnly.checkWritable({ trial: true }),
        await readOnly.makeKey('koshin-2', rsa2048),
        await readOnly.retire(thumbprint),
      ]
      const cause = 'the NSS database may only be read: EROFS'
      for (const result of results) expect(result).toMatchObject({ failure: { code: 'keystore.write-failed', cause } })
    } finally {
      readOnly.close()
    }
  })

  it('is to be made, or written, on a disk that is full says that, and not that it has a password', async ({
    skip,
  }) => {
    mkdirSync(pki)
    const fill = '{ head -c 1M /dev/zero > "$1/ballast" 2>/dev/null || true; }'
    const script = `mount -t tmpfs -o size=512k tmpfs "$1" && ${fill} && shift && exec "$@"`
    const inside = ['unshare', '--mount', '--map-root-user', 'sh', '-c', script, 'sh', pki]
    if (spawnSync(inside[0]!, [...inside.slice(1), 'true']).status !== 0) skip('no mount name space can be made here')
    const startWorker = () => forkWorker(() => {}, [], 'linux', inside)
    const full = createRemoteKeyStore({ location: database, startWorker })
    try {
      for (const result of [await full.makeKey('koshin-1', rsa2048), await full.checkWritable()]) {
        expect(result).toMatchObject({ failure: { code: 'storage.full', retry: 'later' } })
      }
    } finally {
      full.close()
    }
  })

  it('cannot be reached, because ~/.pki is a file, says so without a path', () => {
    writeFileSync(pki, 'not a folder')
    const failed = { code: 'keystore.unavailable', cause: 'the folder of the NSS database: ENOTDIR' }
    for (const result of [store.list(), store.makeKey('koshin-1', rsa2048), store.checkWritable()]) {
      expect(told(result as never)).toEqual(failed)
    }
  })

  it('cannot be reached, because ~/.pki leads in a circle, says so without a path', () => {
    symlinkSync(pki, pki)
    for (const result of [store.list(), store.makeKey('koshin-1', rsa2048), store.checkWritable()]) {
      expect(told(result as never)).toEqual({
        code: 'keystore.unavailable',
        cause: 'the folder of the NSS database: ELOOP',
      })
    }
    rmSync(pki)
  })

  it.each(['list', 'makeKey', 'checkWritable'] as const)('is another user’s has %s denied', (operation) => {
    enrol('koshin-1')
    chmodSync(pki, 0o000)
    const result = operation === 'makeKey' ? store.makeKey('koshin-2', rsa2048) : store[operation]()
    const denied = { code: 'keystore.access-denied', cause: 'the folder of the NSS database: EACCES' }
    expect(told(result as never)).toEqual(asRoot === undefined ? denied : { code: 'ok', cause: '' })
  })

  it('has a key whose integrity record was damaged still shows and uses all others', ({ skip }) => {
    if (noPython !== undefined) skip(noPython)
    const damaged = enrol('koshin-1')
    const before = path.join(root, 'before')
    const ids = "select id from metaData where id like 'sig_key_%'"
    copyFileSync(path.join(database, 'key4.db'), before)
    const thumbprint = enrol('koshin-2')
    const script = `
import sqlite3, sys
first, whole = [sqlite3.connect(name) for name in sys.argv[1:]]
ids = [row[0] for row in first.execute("${ids}")]
assert ids
for id in ids: whole.execute("update metaData set item1 = zeroblob(length(item1)) where id = ?", (id,))
whole.commit()
`
    execFileSync('python3', ['-c', script, before, path.join(database, 'key4.db')])
    expect(valueOf(store.list()).map((one) => one.thumbprint)).toEqual([damaged, thumbprint].sort())
    expect(codeOf(store.sign({ thumbprint }, data))).toBe('ok')
    expect(codeOf(store.checkWritable())).toBe('ok')
    expect(valueOf(store.findKey('koshin-2'))).toBeDefined()
  })

  it('is being written by another program is waited for a while, and then it is said which', async ({ skip }) => {
    if (noPython !== undefined) skip(noPython)
    const thumbprint = enrol('koshin-1')
    const release = await holdDatabase(path.join(database, 'key4.db'))
    const begun = Date.now()
    const results = [store.list(), store.makeKey('koshin-2', rsa2048), store.checkWritable()]
    expect(Date.now() - begun).toBeLessThan(40_000)
    for (const result of results) {
      expect(result).toMatchObject({ failure: { code: 'keystore.unavailable', retry: 'later' } })
      expect(told(result as never).cause).toMatch(/; python3[.\d]* holds the NSS database$/)
    }
    await release()
    expect(valueOf(store.list())).toMatchObject([{ thumbprint }])
  })
})

describe.skipIf(missing.length > 0)('a certificate in the database of another program', () => {
  it('is found there by that program’s name, also while the program runs; one with a password says so', () => {
    const firefox = path.join(root, 'snap/firefox/common/.mozilla/firefox')
    const [open, closed] = ['a.default', 'b.default'].map((name) => path.join(firefox, name)) as [string, string]
    mkdirSync(closed, { recursive: true })
    store = openNssKeyStore(open)
    const thumbprint = enrol('theirs')
    const [password, noise] = [path.join(root, 'password'), path.join(root, 'noise')]
    writeFileSync(password, 'a password of its own')
    writeFileSync(noise, data)
    const certutil = (...args: string[]) => execFileSync('certutil', [...args, '-d', `sql:${closed}`, '-f', password])
    certutil('-N')
    certutil('-S', '-n', 'other', '-s', 'CN=other', '-x', '-t', 'u,u,u', '-z', noise)
    const before = contents(firefox)
    const found = otherDatabases(root, database)
    expect(found.map(({ program, place }) => [program, place])).toEqual([
      ['Firefox (snap)', '~/snap/firefox/common/.mozilla/firefox/a.default'],
      ['Firefox (snap)', '~/snap/firefox/common/.mozilla/firefox/b.default'],
    ])
    const [theirs, locked] = found.map(({ folder }) => openNssKeyStore(folder).list())
    expect(valueOf(theirs!)).toMatchObject([{ thumbprint }])
    expect(locked).toMatchObject({ failure: { code: 'keystore.password-protected', retry: 'never' } })
    expect(contents(firefox)).toEqual(before)
  })
})

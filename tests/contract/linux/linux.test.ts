import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { certificateParts } from '../../../main/keystore/certificate-parts.ts'
import { CKA, CKC, CKO } from '../../../main/keystore/linux/cryptoki.ts'
import { Pkcs11 } from '../../../main/keystore/linux/pkcs11.ts'
import { findLibrary } from '../../../main/keystore/linux/softokn.ts'
import { createRemoteKeyStore, type WorkerProcess } from '../../../main/keystore/process/remote-key-store.ts'
import { forkWorker } from '../forked-worker.ts'
import { codeOf, enrol, keyStoreContract, rsa2048, valueOf } from '../key-store.suite.ts'
import { lendWorker } from '../lent-worker.ts'
import { createTestAuthority, thumbprintOf } from '../test-authority.ts'

const missing = [
  ...(findLibrary() === undefined ? ['libsoftokn3.so (package libnss3)'] : []),
  ...(spawnSync('certutil', ['-H']).error === undefined ? [] : ['certutil (package libnss3-tools)']),
]
if (missing.length > 0) console.warn(`key store contract on Linux skipped: ${missing.join(' and ')} not installed`)

/** Has SQLite write more than its cache holds, and dies before it is valid. */
const halfWrite = `
import os, signal, sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute('pragma cache_size = 1')
database.execute('begin immediate')
for number in range(2000):
    database.execute('insert into nssPublic (id) values (?)', (100000 + number,))
os.kill(os.getpid(), signal.SIGKILL)
`

let root: string
let database: string
/** Of this test's stores; those of `own` nobody else has. */
let children: ChildProcess[]
let own: ChildProcess[]
let isOver: boolean
let stores: { close(): void }[]

/** Its process is lent, and given back at the end of the test. */
function openStore() {
  return open(() => {
    const worker = lendWorker((child) => children.push(child))
    return { ...worker, kill: () => (isOver ? worker.leave() : worker.kill()) }
  })
}

/** Its process is its own. @param execArgv options for Node itself */
const openOwn = (execArgv: string[] = []) =>
  open(() =>
    forkWorker((child) => {
      children.push(child)
      own.push(child)
    }, execArgv),
  )

function open(startWorker: () => WorkerProcess) {
  const store = createRemoteKeyStore({ location: database, startWorker })
  stores.push(store)
  return store
}

function setUp(): void {
  root = mkdtempSync(path.join(tmpdir(), 'koshin-nss-'))
  database = path.join(root, "it's an odd 名前", '.pki', 'nssdb')
  children = []
  own = []
  stores = []
  isOver = false
}

const running = (all: readonly ChildProcess[]) =>
  all.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)

async function tearDown(): Promise<void> {
  isOver = true
  const ended = running(own).map((child) => new Promise((resolve) => child.once('exit', resolve)))
  for (const store of stores) store.close()
  await Promise.all(ended)
  rmSync(root, { recursive: true })
}

/** Certificates without a key, as browsers keep other people's, and 64 kB that are none at all. */
function addForeign(wanted: number): void {
  const authority = createTestAuthority('Foreign CA')
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' })
  const serial = '1122334455667788'
  const der = Buffer.from(authority.issue({ publicKey: new Uint8Array(keys), holder: 'Foreign', serial }))
  const place = der.indexOf(serial, 0, 'hex')
  const pkcs11 = new Pkcs11(findLibrary()!)
  pkcs11.initialize(`configdir='sql:${database.replaceAll("'", "\\'")}' flags=`)
  try {
    const session = pkcs11.openSession(2)
    const add = (value: Uint8Array, label: string): void => {
      const parts = certificateParts(value)
      pkcs11.createObject(session, [
        [CKA.CLASS, CKO.CERTIFICATE],
        [CKA.TOKEN, true],
        [CKA.CERTIFICATE_TYPE, CKC.X_509],
        [CKA.VALUE, value],
        [CKA.SUBJECT, parts?.subject ?? randomBytes(32)],
        [CKA.ISSUER, parts?.issuer ?? randomBytes(32)],
        [CKA.SERIAL_NUMBER, parts?.serial ?? randomBytes(8)],
        [CKA.LABEL, label],
      ])
    }
    for (let index = 0; index < wanted; index++) {
      // Another serial number makes another certificate; nobody checks its signature here.
      der.writeUInt32BE(0x10000000 + index, place)
      add(new Uint8Array(der), `Foreign ${index}`)
    }
    add(randomBytes(64 * 1024), 'garbage')
  } finally {
    pkcs11.finalize()
  }
}

/** All of them, by SIGKILL; each store starts another with its next call. */
async function killProcesses(): Promise<void> {
  const killed = running(children)
  const ended = killed.map((child) => new Promise((resolve) => child.once('exit', resolve)))
  for (const child of killed) child.kill('SIGKILL')
  await Promise.all(ended)
}

const certutil = (...args: string[]): string =>
  execFileSync('certutil', [...args, '-d', `sql:${database}`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

describe.skipIf(missing.length > 0)('on Linux', () => {
  keyStoreContract('the NSS database, as a key store,', async () => {
    setUp()
    return { store: openStore(), another: () => openStore(), crash: killProcesses, dispose: tearDown }
  })

  describe('the NSS database', () => {
    beforeEach(setUp)
    afterEach(tearDown)

    it('is made for its owner alone when it is missing', async () => {
      valueOf(await openStore().makeKey('koshin-1', rsa2048))
      expect(statSync(database).mode & 0o777).toBe(0o700)
      for (const file of ['cert9.db', 'key4.db']) expect(statSync(path.join(database, file)).mode & 0o077).toBe(0)
    })

    it('is one that NSS tools made, too', async () => {
      mkdirSync(database, { recursive: true })
      certutil('-N', '--empty-password')
      const { thumbprint } = await enrol(openStore(), 'koshin-1')
      expect(valueOf(await openStore().list())).toMatchObject([{ thumbprint }])
    })

    it('is understood by NSS tools: a certificate with its key, an issuer without trust', async () => {
      await enrol(openStore(), 'koshin-1', 'テスト 太郎')
      const listing = certutil('-L')
      expect(listing).toMatch(/^テスト 太郎 [0-9a-f]{8} +u,u,u$/m)
      expect(listing).toMatch(/^試験認証局 [0-9a-f]{8} +,, *$/m)
      expect(certutil('-K')).toMatch(/rsa +[0-9a-f]{40} +koshin-1$/m)
    })

    it('counts a retired certificate no longer as the user’s own, and a restored one again', async () => {
      const store = openStore()
      const { thumbprint } = await enrol(store, 'koshin-1')
      valueOf(await store.retire(thumbprint))
      expect(certutil('-L')).not.toContain('u,u,u')
      expect(certutil('-K')).toContain('koshin-1')
      valueOf(await store.restore(thumbprint))
      expect(certutil('-L')).toContain('u,u,u')
    })

    describe('with a password', () => {
      const [right, wrong] = ['開けゴマ test-only', 'open barley']
      let empty: string
      let password: string
      let store: ReturnType<typeof openStore>

      beforeEach(async () => {
        ;[empty, password] = [path.join(root, 'empty'), path.join(root, 'password')]
        await enrol(openStore(), 'koshin-1')
        writeFileSync(empty, '\n')
        writeFileSync(password, `${right}\n`)
        store = openStore()
        expect(codeOf(await store.list())).toBe('ok')
        certutil('-W', '-f', empty, '-@', password)
      })

      it('is locked: said so, and left as it is', async () => {
        const results = [
          await store.list(),
          await store.checkWritable(),
          await store.checkWritable({ trial: true }),
          await store.makeKey('koshin-2', rsa2048),
          await store.sign({ name: 'koshin-1' }, new Uint8Array(3)),
        ]
        for (const result of results) expect(codeOf(result)).toBe('keystore.password-protected')
        certutil('-W', '-f', password, '-@', empty)
        expect(valueOf(await store.list())).toHaveLength(1)
        expect(valueOf(await store.findKey('koshin-2'))).toBeUndefined()
      })

      it('says that a wrong one is wrong, and does all of its work with the right one, until it ends', async () => {
        expect(valueOf(await store.unlock(wrong))).toBe('wrong-password')
        expect(codeOf(await store.list())).toBe('keystore.password-protected')
        expect(valueOf(await store.unlock(right))).toBe('unlocked')
        const { thumbprint } = await enrol(store, 'koshin-2')
        const [old] = valueOf(await store.list()).filter((one) => one.thumbprint !== thumbprint)
        expect(codeOf(await store.checkWritable({ trial: true }))).toBe('ok')
        expect(codeOf(await store.sign({ thumbprint }, new Uint8Array(3)))).toBe('ok')
        valueOf(await store.retire(old!.thumbprint))
        expect(valueOf(await store.list())).toMatchObject([{ thumbprint }])
        // What was made is behind the same password.
        expect(certutil('-K', '-f', password)).toContain('koshin-2')
        expect(codeOf(await openStore().list())).toBe('keystore.password-protected')
      })

      it('that is changed meanwhile is locked again, and opens with the new one', async () => {
        valueOf(await store.unlock(right))
        const changed = path.join(root, 'changed')
        writeFileSync(changed, 'another\n')
        certutil('-W', '-f', password, '-@', changed)
        expect(codeOf(await store.list())).toBe('keystore.password-protected')
        expect(valueOf(await store.unlock(right))).toBe('wrong-password')
        expect(valueOf(await store.unlock('another'))).toBe('unlocked')
        expect(valueOf(await store.list())).toHaveLength(1)
      })

      it('stays open to a process that has to be started anew', async () => {
        valueOf(await store.unlock(right))
        await killProcesses()
        expect(valueOf(await store.list())).toHaveLength(1)
      })
    })

    it('that another program writes to, or restores, between two questions is seen as it is', async () => {
      const store = openStore()
      const { thumbprint } = await enrol(store, 'koshin-1')
      const kept = path.join(root, 'kept')
      cpSync(database, kept, { recursive: true })
      const twice = async () => [valueOf(await store.list()).length, valueOf(await store.list()).length]
      expect(await twice()).toEqual([1, 1])
      valueOf(await openStore().retire(thumbprint))
      expect(await twice()).toEqual([0, 0])
      const files = ['cert9.db', 'key4.db']
      for (const file of files) copyFileSync(path.join(kept, file), path.join(database, file))
      expect(await twice()).toEqual([1, 1])
      valueOf(await openStore().retire(thumbprint))
      expect(await twice()).toEqual([0, 0])
      for (const file of files) renameSync(path.join(kept, file), path.join(database, file))
      expect(await twice()).toEqual([1, 1])
    })

    it('that was only read is let go of again when nobody asks any more', async () => {
      const store = openOwn()
      await enrol(store, 'koshin-1')
      valueOf(await store.list())
      const [reader] = own
      const held = () =>
        readdirSync(`/proc/${reader!.pid}/fd`).map((fd) => readlinkSync(`/proc/${reader!.pid}/fd/${fd}`))
      await expect.poll(held).not.toContainEqual(expect.stringContaining('key4.db'))
      expect(codeOf(await store.list())).toBe('ok')
    })

    it('that was removed meanwhile is made anew, not written into nowhere', async () => {
      const store = openStore()
      await enrol(store, 'koshin-1')
      rmSync(database, { recursive: true })
      expect(valueOf(await store.list())).toEqual([])
      const { thumbprint } = await enrol(store, 'koshin-2')
      expect(valueOf(await openStore().list())).toMatchObject([{ thumbprint }])
    })

    it('that is no database is unavailable, with the function and its return value as the cause', async () => {
      mkdirSync(database, { recursive: true })
      writeFileSync(path.join(database, 'cert9.db'), 'this is not SQLite')
      const store = openStore()
      writeFileSync(path.join(database, 'key4.db'), 'neither is this')
      const refused = { code: 'keystore.unavailable', cause: 'C_Initialize: CKR_GENERAL_ERROR' }
      expect(await store.list()).toMatchObject({ failure: refused })
      for (const file of ['cert9.db', 'key4.db']) rmSync(path.join(database, file))
      expect(codeOf(await store.list())).toBe('ok')
    })

    // Each of the 500 is a write that waits for the disk.
    it('with 500 certificates of other people shows its own alone, and with garbage in it goes on', {
      timeout: 120_000,
    }, async () => {
      const store = openStore()
      const { thumbprint } = await enrol(store, 'koshin-1')
      addForeign(500)
      expect(valueOf(await store.list({ retired: true }))).toMatchObject([{ thumbprint }])
      expect(valueOf(await store.read(thumbprint))).toMatchObject({ thumbprint, keyName: 'koshin-1' })
      const keyless = valueOf(await store.listKeyless()).map(thumbprintOf)
      expect(keyless.length).toBeGreaterThanOrEqual(500)
      expect(keyless).not.toContain(thumbprint)
      const renewed = await enrol(store, 'koshin-2')
      valueOf(await store.retire(thumbprint))
      valueOf(await store.delete(thumbprint))
      expect(valueOf(await store.list())).toMatchObject([{ thumbprint: renewed.thumbprint }])
      expect(certutil('-L').match(/^Foreign /gm)!.length).toBeGreaterThan(400)
    })

    it('whose writer was killed half-way is what it was before, and the next opening takes back the half', async ({
      skip,
    }) => {
      if (spawnSync('python3', ['-c', 'import sqlite3']).status !== 0)
        skip('there is no python3 with sqlite3 to be killed')
      const { thumbprint } = await enrol(openStore(), 'koshin-1')
      expect(spawnSync('python3', ['-c', halfWrite, path.join(database, 'cert9.db')]).signal).toBe('SIGKILL')
      expect(existsSync(path.join(database, 'cert9.db-journal'))).toBe(true)
      expect(valueOf(await openStore().list())).toMatchObject([{ thumbprint }])
      expect(existsSync(path.join(database, 'cert9.db-journal'))).toBe(false)
      valueOf(await openStore().checkWritable({ trial: true }))
    })

    it('in a place that cannot be made is unavailable, and no path is told', async () => {
      writeFileSync(path.join(root, 'file'), '')
      database = path.join(root, 'file', 'nssdb')
      const cause = 'the folder of the NSS database: ENOTDIR'
      for (const result of [await openStore().list(), await openStore().makeKey('koshin-1', rsa2048)]) {
        expect(result).toMatchObject({ failure: { code: 'keystore.unavailable', cause } })
      }
    })

    it('keeps the private key to itself, as far as PKCS#11 goes', async () => {
      await enrol(openStore(), 'koshin-1')
      const pkcs11 = new Pkcs11(findLibrary()!)
      pkcs11.initialize(`configdir='sql:${database.replaceAll("'", "\\'")}' flags=`)
      try {
        const session = pkcs11.openSession(2)
        const [key] = pkcs11.findObjects(session, [[CKA.CLASS, CKO.PRIVATE_KEY]])
        const types = [CKA.MODULUS, CKA.PRIVATE_EXPONENT, CKA.SENSITIVE, CKA.EXTRACTABLE]
        const [modulus, exponent, sensitive, extractable] = pkcs11.readAttributes(session, key!, types)
        expect(modulus).toHaveLength(256)
        expect(exponent).toBeUndefined()
        expect([sensitive, extractable]).toEqual([new Uint8Array([1]), new Uint8Array([0])])
      } finally {
        pkcs11.finalize()
      }
    })
  })

  describe('the process of the key store', () => {
    beforeEach(setUp)
    afterEach(tearDown)

    it('shares a database with another one at the same time', async () => {
      const [left, right] = [openOwn(), openOwn()]
      const names = ['a', 'b', 'c']
      const both = names.flatMap((name) => [enrol(left, `koshin-left-${name}`), enrol(right, `koshin-right-${name}`)])
      const thumbprints = (await Promise.all(both)).map(({ thumbprint }) => thumbprint).sort()
      expect(valueOf(await left.list()).map(({ thumbprint }) => thumbprint)).toEqual(thumbprints)
      expect(valueOf(await right.list())).toEqual(valueOf(await left.list()))
    })

    it('leaves one key of a name, however many make it at the same time', async () => {
      const stores = [openOwn(), openOwn(), openOwn()]
      await Promise.all(stores.map((store) => store.list()))
      const made = await Promise.all(stores.map((store) => store.makeKey('koshin-1', rsa2048)))
      expect(new Set(made.map((result) => Buffer.from(valueOf(result).publicKey).toString('hex'))).size).toBe(1)
      expect(certutil('-K').match(/koshin-1/g)).toHaveLength(1)
    })

    it('may be killed between two calls: the next starts another', async () => {
      const store = openOwn()
      const made = valueOf(await store.makeKey('koshin-1', rsa2048))
      const [child] = children
      const ended = new Promise((resolve) => child!.once('exit', resolve))
      child!.kill('SIGKILL')
      await ended
      expect(valueOf(await store.makeKey('koshin-1', rsa2048))).toEqual(made)
      expect(children).toHaveLength(2)
    })

    it('may be killed in the middle of a call: the caller may repeat it, and nothing is doubled', async () => {
      const store = openOwn()
      await store.list()
      const making = store.makeKey('koshin-1', { ...rsa2048, algorithm: 'rsa-4096' })
      children[0]!.kill('SIGKILL')
      expect(await making).toMatchObject({ failure: { code: 'keystore.unavailable', retry: 'later' } })
      const made = valueOf(await store.makeKey('koshin-1', rsa2048))
      expect(valueOf(await store.makeKey('koshin-1', rsa2048))).toEqual(made)
      expect(certutil('-K').match(/koshin-1/g)).toHaveLength(1)
    })

    it('keeps its memory and its library in hand while garbage is collected at every turn', async () => {
      const store = openOwn(['--gc-interval=500', '--gc-global'])
      const { thumbprint } = await enrol(store, 'koshin-1')
      for (let round = 0; round < 10; round++) expect(codeOf(await store.read(thumbprint))).toBe('ok')
      expect(children).toHaveLength(1)
    })

    it('refuses a call that is not in its book, and goes on', async () => {
      const store = openOwn()
      expect(codeOf(await store.makeKey('koshin-1', { ...rsa2048, algorithm: 'rsa-512' as never }))).toBe('internal')
      expect(codeOf(await store.read('not a thumbprint'))).toBe('internal')
      expect(codeOf(await store.list())).toBe('ok')
      expect(children).toHaveLength(1)
    })

    it('ends when its parent goes away', async () => {
      await openOwn().list()
      const [child] = children
      const ended = new Promise((resolve) => child!.once('exit', resolve))
      child!.disconnect()
      expect(await ended).toBe(0)
    })
  })
})

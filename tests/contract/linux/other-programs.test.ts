/** A certificate and its key that another program has put into the NSS database: hidden from choosers, and shown again. */
import { type ChildProcess, execFileSync, spawnSync } from 'node:child_process'
import { generateKeyPairSync, verify } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findLibrary } from '../../../main/keystore/linux/softokn.ts'
import { createRemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import { importInto, importPair, storedKeys } from '../../e2e/stage/nss-database.ts'
import { forkWorker } from '../forked-worker.ts'
import { codeOf, valueOf } from '../key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../test-authority.ts'

const missing = [
  ...(findLibrary() === undefined ? ['libsoftokn3.so (package libnss3)'] : []),
  ...['certutil', 'pk12util'].filter((name) => spawnSync(name, ['-H']).error !== undefined),
  ...(spawnSync('openssl', ['version']).error === undefined ? [] : ['openssl']),
]
if (missing.length > 0)
  console.warn(`other programs' certificates on Linux skipped: ${missing.join(' and ')} not installed`)

describe.skipIf(missing.length > 0)("another program's certificate on Linux", () => {
  let home: string
  let database: string
  let children: ChildProcess[]
  let stores: { close(): void }[]
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'koshin-others-'))
    database = importInto(home)
    children = []
    stores = []
  })
  afterEach(async () => {
    // One that had nothing to do has ended by itself.
    const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
    const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)))
    for (const store of stores) store.close()
    await Promise.all(ended)
    rmSync(home, { recursive: true })
  })

  function open() {
    const store = createRemoteKeyStore({
      location: database,
      startWorker: () => forkWorker((child) => children.push(child), []),
    })
    stores.push(store)
    return store
  }

  const authority = createTestAuthority('他行の認証局')
  /** As its own tool puts it there: by a PKCS#12 file. */
  function put(holder: string) {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
    const der = authority.issue({ publicKey: spki, holder })
    const pair = { certificate: path.join(home, 'one.pem'), key: path.join(home, 'one.key') }
    const text = Buffer.from(der).toString('base64').replaceAll(/.{64}/g, '$&\n')
    writeFileSync(pair.certificate, `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`)
    writeFileSync(pair.key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    importPair(database, pair)
    return { thumbprint: thumbprintOf(der), publicKey }
  }
  const shown = (): string => execFileSync('certutil', ['-L', '-X', '-d', `sql:${database}`], { encoding: 'utf8' })
  const keys = (): string =>
    execFileSync('certutil', ['-K', '-X', '-d', `sql:${database}`], { encoding: 'utf8' }).replace(/^<.*?>/gm, '')

  it('is hidden so that no chooser offers it, and shown again as it was; its key is never touched', async () => {
    const { thumbprint, publicKey } = put('更新 花子')
    const [before, keysBefore] = [shown(), keys()]
    expect(before).toContain('u,u,u')
    valueOf(await open().retire(thumbprint))
    expect(shown()).not.toContain('u,u,u')
    expect(storedKeys(database)).toBe(1)
    expect(valueOf(await open().list())).toEqual([])
    expect(valueOf(await open().list({ retired: true }))).toMatchObject([
      { thumbprint, keyName: undefined, retired: true },
    ])
    valueOf(await open().restore(thumbprint))
    expect([shown(), keys()]).toEqual([before, keysBefore])
    const data = new TextEncoder().encode('電子証明書')
    const signature = valueOf(await open().sign({ thumbprint }, data))
    expect(verify('sha256', data, publicKey, signature)).toBe(true)
  })

  it('is hidden alone, and its key is none of those that Koshin may discard', async () => {
    const [first, second] = [put('更新 花子'), put('更新 太郎')]
    const store = open()
    valueOf(await store.retire(first.thumbprint))
    expect(valueOf(await store.list())).toMatchObject([{ thumbprint: second.thumbprint }])
    expect(valueOf(await store.listKeys())).toEqual([])
    expect(codeOf(await store.discardKey('own'))).toBe('keystore.key-exists')
    expect(storedKeys(database)).toBe(2)
    valueOf(await store.restore(first.thumbprint))
    expect(valueOf(await store.list())).toHaveLength(2)
  })
})

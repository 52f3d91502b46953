/** Certificates on a real PKCS#11 token (SoftHSM), whose driver is registered in an NSS database as modutil does it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { verify, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTokenKeyStore } from '../../../main/keystore/linux/tokens/token-key-store.ts'
import { createRemoteKeyStore, type RemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import { success } from '../../../main/renewal/errors.ts'
import { forkWorker } from '../forked-worker.ts'
import { codeOf, valueOf } from '../key-store.suite.ts'

const library = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so'].find((file) =>
  existsSync(file),
)
const missing = [
  ...(library === undefined ? ['SoftHSM (package softhsm2)'] : []),
  ...(spawnSync('certutil', ['-H']).error === undefined ? [] : ['certutil (package libnss3-tools)']),
]
if (missing.length > 0) console.warn(`certificates on tokens skipped: ${missing.join(' and ')} not installed`)

const [label, pin] = ['検証用 IC カード', '471100']
const data = new TextEncoder().encode('電子証明書更新')
let root: string
let database: string

function softHsm(...args: string[]): void {
  execFileSync('softhsm2-util', args, { stdio: 'ignore' })
}

describe.skipIf(missing.length > 0)('a token that is registered in the NSS database', () => {
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'koshin-token-'))
    database = path.join(root, 'nssdb')
    const tokens = path.join(root, 'tokens')
    for (const folder of [database, tokens]) mkdirSync(folder)
    const configuration = path.join(root, 'softhsm2.conf')
    writeFileSync(configuration, `directories.tokendir = ${tokens}\nlog.level = ERROR\n`)
    process.env['SOFTHSM2_CONF'] = configuration
    const [pinFile, noise] = [path.join(root, 'pin'), path.join(root, 'noise')]
    writeFileSync(pinFile, pin)
    writeFileSync(noise, data)
    const run = (program: string, ...args: string[]) => execFileSync(program, args, { stdio: 'ignore' })
    softHsm('--init-token', '--free', '--label', label, '--so-pin', '12345678', '--pin', pin)
    run('certutil', '-N', '--empty-password', '-d', `sql:${database}`)
    run('modutil', '-force', '-add', 'SoftHSM', '-libfile', library!, '-dbdir', `sql:${database}`)
    const kind = ['-h', label, '-f', pinFile, '-n', 'card', '-s', 'CN=card', '-x', '-t', ',,', '-z', noise]
    run('certutil', '-S', ...kind, '-d', `sql:${database}`)
  }, 60_000)
  afterAll(() => {
    delete process.env['SOFTHSM2_CONF']
    rmSync(root, { recursive: true })
  })

  const whileOpen = async (work: (store: RemoteKeyStore) => Promise<void>) => {
    const store = createRemoteKeyStore({ location: database, startWorker: () => forkWorker(() => {}, [], 'tokens') })
    try {
      await work(store)
    } finally {
      store.close()
    }
  }

  it('shows its certificate without its PIN, and signs once that was right', () =>
    whileOpen(async (store) => {
      const [listed, ...more] = valueOf(await store.list())
      expect(more).toEqual([])
      expect(listed).toMatchObject({ protection: 'pkcs11-token', retired: false })
      const { der, thumbprint, pinOf } = listed!
      expect(pinOf).toMatch(new RegExp(`^${label} \\([0-9a-f]{16}\\)$`))
      expect(codeOf(await store.sign({ thumbprint }, data))).toBe('keystore.pin-needed')
      expect(await store.unlock('471101', pinOf)).toEqual(success('wrong-password'))
      expect(await store.unlock(pin, pinOf)).toEqual(success('unlocked'))
      const signature = valueOf(await store.sign({ thumbprint }, data))
      expect(verify('sha256', data, new X509Certificate(der).publicKey, signature)).toBe(true)
    }))

  it('is as it was, byte for byte, after everything that only looks', () => {
    const everything = () =>
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => [name, readFileSync(path.join(parentPath, name), 'hex')])
    const before = everything()
    const store = openTokenKeyStore(database)
    for (const result of [
      store.list(),
      store.read('00'.repeat(32)),
      store.sign({ thumbprint: '00'.repeat(32) }, data),
    ]) {
      expect(['ok', 'keystore.key-missing']).toContain(codeOf(result as never))
    }
    expect(everything()).toEqual(before)
  })

  it('beside another of its label has its PIN tried at it alone', () =>
    whileOpen(async (store) => {
      softHsm('--init-token', '--free', '--label', label, '--so-pin', '12345678', '--pin', '471199')
      const [listed] = valueOf(await store.list())
      expect(listed?.pinOf).toMatch(new RegExp(`^${label} \\[[0-9a-f]{16}\\]$`))
      const { thumbprint, pinOf } = listed!
      expect(await store.unlock(pin, pinOf)).toEqual(success('unlocked'))
      expect(codeOf(await store.sign({ thumbprint }, data))).toBe('ok')
    }))
})

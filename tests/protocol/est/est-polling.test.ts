/** 202 and Retry-After at the demo bank, over restarts of the app: what was asked for is asked for again, unchanged. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { done, success } from '../../../main/renewal/errors.ts'
import { renewalOf, type RenewalState } from '../../../main/renewal/machine/machine.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import type { KeyStore } from '../../../main/renewal/ports.ts'
import { createRenewals } from '../../../main/renewal/renew.ts'
import { openJournal } from '../../../main/storage/journal/journal.ts'
import { createCertificates } from '../../../main/x509/certificates.ts'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { fakeKeyStore } from '../../unit/keystore/fake-key-store.ts'
import { startBank, temporaryFolder } from '../peers/bank-process.ts'
import { type KeyPair, nodeTransport } from '../peers/node-transport.ts'
import { holderOf, missing } from '../peers/openssl.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

/** A key store in memory, which outlives the app; what is installed there can open connections. */
function memoryKeyStore(
  identities: Map<string, KeyPair>,
  held: Readonly<Record<string, Uint8Array>>,
): KeyStore & { readonly keys: ReadonlyMap<string, unknown> } {
  const keys = new Map<string, KeyObject>()
  const certificates = new Map<string, Uint8Array>(Object.entries(held))
  const publicKeyOf = (key: KeyObject) => new Uint8Array(createPublicKey(key).export({ type: 'spki', format: 'der' }))
  const store = fakeKeyStore({
    async read(thumbprint) {
      const der = certificates.get(thumbprint)
      const rest = { keyName: undefined, retired: false, protection: 'other', exportable: true } as const
      return success(der && { der, thumbprint, ...rest })
    },
    async makeKey(name) {
      const key = keys.get(name) ?? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      keys.set(name, key)
      return success({ publicKey: publicKeyOf(key), protection: 'other' })
    },
    findKey: async (name) => success(keys.has(name) ? publicKeyOf(keys.get(name)!) : undefined),
    sign: async (key, data) => success(new Uint8Array(sign('sha256', data, keys.get('name' in key ? key.name : '')!))),
    async install(der, keyName) {
      const thumbprint = createHash('sha256').update(der).digest('hex')
      certificates.set(thumbprint, der)
      const key = keys.get(keyName)!.export({ type: 'pkcs8', format: 'pem' }).toString()
      identities.set(thumbprint, { certificate: derToPem(der), key })
      return done
    },
    retire: async () => done,
  })
  return { ...store, keys }
}

async function customer() {
  const bank = await startBank()
  const folder = temporaryFolder()
  const owner = await holderOf(bank, folder)
  const current = readCertificate(new Uint8Array(owner.read.raw))
  const pem = readFileSync(bank.trustAnchors, 'utf8')
  const trustAnchors = pemToDer(pem)
  if (!current.ok || !trustAnchors.ok) throw new Error('the bank has given something else')
  const key = readFileSync(owner.key, 'utf8')
  const identities = new Map([[owner.thumbprint, { certificate: owner.read.toString(), key }]])
  const keyStore = memoryKeyStore(identities, { [owner.thumbprint]: new Uint8Array(owner.read.raw) })
  const world = { ahead: 0, asked: 0 }
  const clock = () => Date.now() + world.ahead

  /** The app after a start: it has its journal and the key store, nothing else. */
  const startApp = () =>
    createRenewals({
      keyStore,
      certificates: createCertificates(() => trustAnchors.value),
      bank: createEstBank({
        url: bank.origin,
        trustAnchors: () => trustAnchors.value,
        transport: nodeTransport(pem, identities),
        clock,
      }),
      journal: openJournal(folder),
      lock: { check: () => done },
      clock,
      policy: () => defaultPolicy,
      newId: () => 'polling',
      consent: async () => (world.asked++, true),
    })
  return { bank, keyStore, startApp, world, clock, purpose: renewalOf(current.value) }
}

function waitingIn(result: { ok: boolean; value?: RenewalState | undefined }): RenewalState & { step: 'waiting' } {
  if (!result.ok || result.value?.step !== 'waiting') throw new Error(`not waiting: ${JSON.stringify(result)}`)
  return result.value
}

const hour = 60 * 60 * 1000

describe.skipIf(missing !== undefined)('a bank that needs time', () => {
  it.each(['pending', 'pending-until'] as const)('is asked again when it said, after restarts (%s)', async (fault) => {
    const { bank, keyStore, startApp, world, clock, purpose } = await customer()
    await bank.fault({ where: 'simplereenroll', fault, times: 2, amount: 3600 })
    const first = waitingIn(await startApp().start(purpose))
    expect(Math.abs(first.retryAt - clock() - hour)).toBeLessThan(10_000)

    // Too early: a start asks nobody, which the fault still to come shows.
    expect(waitingIn(await startApp().restart())).toEqual(first)
    expect(await bank.control('GET', 'faults')).toMatchObject([{ times: 1 }])

    world.ahead = hour + 10_000
    const second = waitingIn(await startApp().restart())
    expect(second).toMatchObject({ request: (first as { request?: Uint8Array }).request })
    expect(await bank.control('GET', 'faults')).toEqual([])
    expect(await bank.certificates()).toHaveLength(1)

    world.ahead += hour + 10_000
    const ended = await startApp().restart()
    expect(ended).toMatchObject({ ok: true, value: { step: 'complete' } })
    expect((await bank.certificates()).map(({ issuedBy }) => issuedBy)).toEqual(['start', 'simplereenroll'])
    // One key, one question each: waiting doubles nothing.
    expect([keyStore.keys.size, world.asked]).toEqual([1, 2])
  })
})

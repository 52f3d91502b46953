/** Keys in a TPM beside the NSS database: swtpm behind the PKCS#11 module that a real one has. */
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { withTokens } from '../../../main/keystore/linux/tokens/with-tokens.ts'
import { createRemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import { success } from '../../../main/renewal/errors.ts'
import type { KeySpecification } from '../../../main/renewal/key.ts'
import { forkWorker } from '../forked-worker.ts'
import { codeOf, enrol, keyStoreContract, rsa2048, type ThrowAwayStore, valueOf } from '../key-store.suite.ts'
import { missingForTpm, ThrowAwayTpm, tokenLabel } from './throw-away-tpm.ts'

if (missingForTpm.length > 0) console.warn(`keys in a TPM skipped: ${missingForTpm.join(', ')} not installed`)

/** What is tried each time: one test of each operation, and what is another in a TPM. The whole takes two minutes. */
const cut: ReadonlySet<string> = new Set([
  'are made inside the store, and made once for each name',
  'are listed by their names, with and without a certificate, and none once they are discarded',
  'sign as the bank wants: rsa-pss-sha384',
  'may be ec-p256: made, signed with, and installed next to',
  'are told with the place where they really are, and it is the one that the list tells',
  'that must be in hardware that is not there are not made anywhere else',
  'with a certificate are never discarded, installed or retired',
  'for another key is refused, and nothing of it stays',
  'is undone by restoring; each may be repeated',
  'takes the retired certificate and its key, and may be repeated',
  'are those that came with a certificate, too',
  'says whether it can be written, and leaves nothing behind',
])
const leftOut = (title: string) =>
  process.env['KOSHIN_TPM'] === 'whole' || cut.has(title) ? undefined : 'run by KOSHIN_TPM=whole'

const tpm = new ThrowAwayTpm()
const before = { ...process.env }

function openBoth(database: string, children: ChildProcess[]) {
  const open = (system: 'linux' | 'tokens') =>
    createRemoteKeyStore({
      location: database,
      startWorker: () => forkWorker((child) => children.push(child), [], system),
    })
  const tokens = open('tokens')
  return withTokens(open('linux'), {
    tokens: () => tokens,
    tpm: () => tokens,
    showChromium: async () => {},
    clock: Date.now,
  })
}

async function kill(children: ChildProcess[]): Promise<void> {
  const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  const ended = running.map((child) => new Promise((resolve) => child.once('exit', resolve)))
  for (const child of running) child.kill('SIGKILL')
  await Promise.all(ended)
}

interface Machine extends ThrowAwayStore {
  readonly store: ReturnType<typeof openBoth>
}

/** @param pin of the token in the TPM; empty: it asks for none */
async function throwAway(pin = ''): Promise<Machine> {
  const root = mkdtempSync(path.join(tmpdir(), 'koshin-tpm-store-'))
  const [database, token] = [path.join(root, '.pki/nssdb'), path.join(root, 'token')]
  tpm.provide(token, database, pin)
  Object.assign(process.env, tpm.environment(token))
  const children: ChildProcess[] = []
  return {
    store: openBoth(database, children),
    another: () => openBoth(database, children),
    crash: () => kill(children),
    async dispose() {
      await kill(children)
      rmSync(root, { recursive: true })
    },
  }
}

// A driver that is loaded anew for each call, and a TPM that computes: on a busy machine that takes its time.
const patience = 120_000

describe.skipIf(missingForTpm.length > 0)('on Linux with a TPM', { timeout: patience }, () => {
  beforeAll(() => tpm.start(), patience)
  afterAll(async () => {
    await tpm.stop()
    process.env = before
  })

  keyStoreContract('the TPM beside the NSS database, as a key store,', () => throwAway(), leftOut)

  describe('a key', () => {
    let machine: Machine
    const open = async (pin?: string) => void (machine = await throwAway(pin))
    const made = (provider: KeySpecification['provider']) =>
      machine.store.makeKey(`koshin-${provider}`, { ...rsa2048, provider })
    afterEach(() => machine.dispose())

    it('is made in the TPM where the policy says so, and elsewhere where it says that', async () => {
      await open()
      expect(valueOf(await made('tpm')).protection).toBe('pkcs11-tpm')
      expect(valueOf(await made('tpm-preferred')).protection).toBe('pkcs11-tpm')
      expect(valueOf(await made('software')).protection).toBe('nss-software')
      await enrol(machine.store, 'koshin-tpm')
      const held = { protection: 'pkcs11-tpm', exportable: false, keyName: 'koshin-tpm' }
      expect(valueOf(await machine.store.list())).toMatchObject([held])
      expect(codeOf(await machine.store.checkWritable({ trial: true, provider: 'tpm' }))).toBe('ok')
    })

    it('waits for the PIN where its token has one; what may be in software does not', async () => {
      await open('471100')
      expect(codeOf(await machine.store.checkWritable({ provider: 'tpm' }))).toBe('keystore.pin-needed')
      expect(valueOf(await made('tpm-preferred')).protection).toBe('nss-software')
      expect(codeOf(await made('tpm'))).toBe('keystore.pin-needed')
      const name = machine.store.pins.wanted()
      expect(name).toMatch(new RegExp(`^${tokenLabel} \\([\\w.-]*\\)$`))
      expect(await machine.store.unlock('471100', name)).toEqual(success('unlocked'))
      expect(valueOf(await made('tpm')).protection).toBe('pkcs11-tpm')
      const { thumbprint } = await enrol(machine.store, 'koshin-tpm')
      await machine.crash!()
      expect(valueOf(await machine.store.list())).toMatchObject([{ thumbprint, pinOf: name }])
      expect(codeOf(await machine.store.sign({ thumbprint }, Uint8Array.of(1)))).toBe('ok')
    })

    it('is not made anywhere else while the service in front of the TPM is down, unless it may be', async () => {
      await open()
      process.env['TPM2_PKCS11_TCTI'] = 'tabrmd:bus_type=session,bus_name=jp.koshin.nobody'
      expect(codeOf(await made('tpm'))).toBe('keystore.tpm-absent')
      expect(valueOf(await made('tpm-preferred')).protection).toBe('nss-software')
    })
  })
})

import { beforeAll, describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import type { FailureCode, Result } from '../../../../main/renewal/errors.ts'
import { codeOf, rsa2048, valueOf } from '../../../contract/key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../../../contract/test-authority.ts'
import { addForeign, copyOf, createMachine, type FakeMachine, inStore, keyNames, publicKeyOf } from './fake-machine.ts'
import { type FakeProcess, givesBack, startProcess } from './fake-process.ts'
import { somePrivateKey } from '../some-keys.ts'

/** ERROR_GEN_FAILURE as an HRESULT: a trouble that means nothing in particular to us. */
const trouble = 0x8007001f
const authority = createTestAuthority('故障')
const data = new Uint8Array([1, 2, 3])

interface Scene {
  readonly machine: FakeMachine
  readonly thumbprint: string
  readonly der: Uint8Array
}

type Answer = FailureCode | 'ok'

interface Scenario {
  /** koshin-1 with its certificate, the same retired, koshin-1 alone, nothing, or a certificate with an older key. */
  readonly before: 'enrolled' | 'retired' | 'key' | 'nothing' | 'older'
  readonly act: (store: LocalKeyStore, scene: Scene) => Result<unknown>
  /** What must be true once it has succeeded, on the first attempt or the second. */
  readonly after: (scene: Scene) => void
  /** What it answers when a foreign function fails… */
  readonly refusal: FailureCode
  /** …but for these; one that is called more than once may have more than one answer, in the order of the calls. */
  readonly but?: Readonly<Record<string, readonly Answer[]>>
}

const states = ({ machine }: Scene) =>
  inStore(machine, 'MY').map(({ archived, info }) => `${info?.container} ${archived ? 'retired' : 'installed'}`)
const isInstalled = (scene: Scene): void => expect(states(scene)).toEqual(['koshin-1 installed'])
const isRetired = (scene: Scene): void => expect(states(scene)).toEqual(['koshin-1 retired'])
const isEmpty = (scene: Scene): void => expect([...states(scene), ...keyNames(scene.machine)]).toEqual([])
const hasOneKey = ({ machine }: Scene): void => expect(keyNames(machine)).toEqual(['koshin-1'])
const isOlder = (scene: Scene): void => expect(states(scene)).toEqual(['older installed'])

/** A key whose provider is broken is listed all the same; only whether it may be exported is not known. */
const untold = { NCryptOpenStorageProvider: ['ok'], NCryptOpenKey: ['ok'], NCryptGetProperty: ['ok'] } as const

/** From here on the certificate is in the store: it is taken out again, if it was not there before. */
const readBack = {
  CertEnumCertificatesInStore: ['keystore.read-back-failed'],
  CertDuplicateCertificateContext: ['keystore.read-back-failed'],
  CryptAcquireCertificatePrivateKey: ['keystore.read-back-failed'],
  NCryptSignHash: ['keystore.read-back-failed'],
  CertOpenStore: ['keystore.write-failed', 'keystore.read-back-failed'],
  NCryptGetProperty: ['keystore.write-failed', 'keystore.read-back-failed'],
  NCryptExportKey: ['keystore.write-failed', 'keystore.read-back-failed'],
} as const

/**
 * The fault table: what comes of each foreign function that fails, in each operation. What gives something back to
 * Windows may always fail; and whatever fails, nothing half-made is left, and the same call succeeds the next time.
 */
const scenarios: Record<string, Scenario> = {
  checkWritable: {
    before: 'nothing',
    act: (store) => store.checkWritable(),
    after: isEmpty,
    refusal: 'keystore.write-failed',
  },
  'checkWritable, by trial': {
    before: 'nothing',
    act: (store) => store.checkWritable({ trial: true }),
    // The key of the check stays when it cannot be deleted; the next check takes its place, and deletes it.
    after: isEmpty,
    refusal: 'keystore.write-failed',
  },
  list: {
    before: 'enrolled',
    act: (store) => store.list(),
    after: isInstalled,
    refusal: 'keystore.unavailable',
    but: untold,
  },
  'list, with an older key': {
    before: 'older',
    act: (store) => store.list(),
    after: isOlder,
    refusal: 'keystore.unavailable',
    but: { CryptAcquireContextW: ['ok'], CryptGetUserKey: ['ok'], CryptGetKeyParam: ['ok'] },
  },
  read: {
    before: 'enrolled',
    act: (store, { thumbprint }) => store.read(thumbprint),
    after: isInstalled,
    refusal: 'keystore.unavailable',
    but: untold,
  },
  'makeKey, tpm-preferred': {
    before: 'nothing',
    act: (store) => store.makeKey('koshin-1', { ...rsa2048, confirmUse: true }),
    after: hasOneKey,
    refusal: 'keystore.write-failed',
    // First the software provider is asked for a key of the name; then whatever ails the TPM leads to software.
    but: {
      NCryptOpenStorageProvider: ['keystore.write-failed', 'ok'],
      NCryptOpenKey: ['keystore.write-failed', 'ok'],
      NCryptCreatePersistedKey: ['ok'],
      NCryptSetProperty: ['ok'],
      NCryptFinalizeKey: ['ok'],
      NCryptGetProperty: ['ok'],
      NCryptExportKey: ['ok'],
    },
  },
  'makeKey, tpm': {
    before: 'nothing',
    act: (store) => store.makeKey('koshin-1', { ...rsa2048, provider: 'tpm' }),
    after: hasOneKey,
    refusal: 'keystore.write-failed',
  },
  'makeKey, software': {
    before: 'nothing',
    act: (store) => store.makeKey('koshin-1', { ...rsa2048, provider: 'software' }),
    after: hasOneKey,
    refusal: 'keystore.write-failed',
    but: {
      NCryptOpenStorageProvider: ['keystore.write-failed', 'ok'],
      NCryptOpenKey: ['keystore.write-failed', 'ok'],
    },
  },
  findKey: {
    before: 'key',
    act: (store) => store.findKey('koshin-1'),
    after: hasOneKey,
    refusal: 'keystore.unavailable',
  },
  listKeys: {
    before: 'key',
    act: (store) => store.listKeys(),
    after: hasOneKey,
    refusal: 'keystore.unavailable',
  },
  'sign, by name': {
    before: 'key',
    act: (store) => store.sign({ name: 'koshin-1' }, data),
    after: hasOneKey,
    refusal: 'keystore.sign-failed',
  },
  'sign, by certificate': {
    before: 'enrolled',
    act: (store, { thumbprint }) => store.sign({ thumbprint }, data),
    after: isInstalled,
    refusal: 'keystore.sign-failed',
  },
  'sign, with an older key': {
    before: 'older',
    act: (store, { thumbprint }) => store.sign({ thumbprint }, data),
    after: isOlder,
    refusal: 'keystore.sign-failed',
  },
  install: {
    before: 'key',
    act: (store, { der }) => store.install(der, 'koshin-1', [authority.intermediate]),
    after: (scene) => {
      isInstalled(scene)
      expect(inStore(scene.machine, 'CA')).toHaveLength(1)
    },
    refusal: 'keystore.write-failed',
    but: readBack,
  },
  'install, over a retired one': {
    before: 'retired',
    act: (store, { der }) => store.install(der, 'koshin-1', [authority.intermediate]),
    after: isInstalled,
    refusal: 'keystore.write-failed',
    but: readBack,
  },
  retire: {
    before: 'enrolled',
    act: (store, { thumbprint }) => store.retire(thumbprint),
    after: isRetired,
    refusal: 'keystore.write-failed',
  },
  restore: {
    before: 'retired',
    act: (store, { thumbprint }) => store.restore(thumbprint),
    after: isInstalled,
    refusal: 'keystore.write-failed',
  },
  discardKey: {
    before: 'key',
    act: (store) => store.discardKey('koshin-1'),
    after: isEmpty,
    refusal: 'keystore.write-failed',
  },
  delete: {
    before: 'enrolled',
    act: (store, { thumbprint }) => store.delete(thumbprint),
    after: isEmpty,
    refusal: 'keystore.write-failed',
  },
  'delete, with an older key': {
    before: 'older',
    act: (store, { thumbprint }) => store.delete(thumbprint),
    after: isEmpty,
    refusal: 'keystore.write-failed',
  },
}

const scenes = new Map<Scenario['before'], Scene>()

beforeAll(() => {
  const nothing = createMachine()
  scenes.set('nothing', { machine: nothing, thumbprint: '', der: new Uint8Array() })

  const older = createMachine()
  const privateKey = somePrivateKey(2048)
  older.containers.set('older', { privateKey, exportable: true })
  const olderDer = authority.issue({ publicKey: publicKeyOf(privateKey), holder: '旧' })
  const provider = 'Microsoft Enhanced Cryptographic Provider v1.0'
  addForeign(older, 'MY', olderDer, { container: 'older', provider, type: 1, keySpec: 1 })
  scenes.set('older', { machine: older, thumbprint: thumbprintOf(olderDer), der: olderDer })

  for (const before of ['key', 'enrolled', 'retired'] as const) {
    const machine = createMachine()
    const store = openWindowsKeyStore('MY', () => startProcess(machine).foreign)
    const { publicKey } = valueOf(store.makeKey('koshin-1', rsa2048))
    const der = authority.issue({ publicKey, holder: 'テスト' })
    const thumbprint = thumbprintOf(der)
    if (before !== 'key') valueOf(store.install(der, 'koshin-1', [authority.intermediate]))
    if (before === 'retired') valueOf(store.retire(thumbprint))
    scenes.set(before, { machine, thumbprint, der })
  }
})

function setScene(before: Scenario['before'], writes: FakeMachine['writes'] = 'at once'): Scene {
  const scene = scenes.get(before)!
  return { ...scene, machine: { ...copyOf(scene.machine), writes } }
}

/** What must be true at every moment: nobody is offered a certificate that cannot be used, and no key is doubled. */
function expectNothingHalfMade({ machine }: Scene): void {
  const names = keyNames(machine)
  expect(new Set(names).size).toBe(names.length)
  for (const { archived, info } of inStore(machine, 'MY')) {
    if (!archived) expect([...names, ...machine.containers.keys()]).toContain(info?.container)
  }
}

/** Keys are kept open on purpose; nothing else is. */
const leaks = (running: FakeProcess): string[] => running.open().filter((kind) => kind !== 'key')

/** Every foreign function that failed in some operation. */
const failed = new Set<string>()

describe.each(Object.entries(scenarios))('%s', (_, { before, act, after, refusal, but = {} }) => {
  it('answers each foreign function that fails as the table says, and leaves nothing half-made', () => {
    const found: Record<string, string[]> = {}
    for (let at = 0; ; at++) {
      const scene = setScene(before)
      const running = startProcess(scene.machine, { at, status: trouble })
      const store = openWindowsKeyStore('MY', () => running.foreign)
      const result = act(store, scene)
      const name = running.calls[at]
      if (name === undefined) break
      const outcome = codeOf(result)
      if (!(found[name] ??= []).includes(outcome)) found[name].push(outcome)
      if (!result.ok) expect(result.failure.cause).toBe(`${name}: 0x8007001f an unnamed status`)
      expectNothingHalfMade(scene)
      expect(leaks(running)).toEqual([])
      valueOf(act(store, scene))
      after(scene)
    }
    const names = Object.keys(found)
    names.forEach((name) => failed.add(name))
    const expected = (name: string) => but[name] ?? [givesBack.test(name) ? 'ok' : refusal]
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, expected(name)])))
    expect(names).toEqual(expect.arrayContaining(Object.keys(but)))
  })

  it.each(['at once', 'on commit'] as const)(
    'may be cut short before any foreign call, with a Windows that writes %s: a new process finishes it',
    (writes) => {
      for (let at = 0; ; at++) {
        const scene = setScene(before, writes)
        const running = startProcess(scene.machine, { at, status: 'crash' })
        try {
          act(
            openWindowsKeyStore('MY', () => running.foreign),
            scene,
          )
        } catch {
          // the process that ended
        }
        if (running.calls[at] === undefined) break
        expectNothingHalfMade(scene)
        valueOf(
          act(
            openWindowsKeyStore('MY', () => startProcess(scene.machine).foreign),
            scene,
          ),
        )
        after(scene)
      }
    },
  )
})

it('no foreign function is missing from the table', () => {
  expect([...failed].sort()).toEqual([...startProcess(createMachine()).names].sort())
})

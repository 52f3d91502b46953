/** The fault table of main/keystore/macos/operations.ts: what is left when the n-th foreign call fails, for every n. */
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import type { Result } from '../../../../main/renewal/errors.ts'
import type { KeySpecification } from '../../../../main/renewal/key.ts'
import { valueOf } from '../../../contract/key-store.suite.ts'
import { createTestAuthority, thumbprintOf } from '../../../contract/test-authority.ts'
import { Death, FakeMacos, type Fault } from './fake-macos.ts'
import { openWatchedStore } from './watched-store.ts'

const rsa2048: KeySpecification = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false }
const authority = createTestAuthority('試験認証局')
/** The one that is worked on, its bystander's, and one for a second attempt. */
const pairs = [1, 2, 3].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }))
const [der, bystander] = pairs.map(({ publicKey }) =>
  authority.issue({ publicKey: publicKey.export({ type: 'spki', format: 'der' }), holder: 'テスト 太郎' }),
) as [Uint8Array, Uint8Array, Uint8Array]
const thumbprint = thumbprintOf(der)

interface Scenario {
  readonly title: string
  /** What there is of it before. */
  readonly before: 'nothing' | 'key' | 'installed' | 'retired'
  readonly act: (store: LocalKeyStore) => Result<unknown>
  /** Is the certificate there all the time, in the keychain or beside it? */
  readonly keepsCertificate?: true
}

const make = (store: LocalKeyStore): Result<unknown> => store.makeKey('koshin-1', rsa2048)
const making: Scenario = { title: 'making a key', before: 'nothing', act: make }
const discarding: Scenario = { title: 'discarding a key', before: 'key', act: (store) => store.discardKey('koshin-1') }
const install = (store: LocalKeyStore): Result<void> => store.install(der, 'koshin-1', [authority.intermediate])
const keepsCertificate = true
const scenarios: readonly Scenario[] = [
  making,
  { title: 'installing', before: 'key', act: install },
  { title: 'installing what was retired', before: 'retired', act: install, keepsCertificate },
  { title: 'signing', before: 'installed', act: (store) => store.sign({ thumbprint }, der), keepsCertificate },
  { title: 'listing', before: 'retired', act: (store) => store.list({ retired: true }), keepsCertificate },
  { title: 'retiring', before: 'installed', act: (store) => store.retire(thumbprint), keepsCertificate },
  { title: 'restoring', before: 'retired', act: (store) => store.restore(thumbprint), keepsCertificate },
  discarding,
  { title: 'deleting', before: 'installed', act: (store) => store.delete(thumbprint) },
  { title: 'deleting what was retired', before: 'retired', act: (store) => store.delete(thumbprint) },
]

describe('when a foreign call fails, or the process dies around it,', () => {
  let root: string
  let folder: string
  let macos: FakeMacos

  beforeEach(() => void (root = mkdtempSync(path.join(tmpdir(), 'koshin-macos-'))))
  afterEach(() => rmSync(root, { recursive: true }))

  /** A new process before the same keychain. */
  function open(items: FakeMacos['keychains']['items'] = [], copies: readonly string[] = []): LocalKeyStore {
    folder = mkdtempSync(path.join(root, 'retired-'))
    for (const name of copies) writeFileSync(path.join(folder, name), der)
    macos = new FakeMacos()
    macos.keychains.items = [...items]
    const unused = [...pairs]
    macos.keychains.newRsaPair = () => unused.shift()!
    return openWatchedStore(folder, macos)
  }

  /** Opens what there is before a scenario, any number of times. */
  function prepare({ before }: Scenario): () => LocalKeyStore {
    const store = open()
    const steps: (() => Result<unknown>)[] = [
      () => store.makeKey('koshin-1', rsa2048),
      () => store.makeKey('koshin-other', rsa2048),
      () => store.install(bystander, 'koshin-other'),
      () => install(store),
      () => store.retire(thumbprint),
    ]
    for (const step of steps.slice(0, { nothing: 0, key: 3, installed: 4, retired: 5 }[before])) valueOf(step())
    const { items } = macos.keychains
    const copies = readdirSync(folder)
    return () => open(items, copies)
  }

  /** What is in the keychain and beside it, whatever random keys it is about. */
  const contents = (): string[] =>
    [...macos.keychains.items.map(({ kind, label, place }) => `${kind} ${label.replace(/ [0-9a-f]{8}$/, '')} ${place}`)]
      .concat(readdirSync(folder).map((name) => name.replace(/^[0-9a-f]{64}/, 'copy')))
      .sort()

  function attempt(store: LocalKeyStore, { act }: Scenario, fault?: Fault): 'ok' | 'failed' | 'died' {
    macos.restart()
    macos.fault = fault
    try {
      return act(store).ok ? 'ok' : 'failed'
    } catch (error) {
      // What a store throws becomes the failure `internal` in its process.
      return error instanceof Death ? 'died' : 'failed'
    }
  }

  const kinds = ['fails', 'dies before', 'dies after'] as const
  const cases = scenarios.flatMap((scenario) => kinds.map((kind) => ({ ...scenario, kind })))

  it.each(cases)('$title is mended by a repetition: the call $kind', ({ kind, ...scenario }) => {
    const reopen = prepare(scenario)
    expect(attempt(reopen(), scenario)).toBe('ok')
    const [expected, calls] = [contents(), macos.calls]
    expect(calls).toBeGreaterThan(3)
    for (let at = 1; at <= calls; at++) {
      const store = reopen()
      const outcome = attempt(store, scenario, { at, kind })
      if (kind !== 'fails') expect(outcome).toBe('died')
      macos.restart()
      if (outcome === 'ok') expect(contents(), `call ${at} was no loss`).toEqual(expected)
      if (scenario.keepsCertificate) expect(valueOf(store.read(thumbprint)), `call ${at}`).toMatchObject({ thumbprint })
      expect(attempt(store, scenario), `call ${at}`).toBe('ok')
      expect(contents(), `call ${at}`).toEqual(expected)
    }
  })

  it.each(kinds)('a key that was being made can be discarded: the call %s', (kind) => {
    const reopen = prepare(making)
    attempt(reopen(), making)
    const { calls } = macos
    for (let at = 1; at <= calls; at++) {
      const store = reopen()
      attempt(store, making, { at, kind })
      macos.restart()
      valueOf(store.discardKey('koshin-1'))
      expect(contents(), `call ${at}`).toEqual([])
    }
  })

  it.each(kinds)('a key that was being discarded is whole or none: the call %s', (kind) => {
    const reopen = prepare(discarding)
    attempt(reopen(), discarding)
    const { calls } = macos
    for (let at = 1; at <= calls; at++) {
      const store = reopen()
      attempt(store, discarding, { at, kind })
      macos.restart()
      expect(valueOf(make(store)), `call ${at}`).toMatchObject({ protection: 'keychain-software' })
    }
  })
})

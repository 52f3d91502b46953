import { generateKeyPairSync, type KeyObject, verify } from 'node:crypto'
import type * as nodeCrypto from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { budgetOf, signatureBudget, verificationCost } from '../../../../main/x509/chain/budget.ts'
import { checkChain } from '../../../../main/x509/chain/chain.ts'
import { findSuccessions } from '../../../../main/x509/chain/rollover.ts'
import { checkServer } from '../../../../main/x509/chain/server-identity.ts'
import { createCertificates } from '../../../../main/x509/certificates.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { certificateSigning, extension, issue, makeAuthority, makeKeys, now, rsaKeys } from '../authority.ts'
import { crossed, crossedKeys } from './crossed.ts'

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof nodeCrypto>()
  return { ...crypto, verify: vi.fn(crypto.verify) }
})
const checks = (): number => vi.mocked(verify).mock.calls.length

/** What the checks so far cost, in microseconds of a slow machine: counted, because a busy one measures anything. */
const cost = (): number =>
  vi.mocked(verify).mock.calls.reduce((sum, [, , key]) => sum + verificationCost(key as KeyObject), 0)
/** Of 100 ms: the rest is for reading. */
const affordable = 30_000
const many = crossedKeys('p521', 64)
/** With the trust anchor's own name, so that it looks as if they belonged to it. */
const bundle = (): readonly Uint8Array[] => crossed(many, 'Test Root')
const { root, middle, leaf } = makeAuthority()
const client = leaf(makeKeys())

beforeEach(() => void vi.mocked(verify).mockClear())

describe('64 cross-signed certificates on P-521 cost no more than a whole answer may', () => {
  it('in /cacerts, whichever of them is judged, and when a successor of an anchor is looked for', () => {
    const published = bundle()
    for (const at of [now, now + 1000]) {
      for (const der of published)
        expect(checkChain(der, published, [root], { now: at, purpose: 'any' }).ok).toBe(false)
    }
    expect(findSuccessions(published, [root], now)).toEqual([])
    expect(checks()).toBeGreaterThan(0)
    expect(cost()).toBeLessThanOrEqual(affordable)
  })

  it('when they claim to be successors of an anchor', () => {
    const extensions = [extension.basicConstraints(true), certificateSigning]
    const later = many.map((keys) => issue({ subject: 'Test Root', keys, notAfter: now + 1e12, extensions }))
    expect(findSuccessions(later, [root], now)).toEqual([])
    expect(checks()).toBeGreaterThan(0)
    expect(cost()).toBeLessThanOrEqual(affordable)
  })

  it('as the chain of a TLS server', () => {
    const server = leaf(many[0]!, { issuer: 'Test Root', signer: many[1]!, extensions: [] })
    const checked = checkServer([server, ...bundle()].map(derToPem), 'bank.example', [root], now)
    expect(checked).toMatchObject({ failure: { cause: 'too many possible chains' } })
    expect(cost()).toBeLessThanOrEqual(affordable)
  })

  it('for one certificate of the key store', () => {
    const pool = [...bundle(), ...crossed(many, 'Test CA')]
    createCertificates(() => [root]).checkChain(client, pool, now)
    expect(cost()).toBeLessThanOrEqual(20_000)
  })

  it('and do not keep an honest certificate beside them from being found, where it names its issuer', () => {
    const id = new Uint8Array([1, 2])
    const keys = makeKeys()
    const extensions = [extension.basicConstraints(true), certificateSigning, extension.subjectKeyId(id)]
    const ca = issue({ subject: 'Test CA', keys, extensions })
    const end = leaf(makeKeys(), { signer: keys, extensions: [extension.authorityKeyId(id)] })
    expect(checkChain(end, [...crossed(many, 'Test CA')], [ca], { now, purpose: 'any' }).ok).toBe(true)
    expect(checkChain(end, [...crossed(many, 'Test CA'), ca], [root, ca], { now, purpose: 'any' }).ok).toBe(true)
  })
})

describe('a signature', () => {
  it('is checked once, however often the chain is built', () => {
    const [first, second] = [makeAuthority('Once'), makeKeys()]
    const end = first.leaf(second)
    const build = () => checkChain(end, [first.middle], [first.root], { now, purpose: 'clientAuth' }).ok
    expect([build(), build(), build()]).toEqual([true, true, true])
    expect(checks()).toBe(2)
  })

  it('is checked again for another key and for another certificate', () => {
    const other = makeAuthority('Test')
    expect(checkChain(client, [middle], [root], { now, purpose: 'any' }).ok).toBe(true)
    expect(checkChain(client, [other.middle], [other.root], { now, purpose: 'any' }).ok).toBe(false)
    expect(checkChain(other.leaf(makeKeys()), [middle], [root], { now, purpose: 'any' }).ok).toBe(false)
  })
})

describe('a budget', () => {
  afterEach(() => void vi.useRealTimers())

  it('is spent for good by what costs more than is left', () => {
    const budget = signatureBudget(100)
    expect([budget.take(60), budget.take(60), budget.take(1)]).toEqual([true, false, false])
  })

  it('belongs to one list of certificates, and is renewed after a minute', () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const [list, other] = [[root], [root]]
    const budget = budgetOf(list)
    expect([budgetOf(list) === budget, budgetOf(other) === budget]).toEqual([true, false])
    vi.advanceTimersByTime(59_999)
    expect(budgetOf(list)).toBe(budget)
    vi.advanceTimersByTime(1)
    expect(budgetOf(list)).not.toBe(budget)
    expect(budgetOf(list)).toBe(budgetOf(list))
  })

  it('weighs keys by what they cost', () => {
    const costOf = (kind: Parameters<typeof makeKeys>[0]): number => verificationCost(makeKeys(kind).publicKey)
    expect(verificationCost(rsaKeys().publicKey)).toBe(100)
    expect([costOf('ec'), costOf('p384'), costOf('p521'), costOf('ed25519')]).toEqual([250, 1500, 4000, 250])
    const unknown: unknown = Object.create(makeKeys().publicKey, {
      asymmetricKeyDetails: { value: { namedCurve: 'sect571r1' } },
    })
    expect(verificationCost(unknown as KeyObject)).toBe(4000)
    const wide = generateKeyPairSync('rsa', { modulusLength: 1024, publicExponent: 3 }).publicKey
    expect(verificationCost(wide)).toBe(25)
    const large = Object.create(wide, {
      asymmetricKeyDetails: { value: { modulusLength: 4096, publicExponent: 2n ** 340n - 1n } },
    }) as typeof wide
    expect(verificationCost(large)).toBe(8000)
  })
})

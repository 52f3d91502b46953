import { beforeEach, describe, expect, it } from 'vitest'
import { overallStatus } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { createInventory, rememberingAuthorities } from '../../../../main/renewal/certificates/inventory.ts'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import type { Authorities, Bank, Certificates, StoredCertificate } from '../../../../main/renewal/ports.ts'
import { fakeKeyStore } from '../../keystore/fake-key-store.ts'
import { currentFacts, now } from '../samples.ts'

const day = 24 * 60 * 60 * 1000
/** The first octet says which; each lasts so many days. */
const lasts: Readonly<Record<number, number>> = { 1: 20, 2: 300, 3: 300, 4: -400 }
const der = (which: number) => new Uint8Array([which])
const nameOf = (which: number) => `${which}`.repeat(64)
const stored = (which: number, retired = false): StoredCertificate => ({
  der: der(which),
  thumbprint: nameOf(which),
  keyName: undefined,
  retired,
  protection: 'nss-software',
  exportable: true,
})

let holds: readonly StoredCertificate[]
let keyless: readonly Uint8Array[]
let authorities: readonly number[]
let judgedAt: number[]
let listed: ({ readonly retired?: boolean } | undefined)[]

beforeEach(() => {
  holds = []
  keyless = []
  authorities = []
  judgedAt = []
  listed = []
})

const inventoryOf = () =>
  createInventory({
    keyStore: fakeKeyStore({
      async list(options) {
        listed.push(options)
        return success(holds.filter(({ retired }) => !retired || options?.retired === true))
      },
      listKeyless: async () => success(keyless),
      listAuthorities: async () => success([]),
    }),
    certificates: {
      read: (bytes: Uint8Array) =>
        bytes[0] === 9
          ? failure('certificate.unreadable')
          : success({
              ...currentFacts,
              der: bytes,
              thumbprint: nameOf(bytes[0]!),
              notBefore: now - 500 * day,
              notAfter: now + lasts[bytes[0]!]! * day,
              authority: authorities.includes(bytes[0]!),
            }),
      checkChain(_der: Uint8Array, _beside: readonly Uint8Array[], at: number) {
        judgedAt.push(at)
        return done
      },
      isNamedAsBanks: () => true,
    } as unknown as Certificates,
    bank: { reach: async () => success({ bankTime: now, caCertificates: [] }) } as unknown as Bank,
    authorities: { list: () => [der(7)] } as unknown as Authorities,
    clock: () => now,
  })
const names = (certificates: readonly { readonly thumbprint: string }[]) => certificates.map((one) => one.thumbprint[0])

describe("the bank's certificates", () => {
  it('come in the order of how long they last, and then of their thumbprints', async () => {
    holds = [stored(1), stored(3), stored(2), stored(4)]
    const inventory = inventoryOf()
    await inventory.refresh()
    expect(names(inventory.list())).toEqual(['2', '3', '1', '4'])
    expect(inventory.find(nameOf(1))?.thumbprint).toBe(nameOf(1))
    expect(inventory.find(nameOf(5))).toBeUndefined()
  })

  it('that have expired are judged by the time when they were still valid', async () => {
    holds = [stored(4)]
    await inventoryOf().refresh()
    expect(judgedAt).toEqual([now - 400 * day])
  })

  it('that were retired are listed on request, and not remembered', async () => {
    holds = [stored(1), stored(2, true)]
    const inventory = inventoryOf()
    await inventory.refresh()
    const all = await inventory.listAll()
    expect(all.ok && names(all.value)).toEqual(['2', '1'])
    expect(names(inventory.list())).toEqual(['1'])
    expect(listed.map((options) => options?.retired)).toEqual([false, true])
  })

  it('that the bank has revoked open nothing, and are shown as revoked', async () => {
    holds = [stored(1), stored(2)]
    const inventory = inventoryOf()
    await inventory.refresh()
    inventory.markRevoked(nameOf(2))
    expect(names(inventory.list())).toEqual(['1'])
    expect(inventory.faulty()).toMatchObject([{ thumbprint: nameOf(2), fault: 'revoked' }])
    inventory.markRevoked(nameOf(1))
    expect(overallStatus(inventory.list(), inventory.faulty(), defaultPolicy, now)).toBe('revoked')
  })

  it('without their key are told where nothing else is here, without authorities and what cannot be read', async () => {
    keyless = [der(1), der(9), der(3), der(2)]
    authorities = [3]
    const inventory = inventoryOf()
    await inventory.refresh()
    expect(inventory.faulty()).toMatchObject([
      { thumbprint: nameOf(2), fault: 'keyless', keyName: undefined, protection: 'other', retired: false },
      { thumbprint: nameOf(1), fault: 'keyless' },
    ])
    expect(overallStatus(inventory.list(), inventory.faulty(), defaultPolicy, now)).toBe('unusable')

    holds = [stored(1)]
    await inventory.refresh()
    expect(inventory.faulty()).toEqual([])
  })

  it('are absent where there is nothing at all', () => {
    expect(overallStatus([], [], defaultPolicy, now)).toBe('absent')
  })
})

describe('a bank whose CA certificates are remembered', () => {
  const answer = success({ bankTime: now, caCertificates: [der(7)] })
  const remembering = (reached: typeof answer | ReturnType<typeof failure>) => {
    const told: unknown[] = []
    const bank = rememberingAuthorities(
      { reach: async () => reached } as unknown as Bank,
      {
        authorities: { remember: (...given: unknown[]) => (told.push(given), [der(8)]) } as unknown as Authorities,
        clock: () => now,
      },
      (root) => told.push(root),
    )
    return { bank, told }
  }

  it('has them remembered at each answer, and tells of a root’s successor', async () => {
    const { bank, told } = remembering(answer)
    expect(await bank.reach()).toEqual(answer)
    expect(told).toEqual([[[der(7)], now], der(8)])
  })

  it('has nothing remembered when it cannot be reached', async () => {
    const { bank, told } = remembering(failure('bank.unreachable'))
    await bank.reach()
    expect(told).toEqual([])
  })

  it('has those learned that an issued certificate comes with, and nothing from any other answer', async () => {
    const learned: unknown[] = []
    const issued = success({ kind: 'issued', certificate: der(1), intermediates: [der(7)] } as const)
    const answers = [issued, success({ kind: 'pending', retryAfter: 1 } as const), failure('bank.refused')]
    const next = async () => answers.shift()!
    const bank = rememberingAuthorities(
      { reenrol: next, enrol: next } as unknown as Bank,
      {
        authorities: { learn: (...given: unknown[]) => learned.push(given) } as unknown as Authorities,
        clock: () => now,
      },
      () => undefined,
    )
    const key = { name: 'koshin-7' }
    expect(await bank.reenrol('a', der(1), key)).toBe(issued)
    expect(await bank.reenrol('a', der(1), key)).toMatchObject({ value: { kind: 'pending' } })
    expect(await bank.enrol({ customerId: 'K1', password: 'p' }, der(1), key)).toMatchObject({ ok: false })
    answers.push(issued)
    expect(await bank.enrol({ customerId: 'K1', password: 'p' }, der(1), key)).toBe(issued)
    expect(learned).toEqual([
      [[der(7)], now],
      [[der(7)], now],
    ])
  })
})

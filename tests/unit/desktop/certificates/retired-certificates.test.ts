import { describe, expect, it } from 'vitest'
import { createRetiredCertificates } from '../../../../main/desktop/certificates/retired-certificates.ts'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import type { Retirement } from '../../../../main/renewal/certificates/retirement.ts'
import type { HistoryEntry } from '../../../../main/storage/history.ts'
import { currentFacts, issuedFacts, now } from '../../renewal/samples.ts'

const day = 24 * 60 * 60 * 1000
const kept = { keyName: 'koshin-1', protection: 'other', exportable: false } as const

function world() {
  const held: BankCertificate[] = [
    { ...issuedFacts, ...kept, retired: false },
    { ...currentFacts, ...kept, retired: true },
  ]
  let remembered: readonly Retirement[] = []
  const entries: HistoryEntry[] = []
  const state = {
    time: now,
    refusal: undefined as ReturnType<typeof failure> | undefined,
    deleteRetired: true,
    taken: done,
    /** How many certificates were offered when the bank was asked. */
    askedWith: [] as number[],
  }
  const all = async () => success([...held])
  const mark = (thumbprint: string, retired: boolean) => {
    const at = held.findIndex((one) => one.thumbprint === thumbprint)
    held[at] = { ...held[at]!, retired }
    return done
  }
  const retiredCertificates = createRetiredCertificates({
    inventory: {
      list: () => [],
      faulty: () => [],
      markRevoked: () => undefined,
      find: () => undefined,
      refresh: all,
      listAll: all,
    },
    keyStore: {
      restore: async (thumbprint) => mark(thumbprint, false),
      retire: async (thumbprint) => mark(thumbprint, true),
      delete: async (thumbprint) => {
        if (state.refusal !== undefined) return state.refusal
        held.splice(
          held.findIndex((one) => one.thumbprint === thumbprint),
          1,
        )
        return done
      },
    },
    prove: async () => {
      state.askedWith.push(held.filter(({ retired }) => !retired).length)
      return state.taken
    },
    retirements: { read: () => success(remembered), write: (list) => ((remembered = list), done) },
    history: { list: () => success(entries), add: (entry) => (entries.push(entry), done) },
    policy: { current: () => ({ ...defaultPolicy, deleteRetired: state.deleteRetired }) },
    clock: () => state.time,
  })
  return { retiredCertificates, held, entries, state }
}

describe('after a renewal', () => {
  it('the old certificate can be brought back, and history says so', async () => {
    const { retiredCertificates, held, entries } = world()
    expect(await retiredCertificates.review()).toMatchObject([{ certificate: { thumbprint: currentFacts.thumbprint } }])
    expect(await retiredCertificates.restore(currentFacts.thumbprint)).toEqual(done)
    expect(held.map(({ retired }) => retired)).toEqual([false, false])
    expect(entries).toMatchObject([{ event: 'restored', serial: currentFacts.serial }])
    expect(await retiredCertificates.review()).toEqual([])
  })

  it.each([
    ['certificate.revoked', 'certificate.superseded'],
    ['bank.certificate-refused', 'certificate.superseded'],
    ['bank.unreachable', 'bank.unreachable'],
  ] as const)(
    'the old one stays hidden where the bank does not take it, or cannot be asked: %s',
    async (code, told) => {
      const { retiredCertificates, held, entries, state } = world()
      state.taken = failure(code)
      expect(await retiredCertificates.restore(currentFacts.thumbprint)).toMatchObject({ failure: { code: told } })
      expect(state.askedWith).toEqual([2])
      expect(held.map(({ retired }) => retired)).toEqual([false, true])
      expect(entries).toEqual([])
    },
  )

  it('the bank is not asked with an expired one, which opens no connection', async () => {
    const { retiredCertificates, held, state } = world()
    state.taken = failure('bank.certificate-refused')
    state.time = currentFacts.notAfter + day
    expect(await retiredCertificates.restore(currentFacts.thumbprint)).toEqual(done)
    expect(state.askedWith).toEqual([])
    expect(held.map(({ retired }) => retired)).toEqual([false, false])
  })

  it('nothing but a retired certificate whose time is not over is brought back', async () => {
    const { retiredCertificates, state } = world()
    const missing = failure('keystore.certificate-missing')
    expect(await retiredCertificates.restore(issuedFacts.thumbprint)).toEqual(missing)
    await retiredCertificates.review()
    state.time += 31 * day
    state.deleteRetired = false
    expect(await retiredCertificates.restore(currentFacts.thumbprint)).toEqual(missing)
  })

  it('policy has it deleted after 30 days, which history says', async () => {
    const { retiredCertificates, held, entries, state } = world()
    await retiredCertificates.review()
    expect(held).toHaveLength(2)
    state.time += 31 * day
    await retiredCertificates.review()
    expect(held.map(({ thumbprint }) => thumbprint)).toEqual([issuedFacts.thumbprint])
    expect(entries).toMatchObject([{ event: 'deleted', serial: currentFacts.serial }])
  })

  it('a deletion that fails is told once and tried again', async () => {
    const { retiredCertificates, held, entries, state } = world()
    await retiredCertificates.review()
    state.time += 31 * day
    state.refusal = failure('keystore.access-denied')
    for (let round = 0; round < 3; round++) await retiredCertificates.review()
    expect(entries).toMatchObject([{ event: 'failed', code: 'keystore.access-denied' }])
    state.refusal = undefined
    await retiredCertificates.review()
    expect(held).toHaveLength(1)
  })
})

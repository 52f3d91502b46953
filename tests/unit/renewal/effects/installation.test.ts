import { beforeEach, describe, expect, it, vi } from 'vitest'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { install, prove, retire } from '../../../../main/renewal/effects/installation.ts'
import type { StoredCertificate } from '../../../../main/renewal/ports.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, now, states } from '../samples.ts'
import { World } from '../world.ts'

let world: World
const tools = () => ({ ...world, policy: () => defaultPolicy, clock: () => world.time, credentials: undefined })
const stored = (facts: typeof currentFacts, retired = false): StoredCertificate => {
  const { der, thumbprint } = facts
  return { der, thumbprint, keyName: 'koshin-7', retired, protection: 'other', exportable: false }
}
/** What the key store has, by thumbprint. */
function holds(...kept: readonly StoredCertificate[]): void {
  const found = (thumbprint: string) => success(kept.find((one) => one.thumbprint === thumbprint))
  vi.spyOn(world.keyStore, 'read').mockImplementation(async (thumbprint) => found(thumbprint))
}
const failedWith = (code: string) => ({ type: 'failed', failure: { code } })
const missing = failure('keystore.certificate-missing')
const broken = failure('keystore.unavailable')

beforeEach(() => {
  world = new World()
  world.keys.add('koshin-7')
  holds(stored(currentFacts), stored(issuedFacts))
})

describe('what was issued is installed', () => {
  const { installing } = states

  it('beside its key, with its chain, and read back', async () => {
    const installed = vi.spyOn(world.keyStore, 'install')
    const intermediates = [new Uint8Array([5])]
    expect(await install({ ...installing, intermediates }, tools())).toEqual({ type: 'installed' })
    expect(installed.mock.calls).toEqual([[issuedFacts.der, 'koshin-7', intermediates]])
  })

  it('also where the old certificate is gone: it is needed all the more', async () => {
    holds(stored(issuedFacts))
    expect(await install(installing, tools())).toEqual({ type: 'installed' })
  })

  it('not where the old certificate is not the one that the journal tells of', async () => {
    const other = { ...installing, purpose: { ...installing.purpose, notAfter: 1 } as typeof installing.purpose }
    expect(await install(other, tools())).toMatchObject({ type: 'disbelieved', failure: { code: 'journal.untrue' } })
  })

  it('not where nobody can tell what the key store has', async () => {
    vi.spyOn(world.keyStore, 'read').mockResolvedValue(broken)
    expect(await install(installing, tools())).toMatchObject(failedWith('keystore.unavailable'))
  })

  it('not without its key: it is asked for anew as long as the old one is there to ask with', async () => {
    world.keys.clear()
    expect(await install(installing, tools())).toEqual({ type: 'key-lost' })
    holds(stored(issuedFacts))
    expect(await install(installing, tools())).toMatchObject(failedWith('keystore.key-missing'))
    const first = { ...installing, purpose: enrolmentPurpose }
    expect(await install(first, tools())).toMatchObject(failedWith('keystore.key-missing'))
  })

  it('not where a check finds that it is not what was asked for', async () => {
    world.chain = failure('issued.foreign-issuer')
    expect(await install(installing, tools())).toMatchObject(failedWith('issued.foreign-issuer'))
  })

  it('not before it begins: that is waited for, to the next whole second', async () => {
    world.issued = { ...issuedFacts, notBefore: now + 4200 }
    expect(await install(installing, tools())).toEqual({ type: 'pending', retryAfter: 5 })
    world.time = now + 4200
    expect(await install(installing, tools())).toEqual({ type: 'installed' })
  })

  it('and is told where the key store does not take it, or does not give it back', async () => {
    vi.spyOn(world.keyStore, 'install').mockResolvedValueOnce(failure('keystore.write-failed'))
    expect(await install(installing, tools())).toMatchObject(failedWith('keystore.write-failed'))
    const read = vi.spyOn(world.keyStore, 'read')
    for (const [back, code] of [
      [broken, 'keystore.unavailable'],
      [success(undefined), 'keystore.read-back-failed'],
      [success(stored(issuedFacts, true)), 'keystore.read-back-failed'],
    ] as const) {
      read.mockResolvedValueOnce(success(stored(currentFacts))).mockResolvedValueOnce(back)
      expect(await install(installing, tools())).toMatchObject(failedWith(code))
    }
  })
})

/** What is there to succeed an old certificate. */
const withoutSuccessor = [
  ['is gone', success(undefined), { type: 'certificate-lost' }],
  ['is hidden', success(stored(issuedFacts, true)), failedWith('keystore.read-back-failed')],
  ['cannot be looked for', broken, failedWith('keystore.unavailable')],
] as const

describe('what was installed is proven', () => {
  const { proving } = states

  it('to the bank, which is told what it is for', async () => {
    const proof = vi.spyOn(world.bank, 'prove')
    expect(await prove(proving, tools())).toEqual({ type: 'proven' })
    expect(await prove({ ...proving, purpose: enrolmentPurpose }, tools())).toEqual({ type: 'proven' })
    expect(proof.mock.calls).toEqual([
      [issuedFacts.thumbprint, { renews: currentFacts.thumbprint }],
      [issuedFacts.thumbprint, { customerId: 'K1000001' }],
    ])
  })

  it('as far as the bank’s answer goes', async () => {
    vi.spyOn(world.bank, 'prove').mockResolvedValue(success({ proven: 'recognised' }))
    expect(await prove(proving, tools())).toEqual({ type: 'proven', proven: 'recognised' })
  })

  it('not where the bank refuses it', async () => {
    world.proof = failure('bank.forbidden')
    expect(await prove(proving, tools())).toMatchObject(failedWith('bank.forbidden'))
  })

  it('after the bank was told that it is taken, where that is open, and it is kept how that went', async () => {
    const open = { ...proving, confirmation: new Uint8Array([6]) }
    expect(await prove(open, tools())).toMatchObject({ type: 'proven', told: {} })
    expect(await prove(proving, tools())).not.toHaveProperty('told')
  })

  it('not where it cannot be read, nor by a key that is not of this renewal', async () => {
    expect(await prove({ ...proving, keyName: 'other-program' }, tools())).toEqual({
      type: 'disbelieved',
      failure: { code: 'journal.untrue', retry: 'never', cause: 'not our key' },
    })
    vi.spyOn(world.certificates, 'read').mockReturnValue(failure('certificate.unreadable'))
    expect(await prove(proving, tools())).toMatchObject(failedWith('certificate.unreadable'))
  })

  it.each(withoutSuccessor)('not where it %s', async (_, found, event) => {
    vi.spyOn(world.keyStore, 'read').mockResolvedValue(found)
    expect(await prove(proving, tools())).toMatchObject(event)
  })
})

describe('the old certificate is retired', () => {
  const { retiring } = states

  it('once, and only that one', async () => {
    const retired = vi.spyOn(world.keyStore, 'retire')
    expect(await retire(retiring, tools())).toEqual({ type: 'retired' })
    expect(retired.mock.calls).toEqual([[currentFacts.thumbprint]])
  })

  it('where there is one: a first enrolment has none, and one that is gone needs nothing', async () => {
    const retired = vi.spyOn(world.keyStore, 'retire')
    expect(await retire({ ...retiring, purpose: enrolmentPurpose }, tools())).toEqual({ type: 'retired' })
    holds(stored(issuedFacts))
    expect(await retire(retiring, tools())).toEqual({ type: 'retired' })
    expect(retired).not.toHaveBeenCalled()
    holds(stored(currentFacts), stored(issuedFacts))
    retired.mockResolvedValueOnce(missing)
    expect(await retire(retiring, tools())).toEqual({ type: 'retired' })
  })

  it('not on a token, where it stays in sight', async () => {
    const retired = vi.spyOn(world.keyStore, 'retire')
    holds({ ...stored(currentFacts), protection: 'pkcs11-token' }, stored(issuedFacts))
    expect(await retire(retiring, tools())).toEqual({ type: 'retired' })
    expect(retired).not.toHaveBeenCalled()
  })

  it.each(withoutSuccessor)('not where its successor %s', async (_, found, event) => {
    const retired = vi.spyOn(world.keyStore, 'retire')
    vi.spyOn(world.keyStore, 'read')
      .mockResolvedValueOnce(success(stored(currentFacts)))
      .mockResolvedValueOnce(found)
    expect(await retire(retiring, tools())).toMatchObject(event)
    expect(retired).not.toHaveBeenCalled()
  })

  it('not for one that lasts no longer, is another holder’s, or chains to nothing any more', async () => {
    const retired = vi.spyOn(world.keyStore, 'retire')
    world.issued = { ...issuedFacts, notAfter: currentFacts.notAfter }
    expect(await retire(retiring, tools())).toMatchObject(failedWith('issued.not-longer'))
    world.issued = { ...issuedFacts, subject: '3009' }
    expect(await retire(retiring, tools())).toMatchObject(failedWith('issued.wrong-subject'))
    world.issued = issuedFacts
    world.chain = failure('issued.foreign-issuer')
    expect(await retire(retiring, tools())).toMatchObject(failedWith('issued.foreign-issuer'))
    expect(retired).not.toHaveBeenCalled()
  })

  it('and is told where nothing can be read, or the key store does not hide it', async () => {
    vi.spyOn(world.keyStore, 'retire').mockResolvedValue(failure('keystore.write-failed'))
    expect(await retire(retiring, tools())).toMatchObject(failedWith('keystore.write-failed'))
    vi.spyOn(world.certificates, 'read').mockImplementation((der) =>
      der[0] === 1 ? success(currentFacts) : failure('certificate.unreadable'),
    )
    expect(await retire(retiring, tools())).toMatchObject(failedWith('certificate.unreadable'))
    vi.spyOn(world.keyStore, 'read').mockResolvedValue(broken)
    expect(await retire(retiring, tools())).toMatchObject(failedWith('keystore.unavailable'))
  })
})

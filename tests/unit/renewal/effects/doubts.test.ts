import { beforeEach, describe, expect, it, vi } from 'vitest'
import {
  checkAnswer,
  checkSuccession,
  doubtPurpose,
  doubtRequest,
  namesOwnKey,
  readStored,
} from '../../../../main/renewal/effects/belief.ts'
import { failure, success } from '../../../../main/renewal/errors.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, now, renewalPurpose, states } from '../samples.ts'
import { World } from '../world.ts'

const requestFor = (names: object) => new TextEncoder().encode(JSON.stringify(names))
const renewing = { ...states.requesting, request: requestFor({ subject: '3000', subjectAltName: '3002' }) }
const enrolling = { ...renewing, purpose: enrolmentPurpose, request: requestFor({ subject: 'cn:K1000001' }) }
const untrue = (cause: string) => ({
  type: 'disbelieved',
  failure: { code: 'journal.untrue', retry: 'never', cause },
})

let world: World
const ports = () => ({ ...world, policy: () => defaultPolicy, clock: () => world.time })
beforeEach(() => {
  world = new World()
  world.keys.add('koshin-7')
})

describe('what a journal says of a request', () => {
  it('is believed where the key store says the same', async () => {
    expect(await doubtRequest(renewing, ports())).toBeUndefined()
    expect(await doubtRequest(enrolling, ports())).toBeUndefined()
  })

  it.each([
    ['of a key of another renewal', { ...renewing, keyName: 'koshin-8' }, 'the key is not of this renewal'],
    [
      'of a certificate that ends at another time',
      { ...renewing, purpose: { ...renewalPurpose, notAfter: 1 } },
      'the certificate that is renewed is another one',
    ],
    [
      'of a certificate with other names',
      { ...renewing, purpose: { ...renewalPurpose, subjectAltName: undefined } },
      'the certificate that is renewed is another one',
    ],
    [
      'for another subject',
      { ...renewing, request: requestFor({ subject: '3001' }) },
      'the request is for another subject',
    ],
    [
      'for another customer',
      { ...enrolling, request: requestFor({ subject: 'cn:K1000002' }) },
      'the request is for another subject',
    ],
    ['for other names', { ...renewing, request: requestFor({ subject: '3000' }) }, 'the request is for other names'],
  ])('is not believed %s, in these words', async (_, state, cause) => {
    expect(await doubtRequest(state, ports())).toEqual(untrue(cause))
  })

  it('may have a name that the bank wished for, where the old certificate has none', async () => {
    const named = { ...enrolling, request: requestFor({ subject: 'cn:K1000001', subjectAltName: '3005' }) }
    expect(await doubtRequest(named, ports())).toBeUndefined()
    const without = { ...currentFacts, subjectAltName: undefined }
    vi.spyOn(world.certificates, 'read').mockReturnValue(success(without))
    const purpose = { ...renewalPurpose, subjectAltName: undefined }
    expect(await doubtRequest({ ...renewing, purpose }, ports())).toBeUndefined()
  })

  it('is not believed where it cannot be read, or is for another key', async () => {
    vi.spyOn(world.certificates, 'publicKeyHash').mockReturnValueOnce('ff')
    expect(await doubtRequest(renewing, ports())).toEqual(untrue('the request is for another key'))
    vi.spyOn(world.certificates, 'readRequest').mockReturnValueOnce(failure('internal'))
    expect(await doubtRequest(renewing, ports())).toEqual(untrue('the request cannot be read'))
  })

  it('is open where the key store has no such key, or cannot be asked', async () => {
    world.keys.clear()
    expect(await doubtRequest(renewing, ports())).toEqual({ type: 'key-lost' })
    vi.spyOn(world.keyStore, 'findKey').mockResolvedValueOnce(failure('keystore.unavailable'))
    expect(await doubtRequest(renewing, ports())).toMatchObject({ failure: { code: 'keystore.unavailable' } })
  })
})

describe('what a journal says of the certificate that is renewed', () => {
  it('is not asked for a first enrolment', async () => {
    vi.spyOn(world.keyStore, 'read').mockRejectedValue(new Error('there is none'))
    expect(await doubtPurpose(enrolling, ports())).toBeUndefined()
  })

  it('cannot hold where it has gone, and is open where nobody can tell', async () => {
    world.installed.clear()
    expect(await doubtPurpose(renewing, ports())).toEqual({
      type: 'failed',
      failure: { code: 'keystore.certificate-missing', retry: 'never' },
    })
    vi.spyOn(world.keyStore, 'read').mockResolvedValueOnce(failure('keystore.unavailable'))
    expect(await doubtPurpose(renewing, ports())).toMatchObject({ failure: { code: 'keystore.unavailable' } })
    expect(await readStored(currentFacts.thumbprint, ports())).toEqual(success(undefined))
  })
})

describe('a key', () => {
  it('is ours by the name that its renewal gave it', () => {
    expect(namesOwnKey(renewing)).toBe(true)
    expect(namesOwnKey({ ...renewing, keyName: 'other-program' })).toBe(false)
    expect(namesOwnKey({ ...states.ended })).toBe(true)
    const stalled = (keyName: string) => ({ ...states.stalled, at: { ...renewing, keyName } }) as typeof states.stalled
    expect([namesOwnKey(stalled('koshin-7')), namesOwnKey(stalled('koshin-8'))]).toEqual([true, false])
  })
})

describe('an answer', () => {
  const { installing } = states
  const check = (when: 'kept' | 'used') => checkAnswer(installing, installing, when, ports())

  it('is what was asked for, as the certificate says', async () => {
    expect(await check('used')).toEqual(success(issuedFacts))
  })

  it('that cannot be read is none', async () => {
    vi.spyOn(world.certificates, 'read').mockReturnValue(failure('certificate.unreadable', { cause: 'no DER' }))
    expect(await check('kept')).toMatchObject({ failure: { code: 'issued.unreadable', cause: 'no DER' } })
  })

  it('is for the key that is here, or nobody can tell', async () => {
    const found = vi.spyOn(world.keyStore, 'findKey')
    found.mockResolvedValueOnce(success(undefined)).mockResolvedValueOnce(failure('keystore.unavailable'))
    expect(await check('kept')).toMatchObject({ failure: { code: 'keystore.key-missing' } })
    expect(await check('kept')).toMatchObject({ failure: { code: 'keystore.unavailable' } })
  })

  it('that begins tomorrow, or ended yesterday, is kept all the same, and not used', async () => {
    world.issued = { ...issuedFacts, notBefore: now + 24 * 60 * 60 * 1000 }
    expect(await check('kept')).toMatchObject({ ok: true })
    expect(await check('used')).toMatchObject({ failure: { code: 'issued.not-yet-valid' } })
    world.issued = { ...issuedFacts, notBefore: now + defaultPolicy.maximumClockSkew }
    expect(await check('used')).toMatchObject({ ok: true })
  })

  it('is judged in its own life, whatever time it is', async () => {
    const chain = vi.spyOn(world.certificates, 'checkChain')
    world.issued = { ...issuedFacts, notBefore: now + 5000 }
    await check('kept')
    expect(chain.mock.calls).toEqual([[installing.certificate, installing.intermediates, now + 5000]])
    world.chain = failure('issued.foreign-issuer')
    expect(await check('kept')).toMatchObject({ failure: { code: 'issued.foreign-issuer' } })
  })

  it('may take the place of the old one, where it names the same holder and lasts longer', () => {
    const succeeds = (change: object) => checkSuccession(currentFacts, { ...issuedFacts, ...change }, world)
    expect(succeeds({})).toMatchObject({ ok: true })
    expect(succeeds({ notAfter: currentFacts.notAfter })).toMatchObject({ failure: { code: 'issued.not-longer' } })
    expect(succeeds({ subjectAltName: '30' })).toMatchObject({ failure: { code: 'issued.wrong-alternative-name' } })
  })
})

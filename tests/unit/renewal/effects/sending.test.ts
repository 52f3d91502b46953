import { beforeEach, describe, expect, it, vi } from 'vitest'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
import { confirm, sendRequest, tellBank } from '../../../../main/renewal/effects/sending.ts'
import type { Bank } from '../../../../main/renewal/ports.ts'
import { defaultPolicy } from '../../../../main/renewal/policy.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, renewalPurpose, states } from '../samples.ts'
import { World } from '../world.ts'

const credentials = { customerId: 'K1000001', password: 'right' }
const requestFor = (names: object) => new TextEncoder().encode(JSON.stringify(names))
const requesting = { ...states.requesting, request: requestFor({ subject: '3000', subjectAltName: '3002' }) }
const enrolling = {
  ...requesting,
  purpose: enrolmentPurpose,
  request: requestFor({ subject: 'cn:K1000001' }),
}

let world: World
beforeEach(() => {
  world = new World()
  world.keys.add('koshin-7')
  world.journal = requesting
})
const tools = (given: typeof credentials | undefined = undefined) => ({
  ...world,
  policy: () => defaultPolicy,
  clock: () => world.time,
  credentials: given,
})

describe('a request', () => {
  it('for a renewal is sent with the current certificate, and what is issued comes back', async () => {
    const asked = vi.spyOn(world.bank, 'reenrol')
    expect(await sendRequest(requesting, tools())).toEqual({
      type: 'issued',
      certificate: issuedFacts.der,
      intermediates: [],
    })
    expect(asked.mock.calls).toEqual([[currentFacts.thumbprint, requesting.request, { name: 'koshin-7' }]])
  })

  it('for a first certificate is sent with the password', async () => {
    world.issued = { ...issuedFacts, subject: 'cn:K1000001', subjectAltName: undefined }
    const asked = vi.spyOn(world.bank, 'enrol')
    expect(await sendRequest(enrolling, tools(credentials))).toMatchObject({ type: 'issued' })
    expect(asked.mock.calls).toEqual([[credentials, enrolling.request, { name: 'koshin-7' }]])
  })

  it('without its password was not sent', async () => {
    const asked = vi.spyOn(world.bank, 'enrol')
    expect(await sendRequest(enrolling, tools())).toEqual({
      type: 'failed',
      failure: { code: 'renewal.password-needed', retry: 'never' },
      unsent: true,
    })
    expect(asked).not.toHaveBeenCalled()
  })

  it('that nobody can hold against the key store was not sent', async () => {
    vi.spyOn(world.keyStore, 'findKey').mockResolvedValue(failure('keystore.unavailable'))
    expect(await sendRequest(requesting, tools())).toMatchObject({
      type: 'failed',
      failure: { code: 'keystore.unavailable' },
      unsent: true,
    })
  })

  it('whose key is lost is told as that', async () => {
    world.keys.clear()
    expect(await sendRequest(requesting, tools())).toEqual({ type: 'key-lost' })
  })

  it('that the bank still works on is asked for when the bank says', async () => {
    world.bankAnswer = () => success({ kind: 'pending', retryAfter: 90 })
    expect(await sendRequest(requesting, tools())).toEqual({ type: 'pending', retryAfter: 90 })
  })

  it('that was refused, or answered with something else, may have been heard', async () => {
    world.bankAnswer = () => failure('bank.forbidden')
    const refused = await sendRequest(requesting, tools())
    expect(refused).toMatchObject({ type: 'failed', failure: { code: 'bank.forbidden' } })
    expect(refused).not.toHaveProperty('unsent')
    world.bankAnswer = () => success({ kind: 'issued', certificate: issuedFacts.der, intermediates: [] })
    world.issued = { ...issuedFacts, publicKeyHash: 'ff' }
    expect(await sendRequest(requesting, tools())).toMatchObject({ failure: { code: 'issued.wrong-key' } })
  })
})

describe('the bank is told that its certificate is taken', () => {
  const confirmation = new Uint8Array([6])
  const issued = { ...states['confirming-installation'], confirmation }
  const answering = (...answers: Awaited<ReturnType<NonNullable<Bank['confirm']>>>[]) => {
    const heard = vi.fn<NonNullable<Bank['confirm']>>()
    for (const answer of answers) heard.mockResolvedValueOnce(answer)
    Object.assign(world.bank, { confirm: heard })
    return heard
  }

  it('where it wants to be, and by whom it issued to', async () => {
    expect(await tellBank(renewalPurpose, issued, tools())).toEqual({ type: 'confirmed' })
    const heard = answering(done, done)
    expect(await tellBank(renewalPurpose, { ...issued, confirmation: undefined! }, tools())).toEqual({
      type: 'confirmed',
    })
    expect(heard).not.toHaveBeenCalled()
    await tellBank(renewalPurpose, issued, tools())
    await tellBank(enrolmentPurpose, issued, tools(credentials))
    expect(heard.mock.calls).toEqual([
      [{ current: currentFacts.thumbprint }, issued.certificate, confirmation],
      [{ credentials }, issued.certificate, confirmation],
    ])
  })

  it('not by a first enrolment whose password is gone', async () => {
    const heard = answering(done)
    expect(await tellBank(enrolmentPurpose, issued, tools())).toEqual({
      type: 'confirmed',
      failure: { code: 'renewal.password-needed', retry: 'never' },
    })
    expect(heard).not.toHaveBeenCalled()
  })

  it('once more where the first try was lost on the way, and no oftener', async () => {
    const lost = failure('bank.unreachable', { retry: 'later' })
    const heard = answering(lost, lost, done)
    expect(await confirm(issued, tools())).toMatchObject({ type: 'confirmed', failure: { code: 'bank.unreachable' } })
    expect(heard).toHaveBeenCalledTimes(2)
  })

  it('not again where it has heard, or does not want to', async () => {
    const heard = answering(done, failure('bank.refused', { retry: 'never' }))
    expect(await confirm(issued, tools())).toEqual({ type: 'confirmed' })
    expect(heard).toHaveBeenCalledTimes(1)
    expect(await confirm(issued, tools())).toMatchObject({ failure: { code: 'bank.refused' } })
    expect(heard).toHaveBeenCalledTimes(2)
  })
})

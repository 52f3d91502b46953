import { describe, expect, it, vi } from 'vitest'
import { failure, success } from '../../../../main/renewal/errors.ts'
import type { RenewalState } from '../../../../main/renewal/machine/machine.ts'
import { currentFacts, enrolmentPurpose, issuedFacts, now, renewalPurpose, states } from '../samples.ts'
import { World } from '../world.ts'

const credentials = { customerId: 'K1000001', password: 'right' }
const request = (names: object = { subject: '3000', subjectAltName: '3002' }) =>
  new TextEncoder().encode(JSON.stringify(names))
const requesting = { ...states.requesting, request: request() }

/** A machine whose journal says this, and whose key store has the key of it. */
function machineWith(journal: RenewalState): World {
  const world = new World()
  world.journal = journal
  world.keys.add('koshin-7')
  return world
}

/** What was asked of the bank and of the key store that changes something there. */
function watch(world: World) {
  const calls: string[] = []
  for (const [name, on] of [
    ['reenrol', world.bank],
    ['enrol', world.bank],
    ['install', world.keyStore],
    ['retire', world.keyStore],
    ['makeKey', world.keyStore],
    ['discardKey', world.keyStore],
  ] as const) {
    const call = (on as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>)[name]!
    Object.assign(on, { [name]: (...given: unknown[]) => (calls.push(name), call(...given)) })
  }
  return calls
}

describe('a request in the journal', () => {
  it('that is ours is sent again', async () => {
    const world = machineWith(requesting)
    expect(await world.start().restart()).toMatchObject({ value: { step: 'complete' } })
  })

  const foreign: readonly (readonly [string, RenewalState])[] = [
    ['for another subject', { ...requesting, request: request({ subject: '3001', subjectAltName: '3002' }) }],
    ['for another alternative name', { ...requesting, request: request({ subject: '3000', subjectAltName: '30' }) }],
    ['of a key that is not of this renewal', { ...requesting, keyName: 'other-program' }],
    ['of another renewal', { ...requesting, keyName: 'koshin-8' }],
    ['for a certificate that says otherwise', { ...requesting, purpose: { ...renewalPurpose, subject: '3001' } }],
  ]
  it.each(foreign)('%s is neither sent nor given up silently, and no key goes', async (_, state) => {
    const world = machineWith(state)
    const calls = watch(world)
    const result = await world.start().restart()
    expect(result).toMatchObject({ value: { step: 'ended', ending: { failure: { code: 'journal.untrue' } } } })
    expect(calls).toEqual([])
    expect(world.kept).toMatchObject([{ step: 'ended' }])
  })

  it('for another key is not sent', async () => {
    const world = machineWith(requesting)
    const calls = watch(world)
    vi.spyOn(world.certificates, 'publicKeyHash').mockReturnValue('ff')
    expect(await world.start().restart()).toMatchObject({
      value: { ending: { failure: { code: 'journal.untrue', cause: 'the request is for another key' } } },
    })
    expect(calls).toEqual([])
  })

  it('that cannot be read is not sent', async () => {
    const world = machineWith(requesting)
    const calls = watch(world)
    vi.spyOn(world.certificates, 'readRequest').mockReturnValue(failure('bank.refused'))
    expect(await world.start().restart()).toMatchObject({ value: { step: 'ended' } })
    expect(calls).toEqual([])
  })

  it('whose key the store has lost is made anew, with a new key, and what was before is remembered', async () => {
    const world = machineWith(requesting)
    world.keys.clear()
    expect(await world.start().restart()).toMatchObject({ value: { step: 'complete' } })
    expect(world.keys).toContain('koshin-7')
    expect(world.kept).toMatchObject([{ keyName: 'koshin-7', ending: { failure: { code: 'keystore.key-missing' } } }])
  })

  it('is not made anew for ever by a store that finds no key again', async () => {
    const world = machineWith(requesting)
    vi.spyOn(world.keyStore, 'findKey').mockResolvedValue(success(undefined))
    expect(await world.start().restart()).toMatchObject({
      value: { step: 'stalled', failure: { code: 'keystore.read-back-failed' } },
    })
  })

  it('of an enrolment is made anew, too, once the password is there', async () => {
    const names = request({ subject: 'cn:K1000001' })
    const world = machineWith({ ...states['password-needed'], request: names })
    world.keys.clear()
    const renewals = world.start()
    await renewals.restart()
    expect(await renewals.start(enrolmentPurpose, credentials)).toMatchObject({ value: { step: 'complete' } })
  })

  it('says what is missing where the certificate that is renewed has gone', async () => {
    const world = machineWith(requesting)
    world.installed.clear()
    expect(await world.start().restart()).toMatchObject({
      value: { step: 'stalled', failure: { code: 'keystore.certificate-missing' }, at: { sendings: 1 } },
    })
  })
})

describe('a certificate in the journal', () => {
  const wrong = [
    ['another key', { publicKeyHash: 'ff' }, 'issued.wrong-key'],
    ['another subject', { subject: '30' }, 'issued.wrong-subject'],
    ['no client authentication', { clientAuth: false }, 'issued.no-client-auth'],
    ['an end that has come', { notAfter: now - 1 }, 'issued.expired'],
    ['an end before that of the old one', { notAfter: currentFacts.notAfter }, 'issued.not-longer'],
  ] as const
  it.each(wrong)('with %s is not installed', async (_, change, code) => {
    const world = machineWith(states.installing)
    const calls = watch(world)
    world.issued = { ...issuedFacts, ...change }
    expect(await world.start().restart()).toMatchObject({ value: { step: 'stalled', failure: { code } } })
    expect(calls).toEqual([])
  })

  it('of a foreign authority is not installed, not even months after いいえ', async () => {
    const world = new World()
    world.answers.installation = false
    await world.start().start(renewalPurpose)
    world.chain = failure('issued.foreign-issuer')
    world.answers.installation = true
    const renewals = world.start()
    await renewals.restart()
    expect(await renewals.installPostponed()).toMatchObject({ value: { failure: { code: 'issued.foreign-issuer' } } })
    expect([...world.installed]).toEqual([currentFacts.thumbprint])
    // It is of no use: the next start asks for another one, and the key of this one stays.
    world.chain = success(undefined)
    expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'complete', id: '2' } })
    expect([...world.keys]).toEqual(['koshin-1', 'koshin-2'])
  })

  it('that begins in a moment is waited for, then installed', async () => {
    const world = new World()
    world.issued = { ...issuedFacts, notBefore: now + 5000 }
    const renewals = world.start()
    expect(await renewals.start(renewalPurpose)).toMatchObject({ value: { step: 'waiting', retryAt: now + 5000 } })
    expect([...world.installed]).toEqual([currentFacts.thumbprint])
    world.time = now + 5000
    expect(await renewals.retry()).toMatchObject({ value: { step: 'complete' } })
    expect(world.issuedFor.size).toBe(1)
  })

  it('whose key the store has lost is asked for anew while the old one is there', async () => {
    const world = machineWith(states.installing)
    world.keys.clear()
    expect(await world.start().restart()).toMatchObject({ value: { step: 'complete' } })
    expect(world.issuedFor.size).toBe(1)
  })

  it('that the store has lost after its installation is installed again before it is proven', async () => {
    const world = machineWith(states.proving)
    const calls = watch(world)
    expect(await world.start().restart()).toMatchObject({ value: { step: 'complete' } })
    expect(calls).toEqual(['install', 'retire'])
  })

  it('is given up by its user while it waits, and its key stays', async () => {
    const world = new World()
    world.answers.installation = false
    const renewals = world.start()
    await renewals.start(renewalPurpose)
    expect(await renewals.abandon()).toMatchObject({ value: { step: 'postponed' } })
    expect(await renewals.giveUp()).toMatchObject({ value: { step: 'ended', keyName: 'koshin-1' } })
    expect(world.keys).toContain('koshin-1')
    expect(renewals.kept()).toMatchObject([{ step: 'ended', keyName: 'koshin-1' }])
  })
})

describe('the certificate that is renewed', () => {
  const installed = (journal: RenewalState): World => {
    const world = machineWith(journal)
    world.installed.add(issuedFacts.thumbprint)
    return world
  }

  it('is not retired for one whose proof only the journal knows', async () => {
    const world = installed(states.retiring)
    world.proof = failure('bank.certificate-refused')
    expect(await world.start().restart()).toMatchObject({ value: { step: 'stalled', at: { step: 'proving' } } })
    expect(world.installed).toContain(currentFacts.thumbprint)
  })

  const others = [
    ['another holder', { subject: '3001' }, 'issued.wrong-subject'],
    ['an end before its own', { notAfter: currentFacts.notAfter - 1 }, 'issued.not-longer'],
  ] as const
  it.each(others)('is not retired for one with %s, whatever the journal says of both', async (_, change, code) => {
    const world = installed(states.retiring)
    world.issued = { ...issuedFacts, ...change }
    expect(await world.start().restart()).toMatchObject({ value: { step: 'stalled', failure: { code } } })
    expect(world.installed).toContain(currentFacts.thumbprint)
  })

  it('is not retired for one that chains to nobody', async () => {
    const world = installed(states.retiring)
    world.chain = failure('issued.foreign-issuer')
    expect(await world.start().restart()).toMatchObject({ value: { failure: { code: 'issued.foreign-issuer' } } })
    expect(world.installed).toContain(currentFacts.thumbprint)
  })
})

describe('a key of another program', () => {
  it('is never removed, whatever a journal asks for', async () => {
    const world = machineWith({ ...states.discarding, keyName: 'other-program' })
    world.keys.add('other-program')
    expect(await world.start().restart()).toMatchObject({ value: { step: 'ended' } })
    expect(world.keys).toContain('other-program')
  })
})

describe('a bank that wants to hear that its certificate is taken', () => {
  const confirmation = new Uint8Array([5])
  const asking = (told: () => Promise<ReturnType<typeof failure> | ReturnType<typeof success<void>>>) => {
    const world = new World()
    world.bankAnswer = () => success({ kind: 'issued', certificate: issuedFacts.der, intermediates: [], confirmation })
    const confirm = vi.fn(told)
    Object.assign(world.bank, { confirm })
    return { world, confirm }
  }

  it('hears it once the certificate is in the journal', async () => {
    const { world, confirm } = asking(async () => {
      expect(world.journal).toMatchObject({ step: 'confirming-installation', confirmation })
      return success<void>(undefined)
    })
    expect(await world.start().start(renewalPurpose)).toMatchObject({ value: { step: 'complete' } })
    expect(confirm).toHaveBeenCalledExactlyOnceWith({ current: currentFacts.thumbprint }, issuedFacts.der, confirmation)
  })

  it('is told again, at last before the proof, and the certificate is used whatever comes of it', async () => {
    const { world, confirm } = asking(async () => failure('bank.unreachable', { retry: 'later' }))
    expect(await world.start().start(renewalPurpose)).toMatchObject({
      value: { step: 'complete', unconfirmed: { code: 'bank.unreachable' } },
    })
    expect(confirm).toHaveBeenCalledTimes(3)
    expect(world.issuedFor.size).toBe(1)
  })
})

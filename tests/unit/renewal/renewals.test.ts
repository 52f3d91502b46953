/** What the renewals answer to whoever asks at the wrong moment, and where the journal does not do its part. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { failure, success } from '../../../main/renewal/errors.ts'
import { createRenewals } from '../../../main/renewal/renew.ts'
import type { RenewalState } from '../../../main/renewal/machine/machine.ts'
import { defaultPolicy } from '../../../main/renewal/policy.ts'
import { enrolmentPurpose, issuedFacts, renewalPurpose, states } from './samples.ts'
import { World } from './world.ts'

const credentials = { customerId: 'K1000001', password: 'right' }
const busy = failure('renewal.busy', { retry: 'later' })

let world: World
beforeEach(() => {
  world = new World()
})

describe('while a renewal runs', () => {
  it('everything else that would move it is told to come later, and moves nothing', async () => {
    let answer: (yes: boolean) => void = () => undefined
    const asked = new Promise<void>((heard) => {
      Object.assign(world, {
        consent: () => {
          heard()
          return new Promise<boolean>((resolve) => (answer = resolve))
        },
      })
    })
    const renewals = world.start({ consent: world.consent })
    const running = renewals.start(renewalPurpose)
    await asked
    expect(await renewals.start(renewalPurpose)).toEqual(busy)
    expect(await renewals.retry()).toEqual(busy)
    expect(await renewals.abandon()).toEqual(busy)
    await renewals.makeAhead(enrolmentPurpose)
    expect(renewals.takeUp()).toMatchObject({ ok: true })
    expect(renewals.current()).toMatchObject({ step: 'confirming-request', purpose: renewalPurpose })
    answer(false)
    expect(await running).toMatchObject({ value: { step: 'ended' } })
    expect(await renewals.retry()).toMatchObject({ ok: true, value: { step: 'ended' } })
  })
})

describe('where nothing is at hand', () => {
  it('nothing is done, and nothing is written', async () => {
    const renewals = world.start()
    for (const ask of [renewals.retry, renewals.installPostponed, renewals.abandon, renewals.giveUp]) {
      expect(await ask()).toEqual(success(undefined))
    }
    expect([world.saved, renewals.current(), renewals.kept()]).toEqual([[], undefined, []])
  })

  it('what does not fit what is over leaves it as it is', async () => {
    const renewals = world.start()
    await renewals.start(renewalPurpose)
    const before = [...world.saved]
    expect(await renewals.retry()).toMatchObject({ value: { step: 'complete' } })
    expect(world.saved).toEqual(before)
  })
})

describe('a journal that cannot be written', () => {
  const broken = failure('storage.full')
  /** At this step the disk is full; answers what makes room again. */
  function fillDiskAt(step: RenewalState['step']): () => void {
    const { save } = world.journalPort
    const full: typeof save = (state, kept) => (state?.step === step ? broken : save(state, kept))
    Object.assign(world.journalPort, { save: full })
    return () => void Object.assign(world.journalPort, { save })
  }

  it('stops a renewal before its first step, and before each that follows', async () => {
    const makeRoom = fillDiskAt('confirming-request')
    const renewals = world.start()
    expect(await renewals.start(renewalPurpose)).toEqual(broken)
    expect(renewals.current()).toBeUndefined()
    makeRoom()
    fillDiskAt('requesting')
    expect(await renewals.start(renewalPurpose)).toEqual(broken)
    expect(world.issuedFor.size).toBe(0)
    expect(renewals.current()).toMatchObject({ step: 'making-request' })
  })

  /** The steps that a renewal or an acquisition comes to. */
  const way = [
    'making-request',
    'requesting',
    'confirming-installation',
    'installing',
    'proving',
    'retiring',
    'complete',
  ] as const
  const trials = (['renewal', 'enrolment'] as const)
    .flatMap((kind) => way.map((at) => [kind, at] as const))
    // A first certificate takes nobody's place.
    .filter(([kind, at]) => kind === 'renewal' || at !== 'retiring')

  it.each(trials)('at its step keeps nobody from trying again in the same run: %s, %s', async (kind, at) => {
    const acquires = kind === 'enrolment'
    if (acquires) world.issued = { ...issuedFacts, subject: 'cn:K1000001', subjectAltName: undefined }
    const purpose = acquires ? enrolmentPurpose : renewalPurpose
    const given = acquires ? credentials : undefined
    const makeRoom = fillDiskAt(at)
    const renewals = world.start()
    expect(await renewals.start(purpose, given)).toEqual(broken)
    makeRoom()
    let tried = await renewals.start(purpose, given)
    // The answer to the second question is not known any more: it is asked again.
    if (tried.ok && tried.value.step === 'postponed') tried = await renewals.start(purpose, given)
    expect(tried).toMatchObject({ value: { step: 'complete' } })
    expect(world.keys.size).toBe(1)
    expect(world.installed.has(issuedFacts.thumbprint)).toBe(true)
  })

  it('keeps no window from trying again either', async () => {
    const makeRoom = fillDiskAt('proving')
    const renewals = world.start()
    expect(await renewals.start(renewalPurpose)).toEqual(broken)
    makeRoom()
    expect(await renewals.retry()).toMatchObject({ value: { step: 'complete' } })
  })

  it('forgets nothing, and takes nothing up', async () => {
    const renewals = world.start()
    await renewals.start(renewalPurpose)
    world.kept = [{ ...states.postponed, id: '8' }]
    vi.spyOn(world.journalPort, 'save').mockReturnValue(broken)
    expect(renewals.clear()).toEqual(broken)
    expect(renewals.takeUp()).toEqual(broken)
    expect(renewals.current()).toMatchObject({ step: 'complete' })
    expect(await world.start().restart()).toEqual(broken)
  })
})

describe('a journal that cannot be read', () => {
  it('is put away and told by its new name; where it cannot be, by its reason', async () => {
    vi.spyOn(world.journalPort, 'load').mockReturnValue(failure('journal.unreadable', { cause: 'no JSON' }))
    expect(await world.start().restart()).toMatchObject({
      failure: { code: 'journal.unreadable', cause: 'no JSON; kept as journal-damaged.json' },
    })
    vi.spyOn(world.journalPort, 'setAside').mockReturnValue(failure('storage.access-denied'))
    expect(await world.start().restart()).toMatchObject({ failure: { code: 'journal.unreadable', cause: 'no JSON' } })
  })

  it('is left where it is when nobody could look at it', async () => {
    const aside = vi.spyOn(world.journalPort, 'setAside')
    vi.spyOn(world.journalPort, 'load').mockReturnValue(failure('storage.access-denied'))
    expect(await world.start().restart()).toMatchObject({ failure: { code: 'storage.access-denied' } })
    expect(world.start().unfinished()).toBeUndefined()
    expect(aside).not.toHaveBeenCalled()
  })
})

describe('a key', () => {
  it('is not made ahead where each use of it asks its user', async () => {
    const { keyStore, certificates, bank, journalPort: journal, consent } = world
    const renewals = createRenewals({
      ...{ keyStore, certificates, bank, journal, consent },
      lock: { check: () => success(undefined) },
      clock: () => world.time,
      policy: () => ({ ...defaultPolicy, confirmKeyUse: true }),
      newId: () => '1',
    })
    await renewals.makeAhead(renewalPurpose)
    expect([world.keys.size, renewals.current()]).toEqual([0, undefined])
  })

  it('is left to nobody who never had one made', async () => {
    const renewals = world.start()
    await renewals.leaveAhead()
    await renewals.start(renewalPurpose)
    await renewals.leaveAhead()
    expect(renewals.current()).toMatchObject({ step: 'complete' })
  })
})

describe('a password', () => {
  it('is forgotten with the end of its acquisition, whether it is complete or given up', async () => {
    world.issued = { ...issuedFacts, subject: 'cn:K1000001', subjectAltName: undefined }
    const renewals = world.start()
    expect(await renewals.start(enrolmentPurpose, credentials)).toMatchObject({ value: { step: 'complete' } })
    expect(await renewals.start(enrolmentPurpose)).toMatchObject({ value: { step: 'password-needed' } })
    await renewals.abandon()
    world.answers.request = false
    expect(await renewals.start(enrolmentPurpose, credentials)).toMatchObject({ value: { step: 'ended' } })
    world.answers.request = true
    expect(await renewals.start(enrolmentPurpose)).toMatchObject({ value: { step: 'password-needed' } })
  })
})

describe('what was issued', () => {
  it('is told of each state that has it, also of one that stalled, as far as it can be read', () => {
    const renewals = world.start()
    const stalled = { ...states.stalled, at: states.installing } as typeof states.stalled
    expect(renewals.issuedFacts(states.installing)).toEqual(issuedFacts)
    expect(renewals.issuedFacts(stalled)).toEqual(issuedFacts)
    expect(renewals.issuedFacts(states.requesting)).toBeUndefined()
    vi.spyOn(world.certificates, 'read').mockReturnValue(failure('certificate.unreadable'))
    expect(renewals.issuedFacts(states.installing)).toBeUndefined()
  })
})

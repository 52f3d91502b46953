import { beforeEach, describe, expect, it } from 'vitest'
import { done, failure, type Result, success } from '../../../main/renewal/errors.ts'
import { createLock, type Lock } from '../../../main/renewal/lock.ts'
import { enrolmentPurpose, issuedFacts, now, renewalPurpose } from './samples.ts'
import { World } from './world.ts'

const day = 24 * 60 * 60 * 1000
const locked = failure('renewal.locked', { retry: 'later' })
const stepOf = (result: { ok: boolean; value?: { step: string } | undefined }) => result.value?.step

describe('the lock', () => {
  let time = now
  let kept: Result<Lock | null> = success(null)
  beforeEach(() => {
    time = now
    kept = success(null)
  })
  const record = { read: () => kept, write: (lock: Lock | null) => ((kept = success(lock)), done) }
  const lock = () => createLock(record, () => time)

  it('lasts for a day, also after a restart, and ends by itself', () => {
    expect(lock().check()).toMatchObject({ ok: true })
    expect(lock().set()).toMatchObject({ value: { since: now, until: now + day } })
    time = now + day - 1
    expect(lock().check()).toMatchObject({ failure: { code: 'renewal.locked', retry: 'later' } })
    expect(lock().standing()).toMatchObject({ value: { until: now + day } })
    time = now + day
    expect(lock().check()).toMatchObject({ ok: true })
  })

  it('ends when it is lifted', () => {
    lock().set()
    expect(lock().lift()).toMatchObject({ ok: true })
    expect(lock().standing()).toMatchObject({ ok: true, value: undefined })
  })

  it('neither ends nor lasts for years by a clock that is put back', () => {
    lock().set()
    time = now - 400 * day
    expect(lock().standing()).toMatchObject({ value: { until: time + day } })
    time += day
    expect(lock().standing()).toMatchObject({ value: undefined })
  })

  it('lasts no longer than a day where somebody else has written another end', () => {
    kept = success({ since: now, until: now + 400 * day })
    expect(lock().standing()).toMatchObject({ value: { until: now + day } })
    time = now + day
    expect(lock().standing()).toMatchObject({ value: undefined })
  })

  it('counts where its record cannot be read, and can be lifted there, too', () => {
    kept = failure('internal', { cause: 'lock.json: not JSON' })
    expect(lock().check()).toEqual(kept)
    lock().lift()
    expect(lock().check()).toMatchObject({ ok: true })
  })
})

describe('while it is locked', () => {
  it('nothing is begun: no key, no journal, nobody asked', async () => {
    const world = new World()
    world.lock = locked
    const renewals = world.start()
    expect(await renewals.start(renewalPurpose)).toEqual(locked)
    expect(await renewals.start(enrolmentPurpose, { customerId: 'K1000001', password: 'right' })).toEqual(locked)
    await renewals.makeAhead(renewalPurpose)
    expect([world.saved, world.asked, world.keys.size]).toEqual([[], [], 0])
  })

  it('what a lock overtakes before its request is not sent, and a key made for it goes', async () => {
    const world = new World()
    const renewals = world.start()
    await renewals.makeAhead(renewalPurpose)
    world.lock = locked
    expect(await renewals.start(renewalPurpose)).toEqual(locked)
    world.lock = { ok: true, value: undefined }
    const meanwhile = world.start({ consent: async () => ((world.lock = locked), true) })
    expect(await meanwhile.start(renewalPurpose)).toMatchObject({
      value: { step: 'stalled', at: { step: 'making-request' }, failure: { code: 'renewal.locked' } },
    })
    expect(world.issuedFor.size).toBe(0)
  })

  it("the bank's answer is taken, and its certificate waits for its installation", async () => {
    const world = new World()
    const answer = world.bankAnswer
    world.bankAnswer = () => ((world.lock = locked), answer())
    const renewals = world.start()
    expect(stepOf(await renewals.start(renewalPurpose))).toBe('postponed')
    expect(world.asked).toEqual(['request'])
    expect(await renewals.installPostponed()).toEqual(locked)
    world.lock = { ok: true, value: undefined }
    expect(stepOf(await renewals.installPostponed())).toBe('complete')
    expect([...world.installed]).toEqual([issuedFacts.thumbprint])
    expect(world.issuedFor.size).toBe(1)
  })

  it('what stalled is neither sent again nor lost, also over restarts, and goes on afterwards', async () => {
    const world = new World()
    const answer = world.bankAnswer
    world.bankAnswer = () => failure('bank.unreachable', { retry: 'later' })
    expect(stepOf(await world.start().start(renewalPurpose))).toBe('stalled')
    let asked = 0
    world.bankAnswer = () => ((asked += 1), answer())
    world.lock = locked
    for (let restart = 0; restart < 3; restart++) {
      const renewals = world.start()
      expect(await renewals.restart()).toMatchObject({ value: { step: 'stalled', at: { step: 'requesting' } } })
      expect(await renewals.retry()).toEqual(locked)
    }
    expect(asked).toBe(0)
    world.lock = { ok: true, value: undefined }
    const later = world.start()
    expect(stepOf(await later.restart())).toBe('complete')
    expect([asked, world.issuedFor.size]).toEqual([1, 1])
  })
})

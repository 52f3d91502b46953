import { describe, expect, it } from 'vitest'
import type { At, FlowState, FlowWindow } from '../../../../../main/desktop/flow/state.ts'
import { subjectOf } from '../../../../../main/desktop/flow/state.ts'
import type { RenewalState } from '../../../../../main/renewal/machine/machine.ts'
import { enrolmentPurpose, issuedFacts, now, renewalPurpose, states } from '../../../renewal/samples.ts'
import { at, due, factsWith, outcome, press, refused, renewed, signedIn, unreachable } from '../samples.ts'

const work = { task: 3, purpose: renewalPurpose, replaced: undefined }
const working = at('working', {}, { work })
const settled = { type: 'settled', task: 3 } as const
const settle = (renewal: RenewalState | undefined, more: Parameters<typeof factsWith>[0] = {}, state = working) =>
  outcome(state, settled, factsWith({ renewal, ...more }))
const stalledBy = (failure: (RenewalState & { step: 'stalled' })['failure']): RenewalState => ({
  ...states.stalled,
  failure,
})

describe('work under way', () => {
  const watched = ['confirming-request', 'making-request', 'requesting', 'waiting', 'installing', 'retiring'] as const
  it.each(watched)('is followed by the window: %s', (step) => {
    for (const window of ['start', 'acquire', 'main', 'working'] as const) {
      expect(outcome(at(window), { type: 'moved' }, factsWith({ renewal: states[step] })).window).toBe('working')
    }
  })

  it.each(['confirming-request', 'confirming-installation'] as const)(
    'tells which of the two confirmations is asked, also to a window that saw nothing before: %s',
    (step) => {
      const next = outcome(at('login'), { type: 'moved' }, factsWith({ renewal: states[step] }))
      expect(next.state.shown).toMatchObject({ window: 'working', step })
    },
  )

  it.each(['making-key-ahead', 'key-ahead', 'discarding', 'postponed', 'complete', 'ended'] as const)(
    'is nothing to watch in %s',
    (step) => {
      expect(outcome(at('start'), { type: 'moved' }, factsWith({ renewal: states[step] })).untouched).toBe(true)
    },
  )

  it('is begun once; another one is told to be in the way, and the first is still heard', () => {
    const input = { customerId: 'K1', password: 'secret' }
    const other = outcome(at('acquire', {}, { work }), press('acquire:request', input))
    expect(other.state.shown).toMatchObject({ window: 'ended', failure: { code: 'renewal.busy' }, retry: 'by-hand' })
    expect(other).toMatchObject({ asks: [], state: { work } })
    expect(settle(states.postponed, {}, other.state as typeof working).window).toBe('ended')
  })
})

describe('what a renewal comes to', () => {
  it('complete: looks for the new certificate, and remembers the old one until then', () => {
    const next = settle(states.complete)
    expect(next.effects).toEqual([{ type: 'read-back', task: 4, replaces: true }])
    expect(next.state.work).toMatchObject({ replaced: subjectOf(due) })
    expect(next.window).toBe('working')
  })

  const reading = at('working', {}, { work: { ...work, replaced: subjectOf(due) } })
  const complete = { ...states.complete, proven: 'recognised' } as const
  const readBack = { type: 'read-back', task: 3, browsers: { sharing: ['Chromium'], apart: ['Firefox'] } } as const

  it('発行完了 with the new certificate, the old one and the browsers that still use it', () => {
    const facts = factsWith({ certificates: [renewed], renewal: complete, issued: issuedFacts })
    const next = outcome(reading, readBack, facts)
    expect(next.state.shown).toEqual({
      window: 'completion',
      purpose: 'renewal',
      made: subjectOf(renewed),
      proven: 'recognised',
      retired: subjectOf(due),
      browsers: { sharing: ['Chromium'], apart: ['Firefox'] },
    })
    expect(next.effects).toEqual([
      { type: 'record', event: 'renewed', serial: renewed.serial },
      { type: 'record', event: 'retired', serial: due.serial },
    ])
    expect(next.state.work).toBeUndefined()
  })

  it('発行完了 says that an old certificate on a token stays in sight there', () => {
    const onToken = { ...subjectOf(due), protection: 'pkcs11-token' } as const
    const facts = factsWith({ certificates: [renewed], renewal: complete, issued: issuedFacts })
    const next = outcome(at('working', {}, { work: { ...work, replaced: onToken } }), readBack, facts)
    expect(next.state.shown).toMatchObject({ window: 'completion', retired: undefined, inSight: onToken })
    expect(next.effects).toEqual([{ type: 'record', event: 'renewed', serial: renewed.serial }])
  })

  it('発行完了 says, and the history keeps, that the bank could not be told that it was taken', () => {
    const unconfirmed = { code: 'bank.bad-answer', retry: 'never' } as const
    const renewal = { ...complete, unconfirmed }
    const next = outcome(reading, readBack, factsWith({ certificates: [renewed], renewal, issued: issuedFacts }))
    expect(next.state.shown).toMatchObject({ window: 'completion', unconfirmed })
    const { code } = unconfirmed
    expect(next.effects).toContainEqual({ type: 'record', event: 'unconfirmed', code, serial: renewed.serial })
  })

  it('an acquisition is recorded as such, and retires nothing', () => {
    const acquired = at('working', {}, { work: { ...work, purpose: enrolmentPurpose } })
    const facts = factsWith({ certificates: [renewed], renewal: states.complete, issued: issuedFacts })
    const next = outcome(acquired, { ...readBack, browsers: { sharing: [], apart: [] } }, facts)
    expect(next.effects).toEqual([{ type: 'record', event: 'acquired', serial: renewed.serial }])
  })

  it('no 発行完了 where the certificate is not there', () => {
    const next = outcome(reading, readBack, factsWith({ renewal: states.complete, issued: issuedFacts }))
    expect(next.state.shown).toMatchObject({ window: 'ended', failure: { code: 'keystore.read-back-failed' } })
    expect(next.effects).toMatchObject([{ event: 'failed', code: 'keystore.read-back-failed' }])
  })

  it('no 発行完了 where the key store could not be looked into, and that is said', () => {
    const failure = { code: 'keystore.locked', retry: 'later' } as const
    const next = outcome(
      reading,
      { ...readBack, failure },
      factsWith({ renewal: states.complete, issued: issuedFacts }),
    )
    expect(next.state.shown).toMatchObject({ window: 'ended', failure })
  })

  it('いいえ at the second question: the certificate is kept', () => {
    const next = settle(states.postponed)
    expect(next.state.shown).toMatchObject({ outcome: 'declined-installation', retry: 'none' })
    expect(next.effects).toEqual([{ type: 'record', event: 'declined' }])
  })

  it('いいえ at the first question: nothing was sent', () => {
    expect(settle(states.ended).state.shown).toMatchObject({ window: 'ended', outcome: 'declined-request' })
  })

  it('a refusal is final', () => {
    const next = settle({ ...states.ended, ending: { kind: 'failed', failure: refused } })
    expect(next.state.shown).toMatchObject({ outcome: 'failed', failure: refused, retry: 'none' })
  })

  it('what was given up leads on', () => {
    const given: RenewalState = { ...states.ended, ending: { kind: 'abandoned' } }
    expect(settle(given).window).toBe('login')
    expect(settle(given, {}, at('working', {}, { work, signedIn })).window).toBe('main')
    expect(settle(undefined).window).toBe('login')
  })

  it('a password that the bank wants is asked for, with the reason', () => {
    const failure = { code: 'bank.unauthorized', retry: 'never' } as const
    const next = settle({ ...states['password-needed'], failure })
    expect(next.state.shown).toEqual({ window: 'acquire', failure })
  })

  it('a key that could not be taken away can be tried again', () => {
    expect(settle({ ...states.discarding, failure: unreachable }).state.shown).toMatchObject({
      failure: unreachable,
      retry: 'by-hand',
    })
  })

  it('a journal that cannot be written is told', () => {
    const failure = { code: 'journal.write-failed', retry: 'later' } as const
    const next = outcome(working, { ...settled, failure }, factsWith({ renewal: states.requesting }))
    expect(next.state.shown).toMatchObject({ window: 'ended', failure, retry: 'by-hand' })
    expect(next.effects).toEqual([{ type: 'record', event: 'failed', code: failure.code }])
  })

  it('a state that nothing should have stopped in is a fault of ours, and told', () => {
    expect(settle(states.installing).state.shown).toMatchObject({ failure: { code: 'internal', cause: 'installing' } })
  })

  it('a bank that is still issuing is asked again at its time', () => {
    const next = settle(states.waiting)
    expect(next.effects).toEqual([{ type: 'wait', task: 4, ms: 60_000, then: 'wait-over' }])
    expect(next.state.shown).toMatchObject({ window: 'working', step: 'waiting-for-bank', retryAt: now + 60_000 })
    const asked = outcome(next.state, { type: 'wait-over', task: 4 }, factsWith({ renewal: states.waiting }))
    expect(asked.asks).toEqual(['retry'])
  })
})

describe('a bank that takes days', () => {
  const facts = factsWith({ renewal: states.waiting })

  it('keeps nobody: its user leaves, comes back, and is not disturbed in the middle of something else', () => {
    const waits = settle(states.waiting)
    const left = outcome(waits.state, press('working:leave'), facts)
    expect(left).toMatchObject({ window: 'login', state: { awaits: waits.state.awaits } })
    const looked = outcome(at('login'), press('login:resume'), facts)
    expect(looked.asks).toEqual(['retry'])
    const typing = outcome(at('acquire', {}, { awaits: 3 }), { type: 'wait-over', task: 3 }, facts)
    expect(typing).toMatchObject({ window: 'acquire', effects: [{ type: 'wait', task: 4, then: 'wait-over' }] })
    expect(outcome(at('main', {}, { awaits: 3 }), { type: 'wait-over', task: 3 }, facts).asks).toEqual(['retry'])
  })

  it('is not left while the bank is being asked', () => {
    expect(outcome(working, press('working:leave'), facts).untouched).toBe(true)
    const asking = factsWith({ renewal: states.requesting })
    expect(outcome(at('working'), press('working:leave'), asking).untouched).toBe(true)
  })
})

describe('a failure that passes by itself', () => {
  const facts = factsWith({ renewal: stalledBy(unreachable) })

  it('is told, recorded once, and tried again later and later', () => {
    const first = settle(stalledBy(unreachable))
    expect(first.effects).toEqual([
      { type: 'wait-longer', task: 4, tries: 0 },
      { type: 'record', event: 'failed', code: 'bank.unreachable' },
    ])
    expect(first.state.shown).toMatchObject({ window: 'ended', retry: 'automatic' })
    const again = outcome(first.state, { type: 'wait-over', task: 4 }, facts)
    expect(again.effects).toEqual([{ type: 'retry', task: 5 }])
    const second = outcome(again.state, { type: 'settled', task: 5 }, facts)
    expect(second.effects).toEqual([{ type: 'wait-longer', task: 6, tries: 1 }])
  })

  it('is not tried again before the bank wants to be asked', () => {
    expect(settle(stalledBy({ ...unreachable, retryAfter: 90 })).effects[0]).toMatchObject({ retryAfter: 90 })
  })

  it('is not tried again by a wait that another one has replaced', () => {
    expect(outcome(at('ended', {}, { awaits: 5 }), { type: 'wait-over', task: 4 }, facts).untouched).toBe(true)
  })

  it('is tried while it is shown, or nothing is; whoever is elsewhere is left alone', () => {
    const tries = (window: FlowWindow, isShown: boolean) =>
      outcome(at(window), { type: 'retry-stalled' }, { ...facts, isShown }).asks.length > 0
    expect([tries('ended', true), tries('login', true), tries('login', false)]).toEqual([true, false, true])
  })

  it('is not tried twice at the same time', () => {
    expect(outcome(at('ended', {}, { work }), { type: 'retry-stalled' }, facts).untouched).toBe(true)
  })

  it('is left alone until the bank is open again, in several waits where that takes long', () => {
    const closed = { code: 'bank.maintenance', retry: 'later', until: now + 7_200_000 } as const
    const ended = at('ended', {}, { awaits: 3 })
    const over = (until: number) =>
      outcome(ended, { type: 'wait-over', task: 3 }, factsWith({ renewal: stalledBy({ ...closed, until }) }))
    const waits = over(closed.until)
    expect(waits.effects).toEqual([{ type: 'wait-longer', task: 4, tries: 0, retryAfter: 7200 }])
    expect(waits.state).toMatchObject({ awaits: 4, shown: ended.shown })
    expect(over(now).asks).toEqual(['retry'])
    const wrongClock = now + 30 * 24 * 60 * 60 * 1000
    expect(over(wrongClock).asks).toEqual(['retry'])
  })

  it('begins with short waits again after something worked', () => {
    const tired = at('working', {}, { work, retries: 4, awaits: 2 })
    expect(settle(states.postponed, {}, tired).state).toMatchObject({ retries: 0, awaits: undefined })
  })
})

describe('a failure that does not pass by itself', () => {
  it('waits for its user', () => {
    const next = settle(stalledBy(refused))
    expect(next.state.shown).toMatchObject({ failure: refused, retry: 'by-hand' })
    expect(next.effects).toEqual([{ type: 'record', event: 'failed', code: 'bank.refused' }])
    expect(
      outcome(next.state as At<'ended'>, { type: 'retry-stalled' }, factsWith({ renewal: stalledBy(refused) }))
        .untouched,
    ).toBe(true)
  })

  it('marks the new certificate where the bank has revoked it', () => {
    const next = settle(stalledBy({ code: 'certificate.revoked', retry: 'never' }), { issued: issuedFacts })
    expect(next.effects[0]).toEqual({ type: 'mark-revoked', thumbprint: issuedFacts.thumbprint })
  })
})

describe('the start', () => {
  const started = (left: RenewalState | undefined) => outcome(at('login'), { type: 'started', left })
  const restarted = (state: FlowState, renewal: RenewalState | undefined, failure?: typeof unreachable) =>
    outcome(state, { type: 'restarted', task: 5, failure }, factsWith({ renewal }))

  it('shows a renewal under way at once, and carries on when the key store has answered', () => {
    const next = started(states.installing)
    expect(next).toMatchObject({ window: 'working', asks: ['look', 'restart'] })
    expect(next.effects[1]).toMatchObject({ afterLook: true })
  })

  it('waits for no key store where the journal has nothing to be done by itself', () => {
    const next = started(undefined)
    expect(next.state.shown).toMatchObject({ window: 'login', busy: true, looking: true })
    expect(next.effects[1]).toMatchObject({ type: 'restart', afterLook: false })
  })

  it('shows an acquisition whose password is needed, before the key store has answered', () => {
    expect(restarted(started(undefined).state, states['password-needed']).window).toBe('acquire')
  })

  it.each(['postponed', 'complete', 'ended'] as const)('stays in ログイン with what is over or waits: %s', (step) => {
    const next = restarted(started(undefined).state, states[step])
    expect(next).toMatchObject({ window: 'login', asks: [], state: { work: undefined } })
  })

  it('goes from the working window to what the renewal came to', () => {
    expect(restarted(started(states.proving).state, states.complete).asks).toEqual(['read-back'])
    expect(restarted(started(states.proving).state, stalledBy(unreachable)).window).toBe('ended')
  })

  it('tells that the journal cannot be read', () => {
    const failed = restarted(started(undefined).state, undefined, unreachable)
    expect(failed.state.shown).toMatchObject({ window: 'login', failure: unreachable, looking: true })
    const behind = restarted(started(states.installing).state, undefined, unreachable)
    expect(behind.state.shown).toMatchObject({ window: 'login', failure: unreachable })
  })

  it('with an empty journal is ready when the key store has answered', () => {
    const read = restarted(started(undefined).state, undefined)
    const looked = outcome(read.state, { type: 'looked', task: 4 })
    expect(looked.state.shown).toMatchObject({ window: 'login', busy: false, looking: false })
  })
})

describe('a fault of ours', () => {
  it('is told in a window from which one can go on, whatever was under way', () => {
    const next = outcome(at('working', {}, { work }), { type: 'faulted', cause: 'Error: x', task: 3 })
    expect(next.state).toMatchObject({
      work: undefined,
      shown: { window: 'login', busy: false, failure: { code: 'internal', cause: 'Error: x' } },
    })
  })

  it('in a login lets its user log in again', () => {
    const entering = at('login', { busy: true }, { signingIn: 3 })
    const next = outcome(entering, { type: 'faulted', cause: 'x', task: 3 })
    expect(next.state).toMatchObject({ signingIn: undefined, shown: { window: 'login', busy: false } })
  })

  it('leaves other work under way', () => {
    expect(outcome(working, { type: 'faulted', cause: 'x' }).state.work).toBe(work)
  })

  it('at 電子証明書更新開始 leaves no key behind', () => {
    expect(outcome(at('start'), { type: 'faulted', cause: 'x' }).asks).toEqual(['leave-ahead'])
  })
})

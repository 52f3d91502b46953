import { describe, expect, it } from 'vitest'
import type { Purpose, RenewalState } from '../../../main/renewal/machine/machine.ts'
import { findPutAside, isUnfinished, keptAfter, makingWay, samePurpose } from '../../../main/renewal/take-up.ts'
import { enrolmentPurpose, renewalPurpose, states } from './samples.ts'

const otherRenewal: Purpose = { ...renewalPurpose, current: 'c'.repeat(64) }
const otherCustomer: Purpose = { kind: 'enrolment', customerId: 'K1000002' }
const unavailable = { code: 'bank.unreachable', retry: 'later' } as const
const stalledAt = (at: RenewalState['step'], sendings?: number): RenewalState =>
  ({
    ...states.requesting,
    step: 'stalled',
    at: { ...states[at], ...(sendings === undefined ? {} : { sendings }) },
    failure: unavailable,
  }) as RenewalState
const revoked: RenewalState = {
  ...states.proving,
  step: 'stalled',
  at: states.proving,
  failure: { code: 'certificate.revoked', retry: 'never' },
}
const toEnrol = (state: RenewalState): RenewalState => ({ ...state, purpose: enrolmentPurpose })

describe('the renewal under way, when one of the same purpose is started', () => {
  it.each<[string, RenewalState | undefined, object]>([
    ['is none', undefined, { how: 'begin' }],
    ['is over where it is complete', states.complete, { how: 'begin' }],
    ['is over where it has ended', states.ended, { how: 'begin' }],
    ['goes where its key was never told', states['making-key-ahead'], { how: 'give-up', event: { type: 'restarted' } }],
    [
      'goes where its question was answered and nobody heard',
      states['confirming-request'],
      { how: 'give-up', event: { type: 'restarted' } },
    ],
    ['takes the key that lies there', states['key-ahead'], { how: 'carry-on', event: { type: 'begin' } }],
    ['asks again what was postponed', states.postponed, { how: 'carry-on', event: { type: 'install-postponed' } }],
    ['is tried again', stalledAt('requesting', 1), { how: 'carry-on', event: { type: 'retry' } }],
    ['is tried again where it waits', states.waiting, { how: 'carry-on', event: { type: 'retry' } }],
    ['is cleaned up once more', states.discarding, { how: 'give-up', event: { type: 'retry' } }],
    ['goes where its certificate is of no use', revoked, { how: 'give-up', event: { type: 'abandon' } }],
  ])('%s', (_what, state, way) => {
    expect(makingWay(state, renewalPurpose)).toEqual(way)
  })

  it.each<[string, RenewalState, object]>([
    ['with the password that was given', states.requesting, { type: 'password-given' }],
    ['with it where the request could not be sent', stalledAt('requesting', 0), { type: 'password-given' }],
    ['without one where it could not be installed', stalledAt('installing'), { type: 'retry' }],
  ])('carries on an acquisition %s', (_how, state, event) => {
    expect(makingWay(toEnrol(state), enrolmentPurpose)).toEqual({ how: 'carry-on', event })
  })
})

describe('the renewal under way, when another is started', () => {
  it.each<[string, RenewalState, object]>([
    ['goes where nothing was asked for', stalledAt('making-request'), { how: 'give-up', event: { type: 'abandon' } }],
    ['goes where nobody asks any more', states['confirming-request'], { how: 'give-up', event: { type: 'restarted' } }],
    ['goes where its key only lies there', states['key-ahead'], { how: 'give-up', event: { type: 'abandon' } }],
    ['goes where its certificate is of no use', revoked, { how: 'give-up', event: { type: 'abandon' } }],
    ['waits where it may have been heard', stalledAt('requesting', 1), { how: 'put-aside' }],
    ['waits where its certificate is here', states.postponed, { how: 'put-aside' }],
    ['is cleaned up once more', states.discarding, { how: 'give-up', event: { type: 'retry' } }],
  ])('%s', (_what, state, way) => {
    expect(makingWay(state, otherRenewal)).toEqual(way)
    expect(makingWay(state, enrolmentPurpose)).toEqual(way)
  })
})

describe('a purpose', () => {
  it('is the same for the same certificate, or the same customer', () => {
    const all = [renewalPurpose, otherRenewal, enrolmentPurpose, otherCustomer]
    for (const a of all) for (const b of all) expect(samePurpose(a, { ...b })).toBe(a === b)
  })

  it('is found among those put aside, where it is unfinished; without one, whatever goes on', () => {
    const ended = { ...states.ended, purpose: otherRenewal }
    const waits = { ...states.postponed, purpose: otherRenewal }
    const acquired = { ...states.postponed, purpose: otherCustomer }
    expect(findPutAside([ended, waits, acquired], otherRenewal)).toBe(waits)
    expect(findPutAside([ended, waits, acquired], otherCustomer)).toBe(acquired)
    expect(findPutAside([ended, waits, acquired])).toBe(waits)
    expect(findPutAside([ended, waits], renewalPurpose)).toBeUndefined()
    expect(findPutAside([ended])).toBeUndefined()
  })

  it('is unfinished until it is complete or has ended', () => {
    const over = Object.values(states).filter((state) => !isUnfinished(state))
    expect(over.map(({ step }) => step)).toEqual(['complete', 'ended'])
  })
})

describe('beside the renewal at hand is kept', () => {
  const kept = [{ ...states.ended, id: '1' }]
  const again = states['making-request']

  it('what has ended although its key may have a certificate', () => {
    const left: RenewalState = { ...states.ended, keyName: 'koshin-7' }
    expect(keptAfter(kept, states.requesting, left)).toEqual([...kept, left])
    const { keyName: _none, ...without } = left as RenewalState & { keyName?: string }
    expect(keptAfter(kept, states.requesting, without as RenewalState)).toBe(kept)
  })

  it('what was begun again because its key is lost', () => {
    expect(keptAfter(kept, states.requesting, again)).toEqual([
      ...kept,
      {
        id: again.id,
        startedAt: again.startedAt,
        purpose: again.purpose,
        keyName: again.keyName,
        step: 'ended',
        ending: { kind: 'failed', failure: { code: 'keystore.key-missing', retry: 'never' } },
      },
    ])
    expect(keptAfter(kept, stalledAt('requesting'), again)).toHaveLength(2)
  })

  it.each<[string, RenewalState | undefined, RenewalState]>([
    ['at its first request', states['confirming-request'], again],
    ['at its request tried again', states['making-request'], again],
    ['where its request could not be made', stalledAt('making-request'), again],
    ['where another one stood there before', { ...states.requesting, id: '8' }, again],
    ['where nothing stood there before', undefined, again],
    ['at any other step', states.requesting, states.installing],
  ])('nothing more %s', (_when, before, after) => {
    expect(keptAfter(kept, before, after)).toBe(kept)
  })
})

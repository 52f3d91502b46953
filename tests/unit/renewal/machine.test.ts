import { describe, expect, it } from 'vitest'
import { begin, effectsOf, type Event, type RenewalState, step, type StepName } from '../../../main/renewal/machine.ts'
import { enrolmentPurpose, now, renewalPurpose, states } from './samples.ts'

const unreachable = { code: 'bank.unreachable', retry: 'later' } as const
const refused = { code: 'bank.refused', retry: 'never' } as const
const wrongKey = { code: 'issued.wrong-key', retry: 'never' } as const

const events: Readonly<Record<string, Event>> = {
  yes: { type: 'answered', yes: true },
  no: { type: 'answered', yes: false },
  'request-made': { type: 'request-made', request: new Uint8Array([9]) },
  pending: { type: 'pending', retryAfter: 60 },
  issued: { type: 'issued', certificate: new Uint8Array([2]), intermediates: [] },
  installed: { type: 'installed' },
  proven: { type: 'proven' },
  retired: { type: 'retired' },
  discarded: { type: 'discarded' },
  unreachable: { type: 'failed', failure: unreachable },
  refused: { type: 'failed', failure: refused },
  'wrong key': { type: 'failed', failure: wrongKey },
  'key-made': { type: 'key-made' },
  begin: { type: 'begin' },
  restarted: { type: 'restarted' },
  retry: { type: 'retry' },
  'password-given': { type: 'password-given' },
  'install-postponed': { type: 'install-postponed' },
  abandon: { type: 'abandon' },
}

/** Where every event leads from every state; what is not named changes nothing. */
const table: Record<StepName, Partial<Record<keyof typeof events, StepName>>> = {
  'making-key-ahead': {
    'key-made': 'key-ahead',
    unreachable: 'discarding',
    refused: 'discarding',
    'wrong key': 'discarding',
    restarted: 'discarding',
  },
  'key-ahead': { begin: 'confirming-request', restarted: 'discarding', abandon: 'discarding' },
  'confirming-request': { yes: 'making-request', no: 'discarding', restarted: 'discarding', abandon: 'discarding' },
  'making-request': {
    'request-made': 'requesting',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'making-request',
  },
  requesting: {
    issued: 'confirming-installation',
    pending: 'waiting',
    unreachable: 'stalled',
    refused: 'discarding',
    'wrong key': 'stalled',
    restarted: 'requesting',
  },
  waiting: { 'password-given': 'requesting', abandon: 'discarding' },
  'password-needed': { 'password-given': 'requesting', abandon: 'discarding' },
  'confirming-installation': { yes: 'installing', no: 'postponed', restarted: 'postponed' },
  postponed: { 'install-postponed': 'confirming-installation' },
  installing: {
    installed: 'proving',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'installing',
  },
  proving: {
    proven: 'retiring',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'proving',
  },
  retiring: {
    retired: 'complete',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'retiring',
  },
  stalled: { restarted: 'requesting', retry: 'requesting', 'password-given': 'requesting', abandon: 'discarding' },
  discarding: {
    discarded: 'ended',
    unreachable: 'discarding',
    refused: 'discarding',
    'wrong key': 'discarding',
    restarted: 'discarding',
    retry: 'discarding',
  },
  complete: {},
  ended: {},
}

describe('every state and every event', () => {
  for (const [name, row] of Object.entries(table)) {
    for (const [eventName, event] of Object.entries(events)) {
      const target = row[eventName]
      it(`${name} ${target === undefined ? 'is left alone by' : `goes to ${target} on`} ${eventName}`, () => {
        const state = states[name as StepName]
        const next = step(state, event, now)
        expect(next.state.step).toBe(target ?? name)
        expect(next.effects).toEqual(target === undefined ? [] : effectsOf(next.state))
        if (target === undefined) expect(next.state).toBe(state)
        else expect(next.state).toMatchObject({ id: state.id, startedAt: state.startedAt, purpose: state.purpose })
      })
    }
  }
})

describe('a renewal', () => {
  const follow = (names: readonly string[]): RenewalState => {
    let { state } = begin('7', renewalPurpose, now)
    for (const name of names) state = step(state, events[name]!, now).state
    return state
  }

  it('asks before it does anything', () => {
    const first = begin('7', renewalPurpose, now)
    expect(first.state.step).toBe('confirming-request')
    expect(first.effects).toEqual(['ask-request'])
  })

  it('goes from the first はい to completion', () => {
    const path = ['yes', 'request-made', 'issued', 'yes', 'installed', 'proven', 'retired']
    expect(follow(path)).toMatchObject({ step: 'complete', keyName: 'koshin-7', certificate: new Uint8Array([2]) })
  })

  it('ends without a trace on いいえ at the first confirmation', () => {
    expect(follow(['no', 'discarded'])).toMatchObject({ step: 'ended', ending: { kind: 'declined' } })
  })

  it('keeps the issued certificate on いいえ at the second confirmation, and installs it later', () => {
    const waiting = follow(['yes', 'request-made', 'issued', 'no'])
    expect(waiting).toMatchObject({ step: 'postponed', certificate: new Uint8Array([2]) })
    expect(step(waiting, events['install-postponed']!, now).state.step).toBe('confirming-installation')
  })

  it('retires nothing before the new certificate was proven', () => {
    const beforeProof = follow(['yes', 'request-made', 'issued', 'yes', 'installed'])
    expect(effectsOf(beforeProof)).toEqual(['prove'])
    expect(step(beforeProof, events['retired']!, now).state).toBe(beforeProof)
  })

  it('keeps its request after an answer that may hide an issued certificate, and repeats the same one', () => {
    const stalled = follow(['yes', 'request-made', 'wrong key'])
    const again = step(stalled, events['retry']!, now)
    expect(again.state).toMatchObject({ step: 'requesting', request: new Uint8Array([9]), keyName: 'koshin-7' })
    expect(again.effects).toEqual(['send-request'])
  })

  it('discards its key when the bank certainly issued nothing', () => {
    expect(follow(['yes', 'request-made', 'refused'])).toMatchObject({
      step: 'discarding',
      ending: { kind: 'failed', failure: refused },
    })
  })

  it('waits as long as the bank asked and not shorter', () => {
    const waiting = follow(['yes', 'request-made', 'pending'])
    expect(waiting).toMatchObject({ step: 'waiting', retryAt: now + 60_000 })
    expect(step(waiting, events['retry']!, now + 59_999).state).toBe(waiting)
    expect(step(waiting, events['retry']!, now + 60_000).state.step).toBe('requesting')
  })

  it('waits after a 503 with Retry-After, too', () => {
    const busy: Event = { type: 'failed', failure: { code: 'bank.busy', retry: 'later', retryAfter: 5 } }
    expect(step(states.requesting, busy, now).state).toMatchObject({
      step: 'waiting',
      retryAt: now + 5000,
      failure: { code: 'bank.busy' },
    })
  })

  it('cannot be abandoned once a certificate may exist for it', () => {
    for (const at of [states.installing, states.proving, states.retiring]) {
      const { id: _id, startedAt: _startedAt, purpose: _purpose, ...progress } = at
      const stalled = { ...states.stalled, at: progress } as RenewalState
      expect(step(stalled, { type: 'abandon' }, now).state).toBe(stalled)
    }
  })

  it('does not try a failed clean-up again by itself, but on the next start', () => {
    const failed = step(states.discarding, events['unreachable']!, now)
    expect(failed.effects).toEqual([])
    expect(step(failed.state, { type: 'restarted' }, now).effects).toEqual(['discard-key'])
  })
})

describe('a first enrolment', () => {
  const enrolment = (state: RenewalState): RenewalState => ({ ...state, purpose: enrolmentPurpose })

  it('asks for the one-time password again when the bank refuses it', () => {
    const event: Event = { type: 'failed', failure: { code: 'bank.unauthorized', retry: 'never' } }
    expect(step(enrolment(states.requesting), event, now).state.step).toBe('password-needed')
  })

  it('asks for the one-time password again after a restart, because it was never written down', () => {
    expect(step(enrolment(states.requesting), { type: 'restarted' }, now).state.step).toBe('password-needed')
    expect(step(enrolment(states.stalled), { type: 'restarted' }, now).state.step).toBe('password-needed')
  })

  it('is complete once proven: there is nothing to retire', () => {
    expect(step(enrolment(states.proving), { type: 'proven' }, now).state.step).toBe('complete')
  })
})

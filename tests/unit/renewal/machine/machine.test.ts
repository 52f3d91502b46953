import { describe, expect, it } from 'vitest'
import { type Failure, failureCodes } from '../../../../main/renewal/errors.ts'
import {
  begin,
  effectsOf,
  type Event,
  isWithoutTrace,
  type Purpose,
  type RenewalState,
  step,
  type StepName,
} from '../../../../main/renewal/machine/machine.ts'
import { enrolmentPurpose, now, renewalPurpose, states } from '../samples.ts'

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
  confirmed: { type: 'confirmed' },
  'key-lost': { type: 'key-lost' },
  'certificate-lost': { type: 'certificate-lost' },
  disbelieved: { type: 'disbelieved', failure: { code: 'journal.untrue', retry: 'never' } },
  'give-up': { type: 'give-up' },
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
  'key-ahead': { begin: 'confirming-request', restarted: 'discarding', abandon: 'discarding', 'give-up': 'discarding' },
  'confirming-request': {
    yes: 'making-request',
    no: 'discarding',
    restarted: 'discarding',
    abandon: 'discarding',
    'give-up': 'discarding',
  },
  'making-request': {
    'request-made': 'requesting',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'making-request',
    'key-lost': 'making-request',
    disbelieved: 'ended',
  },
  requesting: {
    issued: 'confirming-installation',
    pending: 'waiting',
    unreachable: 'stalled',
    refused: 'discarding',
    'wrong key': 'stalled',
    restarted: 'requesting',
    'key-lost': 'making-request',
    disbelieved: 'ended',
  },
  waiting: { 'password-given': 'requesting', 'give-up': 'ended' },
  'password-needed': { 'password-given': 'requesting', abandon: 'ended', 'give-up': 'ended' },
  'confirming-installation': {
    yes: 'installing',
    no: 'postponed',
    restarted: 'postponed',
    confirmed: 'confirming-installation',
  },
  postponed: { 'install-postponed': 'confirming-installation', 'give-up': 'ended' },
  installing: {
    installed: 'proving',
    pending: 'waiting',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'installing',
    'key-lost': 'making-request',
    'certificate-lost': 'installing',
    disbelieved: 'ended',
  },
  proving: {
    proven: 'retiring',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'proving',
    'key-lost': 'making-request',
    'certificate-lost': 'installing',
    disbelieved: 'ended',
  },
  retiring: {
    retired: 'complete',
    unreachable: 'stalled',
    refused: 'stalled',
    'wrong key': 'stalled',
    restarted: 'proving',
    'key-lost': 'making-request',
    'certificate-lost': 'installing',
    disbelieved: 'ended',
  },
  stalled: {
    restarted: 'requesting',
    retry: 'requesting',
    'password-given': 'requesting',
    'give-up': 'ended',
  },
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

describe('a request that may have been answered', () => {
  const sent = (sendings: number, purpose: Purpose = renewalPurpose): RenewalState => ({
    ...states.requesting,
    purpose,
    sendings,
  })
  const after = (state: RenewalState, failure: Failure, unsent?: true): RenewalState =>
    step(state, { type: 'failed', failure, ...(unsent && { unsent }) }, now).state

  it('is counted before each sending', () => {
    const made = step(states['making-request'], events['request-made']!, now).state
    expect(made).toMatchObject({ step: 'requesting', sendings: 1 })
    expect(step(made, events['restarted']!, now).state).toMatchObject({ sendings: 2 })
    const stalled = after(made, unreachable)
    expect(step(stalled, events['retry']!, now).state).toMatchObject({ step: 'requesting', sendings: 2 })
  })

  const refusals = failureCodes.filter((code) => /^(bank|certificate|network)\./.test(code))
  it.each(refusals)('keeps its key and its request whatever a repetition is answered: %s', (code) => {
    for (const retry of ['never', 'later'] as const) {
      const next = after(sent(2), { code, retry })
      expect(next).toMatchObject({ step: 'stalled', at: { step: 'requesting', request: new Uint8Array([9]) } })
      expect(isWithoutTrace(next)).toBe(false)
    }
  })

  it('is the same where the journal does not tell how often it was sent', () => {
    expect(after(step(states.requesting, events['restarted']!, now).state, refused).step).toBe('stalled')
  })

  it('may go when the bank refuses the first sending, and after one that never left', () => {
    expect(after(sent(1), refused)).toMatchObject({ step: 'discarding', ending: { failure: refused } })
    const unsent = after(sent(1), { code: 'keystore.unavailable', retry: 'later' }, true)
    expect(unsent).toMatchObject({ step: 'stalled', at: { sendings: 0 } })
    expect(after(step(unsent, events['retry']!, now).state, refused).step).toBe('discarding')
  })

  it('ends at a repetition that the CA itself turns down, and its key stays', () => {
    const authentic = { ...refused, authentic: true } as const
    const ends = after(sent(2), authentic)
    expect(ends).toMatchObject({ step: 'ended', keyName: 'koshin-7', ending: { failure: authentic } })
    expect(after(sent(1), authentic)).toMatchObject({ step: 'discarding' })
    expect(after(sent(1), authentic)).not.toHaveProperty('keeps')
    expect(after(sent(2), { code: 'bank.busy', retry: 'later', authentic: true }).step).toBe('stalled')
  })

  it('is not given up by leaving it, and keeps its key when its user says so', () => {
    for (const state of [{ ...states.waiting, sendings: 1 }, after(sent(2), refused)]) {
      expect(step(state, { type: 'abandon' }, now).state).toBe(state)
      expect(step(state, { type: 'give-up' }, now).state).toMatchObject({ step: 'ended', keyName: 'koshin-7' })
    }
    const acquisition = (sendings: number) => ({ ...states['password-needed'], sendings }) as RenewalState
    expect(step(acquisition(1), { type: 'abandon' }, now).state).toMatchObject({ step: 'ended', keyName: 'koshin-7' })
    expect(step(acquisition(0), { type: 'abandon' }, now).state).toMatchObject({ step: 'discarding' })
    expect(step(acquisition(0), { type: 'abandon' }, now).state).not.toHaveProperty('keeps')
  })

  it('is without trace after a wrong password to its first sending, and only then', () => {
    const wrong = { code: 'bank.unauthorized', retry: 'never' } as const
    expect(after(sent(1, enrolmentPurpose), wrong)).toMatchObject({ step: 'password-needed', sendings: 0 })
    expect(after(sent(2, enrolmentPurpose), wrong)).toMatchObject({ step: 'password-needed', sendings: 1 })
  })
})

describe('an issued certificate', () => {
  const confirmation = new Uint8Array([5])
  const issuedEvent: Event = { type: 'issued', certificate: new Uint8Array([2]), intermediates: [], confirmation }

  it('is in the journal before the bank hears that it is taken', () => {
    const next = step(states.requesting, issuedEvent, now)
    expect(next.state).toMatchObject({ step: 'confirming-installation', confirmation })
    expect(next.effects).toEqual(['confirm'])
    const confirmed = step(next.state, { type: 'confirmed' }, now)
    expect(confirmed.state).not.toHaveProperty('confirmation')
    expect(confirmed.effects).toEqual(['ask-installation'])
  })

  it('is used where the bank cannot be told, and that is said', () => {
    const { state } = step(states.requesting, issuedEvent, now)
    const next = step(state, { type: 'confirmed', failure: unreachable }, now)
    expect(next.state).toMatchObject({ confirmation, unconfirmed: unreachable })
    expect(next.effects).toEqual(['ask-installation'])
    const later = step(step(next.state, events['no']!, now).state, events['install-postponed']!, now)
    expect(later.effects).toEqual(['confirm'])
  })

  it('of which the bank hears only at its proof is confirmed, and says so', () => {
    const proving: RenewalState = { ...states.proving, confirmation, unconfirmed: unreachable }
    const heard = step(proving, { type: 'proven', proven: 'tls', told: {} }, now).state
    expect(heard).toMatchObject({ step: 'retiring', proven: 'tls' })
    expect(heard).not.toHaveProperty('unconfirmed')
    const deaf = step(proving, { type: 'proven', proven: 'tls', told: { failure: refused } }, now).state
    expect(step(deaf, { type: 'retired' }, now).state).toMatchObject({ step: 'complete', unconfirmed: refused })
  })

  it('that begins in a moment is waited for, and then installed without another question', () => {
    const waits = step(states.installing, { type: 'pending', retryAfter: 5 }, now).state
    expect(waits).toMatchObject({ step: 'waiting', retryAt: now + 5000, failure: { code: 'issued.not-yet-valid' } })
    expect(step(waits, events['retry']!, now + 4999).state).toBe(waits)
    for (const event of ['retry', 'restarted']) {
      expect(step(waits, events[event]!, now + 5000).state.step).toBe('installing')
    }
  })

  it('is not waited for when a clock was wrong by years', () => {
    const waits = { ...states.waiting, retryAt: now + 365 * 24 * 60 * 60 * 1000 }
    expect(step(waits, events['retry']!, now).state.step).toBe('requesting')
  })

  it('is proven again after a restart, before the one before it is retired', () => {
    expect(step(states.retiring, events['restarted']!, now).effects).toEqual(['prove'])
    const { id: _id, startedAt: _startedAt, purpose: _purpose, ...at } = states.retiring
    const stalled = { ...states.stalled, at } as RenewalState
    expect(step(stalled, events['restarted']!, now).state.step).toBe('proving')
    expect(step(stalled, events['retry']!, now).state.step).toBe('retiring')
    expect(step(stalled, events['give-up']!, now).state).toMatchObject({ step: 'ended', keyName: 'koshin-7' })
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

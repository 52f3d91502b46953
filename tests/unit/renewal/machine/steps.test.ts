import { describe, expect, it } from 'vitest'
import type { Event, Issued, RenewalState } from '../../../../main/renewal/machine/state.ts'
import {
  abandoned,
  askedAgain,
  carryOn,
  discard,
  giveUpIssued,
  givesUp,
  issued,
  keep,
  leaveBe,
  letGo,
  own,
  requested,
  told,
} from '../../../../main/renewal/machine/steps.ts'
import { enrolmentPurpose, states } from '../samples.ts'

const { requesting, installing, proving, retiring } = states
const lost = { code: 'bank.unreachable', retry: 'later' } as const
const whole: Issued = {
  keyName: 'koshin-7',
  certificate: new Uint8Array([2]),
  intermediates: [new Uint8Array([3])],
  confirmation: new Uint8Array([6]),
  unconfirmed: lost,
  proven: 'tls',
}

describe('on the way from step to step', () => {
  it('a request is kept as it was sent, with how often', () => {
    expect(requested(requesting)).toEqual({ keyName: 'koshin-7', request: requesting.request, sendings: 1 })
    const { sendings: _none, ...untold } = requesting
    expect(requested(untold)).not.toHaveProperty('sendings')
  })

  it('a certificate is kept with all that is known of it, and with nothing else', () => {
    expect(issued({ ...whole, step: 'proving' } as Issued)).toEqual(whole)
    const bare = { keyName: 'koshin-7', certificate: whole.certificate, intermediates: [] }
    expect(Object.keys(issued(bare))).toEqual(['keyName', 'certificate', 'intermediates'])
  })

  it('nothing is left to be told once the bank has heard; what it could not hear is asked again', () => {
    const { confirmation: _told, unconfirmed: _why, ...heard } = whole
    expect(told(whole, undefined)).toEqual(heard)
    expect(told({ ...heard, confirmation: new Uint8Array([6]) }, lost)).toEqual(whole)
    const { unconfirmed: _before, ...open } = whole
    expect(askedAgain(whole)).toEqual(open)
  })

  it('a step is told apart from the renewal that it belongs to', () => {
    expect(own(installing)).toEqual({
      step: 'installing',
      keyName: 'koshin-7',
      certificate: installing.certificate,
      intermediates: [],
    })
  })
})

describe('an end', () => {
  it('discards the key, keeps it with what is hidden, or leaves all as it is', () => {
    expect(discard(requesting, abandoned)).toEqual({ step: 'discarding', keyName: 'koshin-7', ending: abandoned })
    expect(keep(requesting, abandoned)).toEqual({ ...discard(requesting, abandoned), keeps: true })
    expect(leaveBe(requesting, abandoned)).toEqual({ step: 'ended', keyName: 'koshin-7', ending: abandoned })
    expect(abandoned).toEqual({ kind: 'abandoned' })
  })

  it('begins with the user who leaves, or gives it up', () => {
    const all: Event[] = [{ type: 'abandon' }, { type: 'give-up' }, { type: 'retry' }, { type: 'restarted' }]
    expect(all.map(givesUp)).toEqual([true, true, false, false])
  })

  it('hides what was installed and not proven, and nothing else', () => {
    expect([installing, proving, retiring, states.postponed].map((state) => giveUpIssued(state).step)).toEqual([
      'discarding',
      'discarding',
      'ended',
      'ended',
    ])
    expect(giveUpIssued(installing)).toHaveProperty('keeps', true)
  })

  const leave = (
    step: string,
    sendings: number | undefined,
    type: 'abandon' | 'give-up',
    purpose = requesting.purpose,
  ) =>
    letGo(
      { ...requesting, purpose },
      { keyName: 'koshin-7', step, ...(sendings === undefined ? {} : { sendings }) },
      { type },
    )?.step

  it('takes the key only where no sending can have led to a certificate', () => {
    expect(leave('making-request', undefined, 'abandon')).toBe('discarding')
    expect(leave('requesting', 0, 'abandon')).toBe('discarding')
    // A journal that does not tell: then there was at least one.
    expect(leave('requesting', undefined, 'give-up')).toBe('ended')
    expect(leave('making-request', 1, 'give-up')).toBe('ended')
  })

  it('comes to a renewal that may have been answered by its user’s word alone', () => {
    expect(leave('requesting', 1, 'abandon')).toBeUndefined()
    expect(leave('requesting', 1, 'abandon', enrolmentPurpose)).toBe('ended')
    expect(letGo(requesting, { ...requesting, sendings: 0 }, { type: 'retry' })).toBeUndefined()
  })
})

describe('a step that goes on by itself', () => {
  it('stalls where it fails, and is carried on from there', () => {
    expect(carryOn(installing, { type: 'failed', failure: lost })).toEqual({
      step: 'stalled',
      at: own(installing),
      failure: lost,
    })
    expect(carryOn(installing, { type: 'restarted' })).toEqual(own(installing))
  })

  it('begins again with a key that was lost, and installs again what was lost', () => {
    expect(carryOn(requesting, { type: 'key-lost' })).toEqual({ step: 'making-request', keyName: 'koshin-7' })
    expect(carryOn(proving, { type: 'certificate-lost' })).toEqual({ ...own(proving), step: 'installing' })
    expect(carryOn(requesting, { type: 'certificate-lost' })).toBeUndefined()
  })

  it('ends where its journal is not believed, and leaves everything as it is', () => {
    expect(carryOn(installing, { type: 'disbelieved', failure: lost })).toEqual({
      step: 'ended',
      ending: { kind: 'failed', failure: lost },
      keyName: 'koshin-7',
    })
  })

  it('is not moved by what does not concern it', () => {
    const states: (RenewalState & { step: 'installing' | 'requesting' })[] = [installing, requesting]
    for (const state of states) expect(carryOn(state, { type: 'retry' })).toBeUndefined()
  })
})

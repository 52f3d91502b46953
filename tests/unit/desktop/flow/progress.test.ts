import { describe, expect, it } from 'vitest'
import { isWork, workingOf } from '../../../../main/desktop/flow/progress.ts'
import type { RenewalState } from '../../../../main/renewal/machine/machine.ts'
import { enrolmentPurpose, now, states } from '../../renewal/samples.ts'

describe('a renewal under way', () => {
  it('is watched from its first question to its end, also where it stalled', () => {
    const watched = Object.values(states).filter(isWork)
    expect(watched.map(({ step }) => step).toSorted()).toEqual(
      [
        ...['confirming-request', 'making-request', 'requesting', 'waiting'],
        ...['confirming-installation', 'installing', 'proving', 'retiring', 'stalled'],
      ].toSorted(),
    )
  })

  it.each([
    ['confirming-request', 'confirming-request'],
    ['making-request', 'making-key'],
    ['requesting', 'requesting'],
    ['waiting', 'waiting-for-bank'],
    // Also after a restart: whoever is asked the second question has the first one behind them.
    ['confirming-installation', 'confirming-installation'],
    ['installing', 'installing'],
    ['proving', 'proving'],
    ['retiring', 'retiring'],
  ] as const)('that is at %s is shown at the line %s', (step, line) => {
    expect(workingOf(states[step])).toMatchObject({ window: 'working', purpose: 'renewal', step: line })
    expect(workingOf({ ...states[step], purpose: enrolmentPurpose }).purpose).toBe('enrolment')
  })

  it('that stalled is shown where it stalled, without a reason that is told elsewhere', () => {
    const stalled: RenewalState = { ...states.stalled, at: states.installing }
    expect(workingOf(stalled)).toMatchObject({ step: 'installing', retryAt: undefined, failure: undefined })
  })

  it('that waits tells until when, and why', () => {
    const failure = { code: 'bank.busy', retry: 'later' } as const
    expect(workingOf({ ...states.waiting, failure })).toMatchObject({ retryAt: now + 60_000, failure })
    expect(workingOf(states.requesting)).toMatchObject({ retryAt: undefined, failure: undefined })
  })
})

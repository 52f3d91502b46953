/** An explorer that finds nothing must be able to find something: each of these was once the product's own mistake. */
import { describe, expect, it } from 'vitest'
import { type Event, keyNameOf, type RenewalState, step } from '../../main/renewal/machine/machine.ts'
import { type Domain, realDomain } from './app.ts'
import { characters } from './characters.ts'
import { explore } from './explore.ts'

/** The machine, with another rule in front of it. */
const governed = (rule: (state: RenewalState, event: Event) => RenewalState | undefined): Domain => ({
  ...realDomain,
  step: (state, event, now) => {
    const next = rule(state, event)
    if (next === undefined) return step(state, event, now)
    return step(
      { ...next, step: 'discarding', keyName: keyNameOf(state.id), ending: { kind: 'abandoned' } },
      { type: 'restarted' },
      now,
    )
  },
})

const worst = async (domain: Domain, name = characters[0]!.name) => {
  const character = characters.find((one) => one.name === name)!
  const { violations } = await explore(character, { faults: 2, domain, first: true })
  return violations[0]
}

describe('the explorer', () => {
  it('finds a key that is thrown away because a repetition met a 404, in the shortest story', async () => {
    const careless = governed((state, event) =>
      state.step === 'requesting' && event.type === 'failed' && event.failure.code === 'bank.refused'
        ? state
        : undefined,
    )
    expect(await worst(careless)).toEqual({
      what: 'a key is removed for which there is a certificate',
      story: [
        'the app starts',
        'the user starts the renewal',
        'the app goes on at "confirming-request"',
        'the app goes on at "making-request"',
        expect.stringMatching(/^the app goes on at "requesting": .*(lost|power cut)/),
        expect.any(String),
        'the app goes on at "requesting": 404 without a signature comes in its place',
        'the app goes on at "discarding"',
      ],
    })
  })

  it('finds a renewal that is given up by leaving it', async () => {
    const leaving = governed((state, event) =>
      state.step === 'stalled' && state.at.step === 'requesting' && event.type === 'abandon' ? state : undefined,
    )
    expect((await worst(leaving))?.what).toMatch(/^a key is removed/)
  })

  it('finds an old certificate that is retired for one that was never proven', async () => {
    const hasty: Domain = {
      ...realDomain,
      step: (state, event, now) =>
        state.step === 'installing' && event.type === 'installed'
          ? { state: { ...state, step: 'retiring' }, effects: ['retire'] }
          : step(state, event, now),
    }
    expect((await worst(hasty))?.what).toBe('the old certificate is retired before its successor is proven')
  })

  it('finds a dead end', async () => {
    const { perform } = realDomain
    const stubborn: Domain = {
      ...realDomain,
      perform: async (...given) => {
        const event = await perform(...given)
        if (event.type !== 'key-lost') return event
        return { type: 'failed', failure: { code: 'keystore.key-missing', retry: 'never' } }
      },
      step: (state, event, now) => (event.type === 'give-up' ? { state, effects: [] } : step(state, event, now)),
    }
    const { violations } = await explore(characters[0]!, { faults: 1, domain: stubborn })
    expect(violations).toMatchObject([{ what: 'there is no way to a working new certificate' }])
    expect(violations[0]!.story.join()).toContain('the key store comes back from a backup of before')
  })

  it('finds a repetition that is taken for the first sending', async () => {
    const forgetful: Domain = {
      ...realDomain,
      step: (state, event, now) => {
        const next = step(state, event, now)
        return next.state.step === 'requesting' ? { ...next, state: { ...next.state, sendings: 1 } } : next
      },
    }
    expect((await worst(forgetful))?.what).toBe('a request that the bank has heard is sent as if it were the first')
  })
})

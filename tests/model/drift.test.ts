/** What is explored is all that there is: the real effects, each with everything that may come of it. */
import { describe, expect, it } from 'vitest'
import type { Effect, Event } from '../../main/renewal/machine/machine.ts'
import { characters } from './characters.ts'
import { explore } from './explore.ts'

/** What each effect may come to. A record over the type: an effect that is added has to be added here. */
const results: Readonly<Record<Effect, readonly Event['type'][]>> = {
  'make-key': ['key-made'],
  'ask-request': ['answered'],
  'make-request': ['request-made', 'failed'],
  // A journal from a backup is not believed: another key may have its key's name by now.
  'send-request': ['issued', 'pending', 'failed', 'key-lost', 'disbelieved'],
  confirm: ['confirmed'],
  'ask-installation': ['answered'],
  install: ['installed', 'pending', 'failed', 'key-lost'],
  prove: ['proven', 'failed', 'certificate-lost'],
  retire: ['retired'],
  'discard-key': ['discarded'],
}

describe('the model', () => {
  it('walks through every effect and all that may come of it', async () => {
    const seen = new Set<string>()
    const explored = characters.map((character) => explore(character, { faults: 1 }))
    // A certificate is lost after its installation only when the app stopped there.
    for (const one of await Promise.all([...explored, explore(characters[0]!, { faults: 2 })])) {
      for (const pair of one.seen) seen.add(pair)
    }
    const listed = Object.entries(results).flatMap(([effect, events]) => events.map((event) => `${effect}: ${event}`))
    expect([...seen].sort()).toEqual(listed.sort())
  })
})

/** The banks that are explored: the demo bank plays the same ones. */
import type { Character } from './world.ts'

const demo: Character = {
  name: 'deduplicating, backdating',
  deduplicates: true,
  backdates: true,
  patience: 0,
  revokesAtIssue: false,
  confirms: false,
  refusesRepetition: false,
}

export const characters: readonly Character[] = [
  demo,
  { ...demo, name: 'not deduplicating', deduplicates: false },
  { ...demo, name: 'not deduplicating, refusing a repetition', deduplicates: false, refusesRepetition: true },
  { ...demo, name: 'not backdating', backdates: false },
  { ...demo, name: 'slow', patience: 2 },
  { ...demo, name: 'slow, not deduplicating, not backdating', patience: 1, deduplicates: false, backdates: false },
  { ...demo, name: 'signing and wanting a confirmation (CMP)', confirms: true },
  {
    ...demo,
    name: 'signing, not deduplicating, refusing a repetition',
    confirms: true,
    deduplicates: false,
    refusesRepetition: true,
  },
  { ...demo, name: 'revoking the old one at issue', revokesAtIssue: true },
  { ...demo, name: 'signing, revoking the old one at issue', confirms: true, revokesAtIssue: true },
]

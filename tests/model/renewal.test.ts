/** Every interleaving of the real machine and its real effects with banks, key stores, journals and power cuts. */
import { describe, expect, it } from 'vitest'
import { characters } from './characters.ts'
import { explore } from './explore.ts'

const asked = process.env['KOSHIN_MODEL_FAULTS']
/** Within a minute on one core: three faults where the bank is the simplest and the strictest, two at all others. */
const thrice = new Set(['deduplicating, backdating', 'revoking the old one at issue'])
const depths = characters.map((character) => ({
  character,
  faults: asked === undefined ? (thrice.has(character.name) ? 3 : 2) : Number(asked),
}))

describe('every course of a renewal', () => {
  it.each(depths)(
    'with up to $faults faults holds at a bank that is $character.name',
    async ({ character, faults }) => {
      const { states, transitions, violations } = await explore(character, { faults })
      console.log(
        `${character.name}, ${faults} faults: ${states} states, ${transitions} transitions, ${violations.length} violations`,
      )
      const stories = violations.map(({ what, story }) => [what, ...story.map((one) => `  ${one}`)].join('\n'))
      expect(stories.join('\n\n')).toBe('')
    },
  )
})

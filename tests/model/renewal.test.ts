/** Every interleaving of the real machine and its real effects with banks, key stores, journals and power cuts. */
import { describe, expect, it } from 'vitest'
import { characters } from './characters.ts'
import { explore } from './explore.ts'

/** Three take less than a minute on one core; five, `npm test -- model:whole`, an hour and gigabytes of memory. */
const faults = Number(process.env['KOSHIN_MODEL_FAULTS'] ?? 3)

describe('every course of a renewal', () => {
  it.each(characters)(`with up to ${faults} faults holds at a bank that is $name`, async (character) => {
    const { states, transitions, violations } = await explore(character, { faults })
    console.log(
      `${character.name}, ${faults} faults: ${states} states, ${transitions} transitions, ${violations.length} violations`,
    )
    const stories = violations.map(({ what, story }) => [what, ...story.map((one) => `  ${one}`)].join('\n'))
    expect(stories.join('\n\n')).toBe('')
  })
})

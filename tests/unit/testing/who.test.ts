/** What a run of the tests says of whoever ran it. */
import { describe, expect, it } from 'vitest'
import { load } from '../verify/example.ts'

const { whoRan } = await load<{ whoRan(asRoot: boolean): string }>('testing/who.mjs')

describe('the end of a run of the tests', () => {
  it('says of an ordinary user that the sandbox was on, and names nothing that was not shown', () => {
    expect(whoRan(false)).toBe('run as an ordinary user, with Chromium’s sandbox on')
  })

  it('says of root what could not be shown, and who can', () => {
    const told = whoRan(true)
    expect(told).toMatch(/^run as root, which cannot show:/)
    for (const lacking of ['sandbox', '--no-sandbox', 'modes and owners of files', 'An ordinary user’s run shows both'])
      expect(told).toContain(lacking)
  })
})

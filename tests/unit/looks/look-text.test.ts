/** What the comparison of looks lets pass, and what it does not. */
import { describe, expect, it } from 'vitest'
import { coloursAreIn, lookText, settled } from '../../e2e/looks/look-text.ts'
import type { PageLook, Piece } from '../../e2e/looks/page-look.ts'

const button: Piece = {
  depth: 1,
  label: 'button "はい"',
  box: '284,392 120x44',
  facts: 'type=button, 15px 600',
  colours: '#ffffff on #1f4577',
}
const page = (...pieces: Piece[]): PageLook => ({ window: 'メイン, ja, 900x840, scrolls down to 1216', pieces })
const text = (light: PageLook, dark = light): string =>
  lookText(new Map([['light', light] as const, ['dark', dark] as const]))

describe('the text of a look', () => {
  it('tells places once, and the colours of each theme', () => {
    expect(text(page(button), page({ ...button, colours: '#10202f on #9cbcea' }))).toBe(
      [
        'メイン, ja, 900x840, scrolls down to 1216',
        '',
        '  button "はい"  284,392 120x44  type=button, 15px 600',
        '',
        'light',
        '  button "はい"  #ffffff on #1f4577',
        '',
        'dark',
        '  button "はい"  #10202f on #9cbcea',
        '',
      ].join('\n'),
    )
  })

  it('tells the places of a theme that is laid out otherwise', () => {
    const moved = text(page(button), page({ ...button, box: '284,500 120x44' }))
    expect(moved).toContain('dark is laid out otherwise')
    expect(moved).toContain('284,500 120x44')
  })
})

describe('a look is as expected', () => {
  const expected = text(page(button))

  it('where a font is a little wider elsewhere', () => {
    expect(settled(text(page({ ...button, box: '283,394 122x44' })), expected)).toBe(expected)
    const longer = { ...page(button), window: 'メイン, ja, 900x840, scrolls down to 1218' }
    expect(settled(text(longer), expected)).toBe(expected)
  })

  it.each<[string, Piece]>([
    ['moves', { ...button, box: '284,395 120x44' }],
    ['grows', { ...button, box: '284,392 123x44' }],
    ['says something else', { ...button, label: 'button "はい。"' }],
    ['has another role', { ...button, label: 'link "はい"' }],
    ['has another colour', { ...button, colours: '#fffffe on #1f4577' }],
    ['is cut off', { ...button, facts: `${button.facts}, CUT OFF sideways` }],
    ['has text of another size', { ...button, facts: 'type=button, 16px 600' }],
  ])('but not where a piece %s', (_what, piece) => {
    expect(settled(text(page(piece)), expected)).not.toBe(expected)
  })

  it('but not where a piece is gone, or one more is there', () => {
    expect(settled(text(page()), expected)).not.toBe(expected)
    expect(settled(text(page(button, button)), expected)).not.toBe(expected)
  })
})

describe('the colours of a look', () => {
  const dark = { ...button, colours: '#10202f on #9cbcea' }
  const kept = text(page(button), page(dark))

  it('are in a kept text that tells the same of that theme, wherever they stand and whatever they colour', () => {
    expect(coloursAreIn(kept, 'dark', page(dark, { ...dark, label: 'button "Yes"', box: '1,1 9x9' }))).toBe(true)
    expect(coloursAreIn(kept, 'dark', page({ ...dark, colours: '' }))).toBe(true)
  })

  it('are not in one that tells them of another theme alone, or of none', () => {
    expect(coloursAreIn(kept, 'dark', page(dark, button))).toBe(false)
    expect(coloursAreIn(kept, 'contrast', page(dark))).toBe(false)
    expect(coloursAreIn('', 'dark', page(dark))).toBe(false)
  })
})

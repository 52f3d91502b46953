import { describe, expect, test } from 'vitest'
import { successions } from '../../../../main/renewal/watched/succession.ts'
import { day, makeKeys, now } from '../../x509/authority.ts'
import { bank, customer, name, shaped, text } from './shapes.ts'

const years = (ago: number) => ({ from: now - ago * 365 * day, keys: makeKeys() })

describe('a line of succession', () => {
  test('has the newest certificate of one holder by one issuer at its head', () => {
    const [first, second, third] = [shaped(years(2)), shaped(years(1)), shaped(years(0))]
    expect(successions([second, third, first])).toEqual([{ newest: third, replaced: [second, first] }])
  })

  test('goes on where the bank writes the same name in another way', () => {
    const rewritten = name(['C', text.printable('jp')], ['O', text.bmp('更新商事株式会社')], ['CN', '更新  花子'])
    const [before, after] = [shaped(years(1)), shaped({ ...years(0), subject: rewritten })]
    expect(successions([before, after])).toEqual([{ newest: after, replaced: [before] }])
  })

  test.each([
    ['another holder', { subject: name(['CN', '更新 太郎']) }],
    ['another issuer', { issuer: name(['CN', 'デモ銀行 法人認証局']) }],
    ['the issuer in the holder’s place', { subject: bank, issuer: customer }],
  ])('is another one for %s', (_title, change) => {
    expect(successions([shaped(years(1)), shaped({ ...years(0), ...change })])).toHaveLength(2)
  })

  test('comes before another that expires later', () => {
    const soon = shaped({ ...years(0.5), subject: name(['CN', '更新 太郎']) })
    const later = shaped(years(0))
    expect(successions([later, soon]).map(({ newest }) => newest)).toEqual([soon, later])
  })

  test('has the one that was issued last at its head, of two that end together', () => {
    const long = shaped({ from: now - 365 * day, days: 730 })
    const short = shaped({ from: now, days: 365 })
    for (const found of [
      [long, short],
      [short, long],
    ]) {
      expect(successions(found)).toEqual([{ newest: short, replaced: [long] }])
    }
  })

  test('has one and the same order for those that begin and end together', () => {
    const together = [1, 2, 3, 4].map(() => shaped({ ...years(0), keys: makeKeys() }))
    const sorted = together.map(({ thumbprint }) => thumbprint).sort()
    for (const found of [together, [...together].reverse()]) {
      const [{ newest, replaced } = { newest: undefined, replaced: [] }] = successions(found)
      expect([newest, ...replaced].map((one) => one?.thumbprint)).toEqual(sorted)
    }
    const holders = [1, 2, 3].map((holder) => shaped({ from: now, subject: name(['CN', `更新 ${holder}`]) }))
    const heads = successions(holders).map(({ newest }) => newest.thumbprint)
    expect(heads).toEqual([...heads].sort())
    expect(successions([...holders].reverse()).map(({ newest }) => newest.thumbprint)).toEqual(heads)
  })

  test('does not depend on the order in which a store lists', () => {
    const found = [0, 1, 2, 3].map((ago) => shaped(years(ago)))
    expect(successions([...found].reverse())).toEqual(successions(found))
    expect(successions([])).toEqual([])
  })
})

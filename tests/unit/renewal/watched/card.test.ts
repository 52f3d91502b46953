import { describe, expect, test } from 'vitest'
import { policyOf, renewUntil, suggestedName } from '../../../../main/renewal/watched/card.ts'

/** As a calendar in Japan has it. */
const at = (text: string) => Date.parse(`${text}+09:00`)

describe("a bank's rule", () => {
  test.each([
    ['2027-01-15T09:00', { from: 30, until: 0 }, '2027-01-15T09:00', 'without an hour, the certificate’s own end'],
    ['2027-01-15T23:59', { from: 30, until: 0, hour: 15 }, '2027-01-15T15:00', 'the hour on the last day'],
    [
      '2027-01-15T09:00',
      { from: 30, until: 0, hour: 17 },
      '2027-01-15T09:00',
      'never later than the certificate itself',
    ],
    ['2027-01-15T00:00', { from: 30, until: 0, hour: 9 }, '2027-01-15T00:00', 'a certificate that ends at midnight'],
    ['2027-01-15T09:00', { from: 30, until: 10 }, '2027-01-25T09:00', 'so many days after expiry'],
    ['2027-01-15T09:00', { from: 30, until: 10, hour: 17 }, '2027-01-25T17:00', 'the hour on the last of these days'],
    ['2027-01-15T08:59', { from: 30, until: 1, hour: 24 }, '2027-01-17T00:00', 'the end of that day'],
  ])('for a certificate until %s, and %j, ends at %s: %s', (notAfter, rule, end, _why) => {
    expect(renewUntil({ notAfter: at(notAfter) }, rule)).toBe(at(end))
  })

  test.each([
    [30, [30, 15, 7, 3, 1, 0]],
    [60, [60, 30, 15, 7, 3, 1, 0]],
    [20, [20, 15, 7, 3, 1, 0]],
    [1, [1, 0]],
  ])('from %d days before has its first reminder on that day, and the ladder from there', (from, reminderDays) => {
    expect(policyOf({ from, until: 5 })).toMatchObject({ noticeDays: from, graceDays: 5, reminderDays })
  })

  test('has the rungs of an organisation’s ladder from that day on', () => {
    expect(policyOf({ from: 45, until: 0 }, [60, 20, 5]).reminderDays).toEqual([45, 20, 5])
  })
})

describe('the name of a bank, suggested from its CA’s,', () => {
  test.each([
    ['練習用信用金庫 法人認証局 G1', '練習用信用金庫'],
    ['練習用信用金庫法人認証局', '練習用信用金庫'],
    ['デモ銀行　電子証明書認証局', 'デモ銀行'],
    ['デモ銀行認証センター 第2', 'デモ銀行'],
    ['Demo Bank Corporate CA - G2', 'Demo Bank'],
    ['Demo Bank Client Issuing CA', 'Demo Bank'],
    ['Demo Bank Subordinate Certification Authority 3', 'Demo Bank'],
    ['デモ銀行', 'デモ銀行'],
    ['Demo Bank', 'Demo Bank'],
    ['Cascade Bank', 'Cascade Bank'],
    ['認証局', '認証局'],
    [' デモ銀行 認証局', 'デモ銀行'],
  ])('%s is %s', (issuer, name) => {
    expect(suggestedName(issuer)).toBe(name)
  })

  test.each([' ', '　', '法人', 'Corporate '])(
    'keeps nobody waiting, however often it has %j in it, and fits on a card',
    (part) => {
      const issuer = `A${part.repeat(100_000)}B`
      const begun = process.cpuUsage()
      expect(suggestedName(issuer)).toHaveLength(60)
      // Looked for from every place it takes minutes.
      expect(process.cpuUsage(begun).user / 1000).toBeLessThan(1000)
    },
  )
})

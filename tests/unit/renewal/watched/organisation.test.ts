import { describe, expect, it } from 'vitest'
import type { FoundCertificate } from '../../../../main/renewal/watched/certificate.ts'
import { givenByOrganisation } from '../../../../main/renewal/watched/organisation.ts'
import { issuedFacts } from '../samples.ts'

const year = 365 * 24 * 60 * 60 * 1000
const found: FoundCertificate = {
  ...issuedFacts,
  ...{ line: 'a'.repeat(64), selfIssued: false, purposes: undefined, alternativeNames: [] },
  ...{ issuer: '練習用信用金庫 法人認証局', issuerKey: 'ab12cd34', notAfter: issuedFacts.notBefore + year },
}
const device: FoundCertificate = { ...found, alternativeNames: ['host'] }

describe('what an organisation decides of a certificate', () => {
  it('is nothing by default, and that those which people renew are watched where it wants them all', () => {
    expect(givenByOrganisation({})(found)).toStrictEqual({ rule: {} })
    expect(givenByOrganisation({ watch: 'all' })(found)).toEqual({ watched: true, rule: {} })
    expect(givenByOrganisation({ watch: 'all' })(device)).toEqual({ rule: {} })
  })

  it('says nothing of what it does not name, so that the user’s own word holds there', () => {
    const given = (entry: object) => givenByOrganisation({ watchIssuers: [{ issuer: found.issuer, ...entry }] })(found)
    expect(given({})).toStrictEqual({ watched: true, rule: {} })
    expect(given({ until: 10 })).toStrictEqual({ watched: true, rule: { until: 10 } })
    expect(given({ hour: 15 })).toStrictEqual({ watched: true, rule: { hour: 15 } })
  })

  it.each(['練習用信用金庫 法人認証局', '　練習用信用金庫　法人認証局', 'AB:12:CD:34', 'ab12cd34'])(
    'is a page and a rule for an issuer that it calls %s',
    (issuer) => {
      const page = 'https://renewal.bank.example/'
      const given = givenByOrganisation({
        watchIssuers: [
          { issuer: '別の認証局', page: 'https://other.example/' },
          { issuer, page, from: 60, hour: 15 },
        ],
      })
      expect(given(found)).toEqual({ watched: true, page, rule: { from: 60, hour: 15 } })
      expect(given({ ...found, issuer: '練習用信用金庫', issuerKey: undefined })).toEqual({ rule: {} })
    },
  )

  it('is of whatever kind the certificate is, where its issuer is named', () => {
    expect(givenByOrganisation({ watchIssuers: [{ issuer: found.issuer }] })(device)).toEqual({
      watched: true,
      rule: {},
    })
  })

  it('is the day of the first notice and the ladder of all its certificates, unless their issuer has a day of its own', () => {
    const given = givenByOrganisation({
      noticeDays: 45,
      reminderDays: [45, 10],
      watchIssuers: [{ issuer: found.issuer, from: 60 }],
    })
    expect(given({ ...found, issuer: 'デモ銀行' })).toEqual({ rule: { from: 45 }, reminderDays: [45, 10] })
    expect(given(found)).toEqual({ watched: true, rule: { from: 60 }, reminderDays: [45, 10] })
  })
})

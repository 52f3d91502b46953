import { describe, expect, it } from 'vitest'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { reviewRetired } from '../../../../main/renewal/certificates/retirement.ts'
import { currentFacts, issuedFacts, now } from '../samples.ts'

const day = 24 * 60 * 60 * 1000
const policy = { undoDays: 30, deleteRetired: true }
const kept = { keyName: 'koshin-1', protection: 'other', exportable: false } as const
const old: BankCertificate = { ...currentFacts, ...kept, retired: true }
const renewed: BankCertificate = { ...issuedFacts, ...kept, retired: false }

describe('a retired certificate', () => {
  it('is known as retired from the first look on', () => {
    const { retirements } = reviewRetired([renewed, old], [], policy, now)
    expect(retirements).toEqual([{ thumbprint: old.thumbprint, since: now }])
    expect(reviewRetired([renewed, old], retirements, policy, now + day).retirements).toEqual(retirements)
  })

  it('can be brought back for 30 days, to the very last instant', () => {
    const known = [{ thumbprint: old.thumbprint, since: now }]
    const end = now + 30 * day
    expect(reviewRetired([renewed, old], known, policy, end).restorable).toEqual([{ certificate: old, undoUntil: end }])
    expect(reviewRetired([renewed, old], known, policy, end + 1).restorable).toEqual([])
  })

  it('is expendable after that, and only if policy deletes', () => {
    const known = [{ thumbprint: old.thumbprint, since: now }]
    const after = now + 30 * day + 1
    expect(reviewRetired([renewed, old], known, policy, after - 1).expendable).toEqual([])
    expect(reviewRetired([renewed, old], known, policy, after).expendable).toEqual([old])
    expect(reviewRetired([renewed, old], known, { ...policy, deleteRetired: false }, after).expendable).toEqual([])
  })

  const reasons: readonly [string, readonly BankCertificate[]][] = [
    ['nothing of the same holder is in use', [old]],
    ['what is in use belongs to another holder', [{ ...renewed, subject: '3001' }, old]],
    ['what is in use does not last longer', [{ ...renewed, notAfter: old.notAfter }, old]],
    ['its key is not one that Koshin made', [renewed, { ...old, keyName: undefined }]],
  ]
  it.each(reasons)('is never expendable when %s', (_reason, certificates) => {
    const known = [{ thumbprint: old.thumbprint, since: now }]
    expect(reviewRetired(certificates, known, policy, now + 365 * day).expendable).toEqual([])
  })

  it('is forgotten once it was brought back or is gone', () => {
    const known = [{ thumbprint: old.thumbprint, since: now }]
    expect(reviewRetired([renewed, { ...old, retired: false }], known, policy, now).retirements).toEqual([])
    expect(reviewRetired([renewed], known, policy, now).retirements).toEqual([])
  })

  it('seen by a clock that was ahead counts from now on', () => {
    const known = [{ thumbprint: old.thumbprint, since: now + 1000 * day }]
    expect(reviewRetired([renewed, old], known, policy, now).retirements).toEqual([
      { thumbprint: old.thumbprint, since: now },
    ])
  })
})

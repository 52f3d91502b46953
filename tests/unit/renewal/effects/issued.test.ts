import { describe, expect, it } from 'vitest'
import { checkIssued } from '../../../../main/renewal/effects/issued.ts'
import { issuedFacts, now, renewalPurpose } from '../samples.ts'

const expected = { publicKeyHash: issuedFacts.publicKeyHash, purpose: renewalPurpose }
const code = (change: Partial<typeof issuedFacts>) => {
  const checked = checkIssued({ ...issuedFacts, ...change }, expected, now)
  return checked.ok ? 'accepted' : checked.failure.code
}

describe('the issued certificate', () => {
  it('is accepted when it answers the request', () => {
    expect(code({})).toBe('accepted')
  })

  it('is refused when it carries another key', () => {
    expect(code({ publicKeyHash: 'ff' })).toBe('issued.wrong-key')
  })

  it('is refused when its subject differs by a byte', () => {
    expect(code({ subject: '3001' })).toBe('issued.wrong-subject')
  })

  it('is refused when its subjectAltName differs, is missing or is new', () => {
    expect(code({ subjectAltName: '3001' })).toBe('issued.wrong-alternative-name')
    expect(code({ subjectAltName: undefined })).toBe('issued.wrong-alternative-name')
    const without = { ...expected, purpose: { ...renewalPurpose, subjectAltName: undefined } }
    expect(checkIssued(issuedFacts, without, now)).toMatchObject({ failure: { code: 'issued.wrong-alternative-name' } })
  })

  it('may write the names in another way, as long as nothing differs, and it is told what does', () => {
    const difference = (a: string | undefined, b: string | undefined) =>
      a?.toLowerCase() === b?.toLowerCase() ? undefined : `${a} is not ${b}`
    const names = { subjectDifference: difference, alternativeNameDifference: difference }
    const facts = { ...issuedFacts, subject: 'Ab', subjectAltName: 'Cd' }
    const purpose = { ...renewalPurpose, subject: 'aB', subjectAltName: 'cD' }
    const check = (change: object) => checkIssued({ ...facts, ...change }, { ...expected, purpose }, now, names)
    expect(check({}).ok).toBe(true)
    expect(check({ subject: 'X' })).toMatchObject({ failure: { code: 'issued.wrong-subject', cause: 'aB is not X' } })
    const alternative = { code: 'issued.wrong-alternative-name', cause: 'cD is not undefined' }
    expect(check({ subjectAltName: undefined })).toMatchObject({ failure: alternative })
  })

  it('is refused when it cannot authenticate a client', () => {
    expect(code({ clientAuth: false })).toBe('issued.no-client-auth')
  })

  it('is refused before its first and after its last moment', () => {
    expect(code({ notBefore: now + 1 })).toBe('issued.not-yet-valid')
    expect(code({ notBefore: now })).toBe('accepted')
    expect(code({ notAfter: now - 1 })).toBe('issued.expired')
  })

  it('is refused when it does not outlive the old one', () => {
    expect(code({ notAfter: renewalPurpose.notAfter })).toBe('issued.not-longer')
    expect(code({ notAfter: renewalPurpose.notAfter + 1 })).toBe('accepted')
  })

  it('may have any subject at a first enrolment, where the bank decides it', () => {
    const purpose = { kind: 'enrolment', customerId: 'K1' } as const
    expect(checkIssued({ ...issuedFacts, subject: '3009' }, { ...expected, purpose }, now).ok).toBe(true)
  })
})

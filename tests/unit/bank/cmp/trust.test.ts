/** An answer counts only if it is the bank's, to this very message, and whole. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import type { Header } from '../../../../main/x509/cmp/header.ts'
import type { NamedSigners } from '../../../../main/bank/cmp/signer.ts'
import { failure } from '../../../../main/renewal/errors.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import {
  day,
  digitalSignature,
  extension,
  type Extension,
  issue,
  makeAuthority,
  makeKeys,
  now,
} from '../../x509/authority.ts'
import {
  type Answer,
  authority,
  bankSaying,
  clientOf,
  cmcRa,
  currentKeys,
  honest,
  issuing,
  ra,
  raKeys,
  renewalAt,
  rejected,
  type Script,
  type Signer,
  signer,
  told,
} from './fake-bank.ts'

/** The first answer is another one, the rest is honest. */
const first = (answer: Partial<Answer>) =>
  renewalAt((message, index) => ({ ...(honest(message, index) as Answer), ...(index === 0 ? answer : {}) }))

describe('an honest answer', () => {
  it('counts', async () => {
    expect(await first({})).toBe('issued')
  })

  it('counts in either version that can be answered in', async () => {
    expect([await first({ header: { version: 3 } }), await first({ header: { version: 2 } })]).toEqual([
      'issued',
      'issued',
    ])
  })
})

describe("an answer that the bank signed, but not to our message, doesn't count", () => {
  const other = new Uint8Array(16).fill(9)
  const fields: readonly (readonly [string, Partial<Header>, string])[] = [
    ['of an unknown version', { version: 1 }, 'bank.bad-answer'],
    ['of another transaction', { transactionId: other }, 'bank.bad-answer'],
    ['of no transaction', { transactionId: undefined }, 'bank.bad-answer'],
    ['to another nonce', { recipientNonce: other }, 'bank.bad-answer'],
    ['to no nonce', { recipientNonce: undefined }, 'bank.bad-answer'],
    ['of a version to come', { version: 4 }, 'bank.bad-answer'],
    ['without a nonce to go on with', { senderNonce: undefined }, 'bank.bad-answer'],
    ['with a signature of an unknown kind', { protectionAlgorithm: { oid: '1.2.3' } }, 'bank.untrusted'],
    ['with a signature of SHA-1', { protectionAlgorithm: { oid: '1.2.840.10045.4.1' } }, 'bank.untrusted'],
  ]
  it.each(fields)('%s', async (_, header, code) => {
    expect(await first({ header })).toBe(code)
  })

  it('of a message of the bank that we have heard before', async () => {
    let kept: Uint8Array | undefined
    const keep = (der: Uint8Array): Uint8Array => (kept ??= der)
    const script = (message: Parameters<typeof honest>[0], index: number) => ({
      ...(honest(message, index) as Answer),
      change: keep,
    })
    // The answer to our certConf is the answer to our kur again.
    expect(await renewalAt(script)).toBe('bank.bad-answer')
  })
})

describe('a signer', () => {
  const key = raKeys.privateKey
  const having = (...extensions: Extension[]): Signer => ({
    certificate: authority.leaf(raKeys, { subject: 'RA', extensions }),
    key,
  })
  const expired = authority.leaf(raKeys, { subject: 'RA', extensions: [cmcRa], notAfter: now - day })
  const foreign = makeAuthority('Test').leaf(raKeys, { subject: 'RA', extensions: [cmcRa] })
  const { middle, middleKeys } = authority
  const listsOnly = extension.keyUsage(1, 0x02)
  const [digitalSignatureAndCertificates, certificatesOnly] = [extension.keyUsage(2, 0x84), extension.keyUsage(5, 0x20)]
  const signers: readonly (readonly [string, Signer, string])[] = [
    ['with the key usage of an RA', signer, 'issued'],
    ['without it, as every customer is one', having(digitalSignature), 'bank.untrusted'],
    ['for TLS clients', having(digitalSignature, extension.extendedKeyUsage('clientAuth')), 'bank.untrusted'],
    ['that may not sign', having(certificatesOnly, cmcRa), 'bank.untrusted'],
    ['that is a CA and may sign', having(extension.basicConstraints(true), digitalSignatureAndCertificates), 'issued'],
    ['that has expired', { certificate: expired, key }, 'bank.untrusted'],
    ['of another bank with the same names', { certificate: foreign, key }, 'bank.untrusted'],
    ['with another key than its certificate', { certificate: ra, key: makeKeys('ec').privateKey }, 'bank.untrusted'],
    ['that is a CA for certificates only', { certificate: middle, key: middleKeys.privateKey }, 'issued'],
    [
      'that is a CA for lists of revoked certificates',
      having(extension.basicConstraints(true), listsOnly),
      'bank.untrusted',
    ],
  ]
  it.each(signers)('%s', async (_, by, outcome) => {
    expect(await first({ by })).toBe(outcome)
  })

  describe('that the bank’s settings name', () => {
    const plain = having(digitalSignature).certificate
    const selfSigned = issue({ subject: 'RA', keys: raKeys, extensions: [digitalSignature] })
    const thumbprintOf = (...all: Uint8Array[]) => ({ certificates: [], thumbprints: all.map(sha256) })
    const renewed = async (certificate: Uint8Array, signers: NamedSigners, more: Partial<Answer> = {}) => {
      const script: Script = (message, index) => ({
        ...(honest(message, index) as Answer),
        by: { certificate, key },
        ...more,
      })
      return told(await clientOf(bankSaying(script), { signers }).reenrol())
    }

    it.each([
      ['below the anchors, without the key usage of an RA', plain],
      ['of a CA that nobody knows', selfSigned],
    ])('counts, by thumbprint or as certificate: %s', async (_, certificate) => {
      expect(await renewed(certificate, thumbprintOf(ra, certificate))).toBe('issued')
      const whole = { certificates: [certificate], thumbprints: [sha256(certificate)] }
      // Then it need not come with the message.
      expect(await renewed(certificate, whole, { extraCertificates: [authority.middle] })).toBe('issued')
      expect(await renewed(certificate, thumbprintOf(ra))).toBe('bank.untrusted')
    })

    it('does not count out of its time, nor with another key', async () => {
      const lasting = (notBefore: number, notAfter: number) => {
        const certificate = authority.leaf(raKeys, { extensions: [digitalSignature], notBefore, notAfter })
        return renewed(certificate, thumbprintOf(certificate))
      }
      const outcomes = [lasting(now - day, now - 1000), lasting(now + 1000, now + day), lasting(now, now)]
      expect(await Promise.all(outcomes)).toEqual(['bank.untrusted', 'bank.untrusted', 'issued'])
      const other = { certificate: plain, key: makeKeys('ec').privateKey }
      expect(await renewed(plain, thumbprintOf(plain), { by: other })).toBe('bank.untrusted')
    })
  })

  it('that does not show its certificate is nobody, unless it showed it before', async () => {
    expect(await first({ extraCertificates: [authority.middle] })).toBe('bank.untrusted')
    const later = (message: Parameters<typeof honest>[0], index: number) => ({
      ...(honest(message, index) as Answer),
      ...(index > 0 ? { extraCertificates: [] } : {}),
    })
    expect(await renewalAt(later)).toBe('issued')
  })

  it('whose CA is neither sent nor known is nobody, until it is known', async () => {
    const script = (message: Parameters<typeof honest>[0], index: number) => ({
      ...(honest(message, index) as Answer),
      extraCertificates: [ra],
    })
    expect(await renewalAt(script)).toBe('bank.untrusted')
    const knowing = clientOf(bankSaying(script), { authorities: () => [authority.middle] })
    expect(told(await knowing.reenrol())).toBe('issued')
  })
})

describe('a nonce to go on with', () => {
  it('is needed where the bank says later, and not where it ends the transaction', async () => {
    const none = { header: { senderNonce: undefined } }
    const status = rejected('certRevoked')
    expect(await first({ ...none, body: { kind: 'error', status, details: [] } })).toBe('certificate.revoked')
    const later: Body = { kind: 'error', status: { ...status, status: 'waiting', failures: [] }, details: [] }
    expect(await first({ ...none, body: later })).toBe('bank.bad-answer')
    const confirmed = renewalAt((message, index) => ({
      ...(honest(message, index) as Answer),
      ...(index === 1 ? none : {}),
    }))
    expect(await confirmed).toBe('issued')
  })
})

const no: Body = { kind: 'error', status: rejected('certRevoked'), details: [] }

const unproven: Body = { ...no, status: rejected('badMessageCheck') }

describe('an answer that nobody can vouch for', () => {
  it.each([
    ['without protection', { by: false }, 'bank.untrusted'],
    ['with a MAC, though no secret is shared', { by: 'SECRET' }, 'bank.untrusted'],
    ['that says no without protection', { by: false, body: no }, 'bank.bad-answer'],
    // Nobody has a password here that could be the wrong one.
    ['that says no with a MAC, though no secret is shared', { by: 'SECRET', body: no }, 'bank.bad-answer'],
    ['that says that our proof is wrong, though no secret is shared', { by: false, body: unproven }, 'bank.bad-answer'],
  ] as const)('%s', async (_, answer, code) => {
    expect(await first(answer)).toBe(code)
  })

  it('is any in which a single bit was changed on the way', async () => {
    const flip =
      (where: number, bit: number) =>
      (der: Uint8Array): Uint8Array =>
        der.map((octet, at) => (at === where % der.length ? octet ^ (1 << bit) : octet))
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 1 << 16 }), fc.integer({ min: 0, max: 7 }), async (where, bit) => {
        expect(await first({ change: flip(where, bit) })).not.toBe('issued')
      }),
      { numRuns: 150 },
    )
  })

  it('is one that goes on after its end, or ends too early', async () => {
    expect(await first({ change: (der) => Uint8Array.from([...der, 0]) })).toBe('bank.bad-answer')
    expect(await first({ change: (der) => der.subarray(0, -1) })).toBe('bank.bad-answer')
  })
})

describe('why an answer does not count is told', () => {
  const cause = async (answer: Partial<Answer>) => {
    const found = await clientOf(
      bankSaying((message, index) => ({ ...(honest(message, index) as Answer), ...answer })),
    ).reenrol()
    return found.ok ? undefined : found.failure.cause
  }

  const by = (certificate: Uint8Array, key = raKeys.privateKey) => ({ by: { certificate, key } })
  const customer = authority.leaf(raKeys)
  const other = new Uint8Array(16)
  const ownKeys = makeKeys('ec')
  const own = authority.leaf(ownKeys)
  const beside = { ...by(own, ownKeys.privateKey), extraCertificates: [ra, own, authority.middle] }
  it.each<[string, Partial<Answer>, string]>([
    ['of a customer', by(customer), 'the signer is neither a CA nor an RA of the bank'],
    ['of a customer, beside the RA’s certificate', beside, 'the signer is neither a CA nor an RA of the bank'],
    [
      'of another key',
      by(ra, makeKeys('ec').privateKey),
      'the signature is of none of the certificates that came or are known',
    ],
    ['in another version', { header: { version: 1 } }, 'CMP version 1'],
    ['of another transaction', { header: { transactionId: other } }, 'the answer belongs to another transaction'],
    ['to another nonce', { header: { recipientNonce: other } }, 'the answer does not repeat our nonce'],
    ['without a nonce', { header: { senderNonce: undefined } }, 'the answer has no nonce'],
    ['with a MAC', { by: 'SECRET' }, 'the answer is not signed'],
    ['that is not protected', { by: false }, 'the answer is not protected'],
    ['that says no', { by: false, body: no }, 'the answer is not protected; it says: certRevoked: no'],
  ])('%s', async (_, answer, words) => {
    expect(await cause(answer)).toBe(`CMP: ${words}`)
  })

  it('of a signer whom the anchors do not vouch for, with why', async () => {
    const certificate = makeAuthority('Test').leaf(raKeys, { subject: 'RA', extensions: [cmcRa] })
    expect(await cause(by(certificate))).toMatch(/^CMP: the signer is not the bank's: \S/)
  })

  it('of a named signer that is out of its time, and by an unknown kind of signature', async () => {
    const certificate = authority.leaf(raKeys, { notAfter: now - day })
    const signers = { certificates: [], thumbprints: [sha256(certificate)] }
    const bank = bankSaying((message, index) => ({ ...(honest(message, index) as Answer), ...by(certificate) }))
    expect(await clientOf(bank, { signers }).reenrol()).toEqual(
      failure('bank.untrusted', { cause: 'CMP: the named signer is out of its time' }),
    )
    expect(await cause({ header: { protectionAlgorithm: { oid: '1.2.3' } } })).toMatch(/^CMP: (?!undefined)\S/)
  })

  it('where nobody can have signed it', async () => {
    const bank = bankSaying((message, index) => ({ ...(honest(message, index) as Answer), extraCertificates: [] }))
    expect(await clientOf(bank, { trustAnchors: () => [] }).reenrol()).toEqual(
      failure('bank.untrusted', { cause: "CMP: the sender's certificate is missing" }),
    )
  })

  it('by the first of several certificates of the key that signed', async () => {
    const foreign = makeAuthority('Test').leaf(raKeys, { subject: 'RA', extensions: [cmcRa] })
    const extraCertificates = [customer, foreign, authority.middle]
    expect(await cause({ ...by(customer), extraCertificates })).toBe(
      'CMP: the signer is neither a CA nor an RA of the bank',
    )
  })

  it('with a MAC of another secret', async () => {
    const transport = bankSaying((message, index) => ({ ...(honest(message, index) as Answer), by: 'OTHER' }))
    expect(await clientOf(transport).enrol()).toEqual(failure('bank.untrusted', { cause: 'CMP: the MAC is wrong' }))
  })
})

describe('with a one-time password', () => {
  const enrolled = async (by: Answer['by']) => {
    const transport = bankSaying((message, index) => ({ ...(honest(message, index) as Answer), by: by! }))
    return told(await clientOf(transport).enrol())
  }

  it('the bank may answer with a MAC of the same secret, or sign', async () => {
    expect([await enrolled('SECRET'), await enrolled(signer)]).toEqual(['issued', 'issued'])
  })

  it("an answer with a MAC of another secret is nobody's", async () => {
    expect(await enrolled('OTHER')).toBe('bank.untrusted')
  })

  it('a no with a MAC of another secret means that the password is another one', async () => {
    const body = { kind: 'error', status: rejected('badRequest'), details: [] } as const
    expect(told(await clientOf(bankSaying(() => ({ body, by: 'OTHER' }))).enrol())).toBe('bank.unauthorized')
  })

  it.each([
    ['signed by a stranger', { certificate: authority.leaf(raKeys), key: raKeys.privateKey }],
    ['that nobody protected', false],
  ] as const)('a no %s says nothing of the password, unless that is what it says', async (_, by) => {
    const saying = (failure: 'badRequest' | 'badMessageCheck') =>
      clientOf(bankSaying(() => ({ body: { kind: 'error', status: rejected(failure), details: [] }, by }))).enrol()
    expect(told(await saying('badRequest'))).toBe('bank.bad-answer')
    expect(told(await saying('badMessageCheck'))).toBe('bank.unauthorized')
  })

  it("another customer's signature is no answer of the bank", async () => {
    const customer = { certificate: authority.leaf(makeKeys('ec')), key: currentKeys.privateKey }
    const script = () => ({ body: issuing('ir'), by: customer })
    expect(told(await clientOf(bankSaying(script)).enrol())).toBe('bank.untrusted')
  })
})

import { describe, expect, it } from 'vitest'
import { checkChain, type ChainPurpose, findChain } from '../../../../main/x509/chain/chain.ts'
import { boolean, decode, fromHex, nullValue, sequence } from '../../../../main/x509/der.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import {
  certificateSigning,
  day,
  digitalSignature,
  type Extension,
  extension,
  issue,
  makeAuthority,
  makeKeys,
  now,
  rsaKeys,
  type Wanted,
} from '../authority.ts'

const { root, middle, leaf, rootKeys, middleKeys } = makeAuthority()
const keys = makeKeys()
const client = leaf(keys)
const server = leaf(keys, { extensions: [digitalSignature, extension.extendedKeyUsage('serverAuth')] })
const authorities = [extension.basicConstraints(true), certificateSigning]
const unknownExtension = { oid: '1.2.3', critical: true, value: nullValue() }

interface Given {
  readonly end?: Uint8Array
  readonly pool?: readonly Uint8Array[]
  readonly anchors?: readonly Uint8Array[]
  readonly at?: number
  readonly purpose?: ChainPurpose
}

/** undefined: trusted; else the cause of the refusal. */
function refusal(given: Given): string | undefined {
  const { end = client, pool = [middle], anchors = [root], at = now, purpose = 'clientAuth' } = given
  const checked = checkChain(end, pool, anchors, { now: at, purpose })
  if (checked.ok) return undefined
  expect(checked.failure.code).toBe('issued.foreign-issuer')
  return checked.failure.cause
}

/** A CA of its own between the root and `client`'s twin. */
function below(change: Partial<Wanted>): Given {
  const ca = issue({
    subject: 'Test CA',
    issuer: 'Test Root',
    keys: middleKeys,
    signer: rootKeys,
    extensions: authorities,
    ...change,
  })
  return { pool: [ca] }
}

describe('whatever one bit of a certificate is turned', () => {
  const turned = (der: Uint8Array) =>
    Array.from(der, (octet, at) => [0x01, 0x20, 0x80].map((bit) => der.with(at, octet ^ bit))).flat()

  it('in a CA certificate that is offered, the chain is refused and nothing throws', () => {
    const outcomes = turned(middle).map((one) => refusal({ pool: [one] }))
    expect(outcomes).not.toContain(undefined)
  })

  it('in the certificate itself, it is refused and nothing throws', () => {
    const outcomes = turned(client).map((end) => refusal({ end }))
    expect(outcomes).not.toContain(undefined)
  })

  it('in a further trust anchor, nothing throws', () => {
    const outcomes = turned(makeAuthority('Other').root).map((one) => refusal({ anchors: [one, root] }))
    expect(new Set(outcomes)).toEqual(new Set([undefined]))
  })
})

describe('a chain is trusted', () => {
  it('when it leads by way of the given CA certificates to a trust anchor', () => {
    expect(refusal({})).toBeUndefined()
  })

  it('whatever else is given beside it, in whatever order', () => {
    const other = makeAuthority('Other')
    const pool = [client, Buffer.from('garbage'), other.middle, root, middle, other.root]
    expect(refusal({ pool, anchors: [other.root, root] })).toBeUndefined()
  })

  it('when the anchor is an issuing CA whose own root is not known', () => {
    expect(refusal({ pool: [], anchors: [middle] })).toBeUndefined()
  })

  it('when the certificate itself is the anchor', () => {
    expect(refusal({ end: client, pool: [], anchors: [client] })).toBeUndefined()
    expect(refusal({ end: client, pool: [], anchors: [makeAuthority('Other').root, client] })).toBeUndefined()
  })

  it('with an RSA issuer, and with an Ed25519 issuer', () => {
    for (const signer of [rsaKeys(), makeKeys('ed25519')]) {
      const anchor = issue({ subject: 'R', keys: signer, extensions: authorities })
      expect(refusal({ end: leaf(keys, { issuer: 'R', signer }), pool: [], anchors: [anchor] })).toBeUndefined()
    }
  })

  it('to the very second at which a certificate ends', () => {
    expect(refusal({ at: now + 335 * day })).toBeUndefined()
    expect(refusal({ at: now + 335 * day + 1 })).toMatch(/expired at/)
  })

  it('through a key rollover: the new root, signed by the old one', () => {
    const newKeys = makeKeys()
    const newWithOld = issue({ subject: 'Test Root', keys: newKeys, signer: rootKeys, extensions: authorities })
    const ca = issue({
      subject: 'Test CA',
      issuer: 'Test Root',
      keys: middleKeys,
      signer: newKeys,
      extensions: [extension.basicConstraints(true, 0), certificateSigning],
    })
    const found = findChain(client, [newWithOld, ca], [root], { now, purpose: 'clientAuth' })
    expect(found).toEqual({ ok: true, value: [ca, newWithOld] })
  })

  it('with a version 1 root, which has no extensions', () => {
    const old = issue({ subject: 'Test Root', keys: rootKeys, version: 1 })
    expect(refusal({ anchors: [old] })).toBeUndefined()
  })
})

describe('a chain is refused', () => {
  it('without trust anchors', () => {
    expect(refusal({ anchors: [] })).toBe('there are no trust anchors')
  })

  it('when the certificate is garbage', () => {
    expect(refusal({ end: Buffer.from('garbage') })).toBe('the certificate cannot be read')
  })

  it('when the issuing CA certificate is missing', () => {
    const named = sha256(client).slice(0, 8)
    expect(refusal({ pool: [] })).toBe(`no trust anchor and no given CA certificate issued ${named}`)
  })

  it('when it ends at somebody else: a CA of the same names with other keys', () => {
    const impostor = makeAuthority()
    expect(refusal({ end: impostor.leaf(keys), pool: [impostor.middle] })).toMatch(/did not sign/)
    const pool = [impostor.middle, middle, impostor.root]
    expect(refusal({ end: impostor.leaf(keys), pool })).toMatch(/did not sign|no trust anchor/)
  })

  it('when one byte of the signature is changed', () => {
    const changed = new Uint8Array(client)
    changed[changed.length - 1]! ^= 1
    expect(refusal({ end: changed })).toMatch(/did not sign|cannot be checked/)
  })

  it.each([
    ['is not a CA certificate', { extensions: [extension.basicConstraints(false), certificateSigning] }],
    ['is not a CA certificate', { extensions: [certificateSigning] }],
    ['is not a CA certificate', { extensions: [], version: 1 as const }],
    ['may not sign certificates', { extensions: [extension.basicConstraints(true), digitalSignature] }],
    ['is not meant for clientAuth', { extensions: [...authorities, extension.extendedKeyUsage('emailProtection')] }],
    ['has an unknown critical extension', { extensions: [...authorities, unknownExtension] }],
    ['expired at', { notAfter: now - 1000 }],
    ['is not valid before', { notBefore: now + 1000 }],
    ['is signed with SHA-1', { hash: 'sha1' as const }],
  ])('when the CA certificate %s', (reason, change) => {
    expect(refusal(below(change))).toContain(reason)
  })

  it('when more CAs follow than a CA allows', () => {
    const names = { subject: 'Lower', issuer: 'Test CA' }
    const lower = issue({ ...names, keys: makeKeysOf(0), signer: middleKeys, extensions: authorities })
    const end = leaf(keys, { issuer: 'Lower', signer: makeKeysOf(0) })
    expect(refusal({ end, pool: [lower, middle] })).toContain('allows no chain of this length')
  })

  it('when the certificate is expired, not yet valid or for another purpose', () => {
    expect(refusal({ at: now + 400 * day })).toContain('expired at')
    expect(refusal({ at: now - 31 * day })).toContain('is not valid before')
    expect(refusal({ end: server })).toContain('is not meant for clientAuth')
    expect(refusal({ purpose: 'serverAuth' })).toContain('is not meant for serverAuth')
    expect(refusal({ end: server, purpose: 'any' })).toBeUndefined()
    expect(refusal({ end: leaf(keys, { extensions: [certificateSigning] }) })).toContain('no key usage for clientAuth')
  })

  it('when a signature or key is weak', () => {
    const rsa = rsaKeys()
    const anchor = issue({ subject: 'R', keys: rsa, extensions: authorities })
    const signed = (hash: 'sha1' | 'md5') => leaf(keys, { issuer: 'R', signer: rsa, hash })
    expect(refusal({ end: signed('sha1'), anchors: [anchor] })).toContain('SHA-1')
    expect(refusal({ end: signed('md5'), anchors: [anchor] })).toContain('MD5')
    expect(refusal({ end: leaf(makeKeys('rsa-1024')) })).toContain('RSA key of 1024 bits')
  })

  it("when a customer's certificate could issue others", () => {
    const isCa = extension.basicConstraints(true)
    const usage = extension.keyUsage(2, 0x84)
    const end = (...extensions: Extension[]) => ({ end: leaf(keys, { extensions }) })
    expect(refusal(end(isCa, usage))).toContain('is a CA certificate')
    // Without key usage a key may do everything.
    expect(refusal(end(isCa))).toContain('is a CA certificate')
    expect(refusal(end(isCa, digitalSignature))).toBeUndefined()
    expect(refusal(end(extension.basicConstraints(false), usage))).toBeUndefined()
    expect(refusal({ ...end(isCa, usage), purpose: 'serverAuth' })).toBeUndefined()
    expect(refusal({ ...end(isCa, usage), purpose: 'any' })).toBeUndefined()
  })

  it('when a CA has no name', () => {
    const nameless = below({ subject: sequence() })
    expect(refusal({ ...nameless, end: leaf(keys, { issuer: sequence() }) })).toMatch(
      /is a CA certificate without a name/,
    )
  })

  it('when the trust anchor has expired, or says that it is no CA', () => {
    const expired = issue({ subject: 'Test Root', keys: rootKeys, extensions: authorities, notAfter: now - 1000 })
    expect(refusal({ anchors: [expired] })).toMatch(/^trust anchor .* expired at/)
    const pinned = issue({ subject: 'Test Root', keys: rootKeys, extensions: [extension.basicConstraints(false)] })
    expect(refusal({ anchors: [pinned] })).toMatch(/^trust anchor .* is not a CA certificate/)
  })
})

describe('an extension that is critical', () => {
  it.each([
    ['that is processed is no reason to refuse', '2.5.29.31', undefined],
    ['that is unknown is one', '2.5.29.46', 'has an unknown critical extension (2.5.29.46)'],
  ])('%s', (_title, oid, reason) => {
    const points = { oid, critical: true, value: sequence() }
    const inCa = refusal(below({ extensions: [...authorities, points] }))
    const inEnd = refusal({ end: leaf(keys, { extensions: [digitalSignature, points] }) })
    for (const found of [inCa, inEnd]) {
      if (reason === undefined) expect(found).toBeUndefined()
      else expect(found).toContain(reason)
    }
  })
})

describe('building stays bounded', () => {
  it('when two CAs certify each other', () => {
    const a = makeKeys()
    const b = makeKeys()
    const pool = [
      issue({ subject: 'A', issuer: 'B', keys: a, signer: b, extensions: authorities }),
      issue({ subject: 'B', issuer: 'A', keys: b, signer: a, extensions: authorities }),
    ]
    expect(refusal({ end: leaf(keys, { issuer: 'A', signer: a }), pool })).toContain('no trust anchor')
  })

  it('when every CA has certified every other', () => {
    const many = Array.from({ length: 8 }, () => makeKeys())
    const pool = many.flatMap((own, i) =>
      many.map((signer, j) => issue({ subject: `N${i}`, issuer: `N${j}`, keys: own, signer, extensions: authorities })),
    )
    expect(refusal({ end: leaf(keys, { issuer: 'N0', signer: many[0]! }), pool })).toBe('too many possible chains')
  })

  it('when the chain is longer than any honest one', () => {
    const pool = Array.from({ length: 22 }, (_, i) => {
      const names = { subject: `L${i}`, issuer: `L${i + 1}` }
      return issue({ ...names, keys: makeKeysOf(i), signer: makeKeysOf(i + 1), extensions: authorities })
    })
    const anchor = issue({ subject: 'L22', keys: makeKeysOf(22), extensions: authorities })
    const end = leaf(keys, { issuer: 'L0', signer: makeKeysOf(0) })
    expect(refusal({ end, pool, anchors: [anchor] })).toBe('the chain is too long')
    expect(refusal({ end, pool, anchors: [pool[21]!] })).toBe('the chain is too long')
    expect(refusal({ end, pool, anchors: [pool[20]!] })).toBeUndefined()
  })

  it('and a CA may allow more CAs below it than two octets count', () => {
    const many = (octets: string) => ({
      oid: '2.5.29.19',
      critical: true,
      value: sequence(boolean(true), decode(fromHex(`02${octets}`))),
    })
    const allowing = (octets: string) => below({ extensions: [many(octets), certificateSigning] })
    expect(refusal(allowing('03010000'))).toBeUndefined()
    expect(refusal(allowing('0a00ffffffffffffffffff'))).toBeUndefined()
    expect(refusal(allowing('01ff'))).toContain('0 or more was expected')
  })
})

const made = new Map<number, ReturnType<typeof makeKeys>>()
function makeKeysOf(index: number): ReturnType<typeof makeKeys> {
  const found = made.get(index) ?? makeKeys()
  made.set(index, found)
  return found
}

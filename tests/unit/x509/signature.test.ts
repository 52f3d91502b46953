import { constants, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { algorithmIdentifier, hashOf, isSignature, keyOf, schemeOf } from '../../../main/x509/signature.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import {
  bitString,
  child,
  children,
  context,
  decode,
  encode,
  fromHex,
  hex,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  unsignedInteger,
} from '../../../main/x509/der.ts'
import { buildRequestInfo, readRequest } from '../../../main/x509/request.ts'
import { verifySignature } from '../../../main/x509/cmp/signature.ts'
import { certificateSigning, extension, issue, type Keys, makeKeys, nameOf, now, rsaKeys } from './authority.ts'

const data = new TextEncoder().encode('what is signed')
const keys = { rsa: rsaKeys(), ec: makeKeys('ec'), ed25519: makeKeys('ed25519') }
type Kind = keyof typeof keys

const pkcs1 = (last: number): Node => sequence(objectIdentifier(`1.2.840.113549.1.1.${last}`), nullValue())
const ecdsa = (last: number): Node => sequence(objectIdentifier(`1.2.840.10045.4.3.${last}`))
const hashNode = (last: number): Node => sequence(objectIdentifier(`2.16.840.1.101.3.4.2.${last}`), nullValue())
const mgf1 = '1.2.840.113549.1.1.8'
const pss = (hash: Node, mask: Node = hash, salt: number = 32): Node =>
  sequence(
    objectIdentifier('1.2.840.113549.1.1.10'),
    sequence(context(0, hash), context(1, sequence(objectIdentifier(mgf1), mask)), context(2, integer(salt))),
  )

/** Each label with the kind of key that it belongs to, and how a key signs under it. */
const labels: readonly (readonly [string, Node, Kind, string | null])[] = [
  ['sha256WithRSAEncryption', pkcs1(11), 'rsa', 'sha256'],
  ['sha384WithRSAEncryption', pkcs1(12), 'rsa', 'sha384'],
  ['sha512WithRSAEncryption', pkcs1(13), 'rsa', 'sha512'],
  ['ecdsa-with-SHA256', ecdsa(2), 'ec', 'sha256'],
  ['ecdsa-with-SHA384', ecdsa(3), 'ec', 'sha384'],
  ['ecdsa-with-SHA512', ecdsa(4), 'ec', 'sha512'],
  ['Ed25519', sequence(objectIdentifier('1.3.101.112')), 'ed25519', null],
  ['RSASSA-PSS', pss(hashNode(1)), 'rsa', 'sha256'],
]

/** What a key says of the data when it is asked for this hash; Ed25519 has its own. */
const signedBy = ({ privateKey }: Keys, hash: string | null, more = {}): Uint8Array => {
  const own = privateKey.asymmetricKeyType === 'ed25519' ? null : (hash ?? 'sha256')
  return sign(own, data, { key: privateKey, ...more })
}

describe('an algorithm and a key', () => {
  it.each(labels)('have to fit: %s', (label, algorithm, fitting, hash) => {
    for (const kind of Object.keys(keys) as Kind[]) {
      const padded = label === 'RSASSA-PSS' && kind === 'rsa'
      const more = padded ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {}
      const signature = signedBy(keys[kind], hash, more)
      expect([kind, isSignature(algorithm, data, keys[kind].spki, signature)]).toEqual([kind, kind === fitting])
    }
    expect(hashOf(algorithm)).toBe(hash)
  })

  it('have to fit in a certification request', () => {
    const relabelled = (own: Keys, algorithm: Node): Uint8Array => {
      const info = buildRequestInfo({ subject: hex(encode(nameOf('K'))), subjectAltName: undefined }, own.spki)
      const hash = own.privateKey.asymmetricKeyType === 'ed25519' ? null : 'sha256'
      return encode(sequence(decode(info), algorithm, bitString(sign(hash, info, own.privateKey))))
    }
    const fits = (own: Keys, algorithm: Node): boolean => readRequest(relabelled(own, algorithm)).ok
    expect([fits(keys.rsa, pkcs1(11)), fits(keys.ec, ecdsa(2))]).toEqual([true, true])
    expect([fits(keys.rsa, ecdsa(2)), fits(keys.ec, pkcs1(11))]).toEqual([false, false])
    const ed25519 = sequence(objectIdentifier('1.3.101.112'))
    expect([fits(keys.ed25519, ed25519), fits(keys.ed25519, pkcs1(11))]).toEqual([true, false])
  })

  it('have to fit in a CMP message', () => {
    const fits = (own: Keys, oid: string): boolean => verifySignature({ oid }, data, own.spki, signedBy(own, 'sha256'))
    expect([fits(keys.rsa, '1.2.840.113549.1.1.11'), fits(keys.ec, '1.2.840.10045.4.3.2')]).toEqual([true, true])
    expect([fits(keys.rsa, '1.2.840.10045.4.3.2'), fits(keys.ec, '1.2.840.113549.1.1.11')]).toEqual([false, false])
    expect(fits(keys.ed25519, '1.2.840.10045.4.3.2')).toBe(false)
  })

  it('have to fit in a certificate', () => {
    const relabelled = (signer: Keys, algorithm: Node): Uint8Array => {
      const made = decode(issue({ subject: 'K', issuer: 'R', keys: keys.ec, signer }))
      // The inner label is a part of what is signed.
      const inner = sequence(...children(child(made, 0)).map((part, at) => (at === 2 ? algorithm : part)))
      const bytes = encode(inner)
      return encode(sequence(inner, algorithm, bitString(sign('sha256', bytes, signer.privateKey))))
    }
    const fits = (signer: Keys, algorithm: Node): boolean => {
      const extensions = [extension.basicConstraints(true), certificateSigning]
      const anchor = issue({ subject: 'R', keys: signer, extensions })
      return checkChain(relabelled(signer, algorithm), [], [anchor], { now, purpose: 'any' }).ok
    }
    expect([fits(keys.rsa, pkcs1(11)), fits(keys.ec, ecdsa(2))]).toEqual([true, true])
    expect([fits(keys.rsa, ecdsa(2)), fits(keys.ec, pkcs1(11))]).toEqual([false, false])
  })
})

it('a key is on a curve with a name, not on one that is described: OpenSSL takes the description for the name', () => {
  // SEC 2, 2.4.2: P-256, written out as ECParameters (SEC 1, C.2).
  const prime = fromHex('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff')
  const [a, b] = [
    'ffffffff00000001000000000000000000000000fffffffffffffffffffffffc',
    '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
  ].map((coefficient) => octetString(fromHex(coefficient)))
  const generator = octetString(fromHex('036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'))
  const order = fromHex('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551')
  const described = sequence(
    integer(1),
    sequence(objectIdentifier('1.2.840.10045.1.1'), unsignedInteger(prime)),
    sequence(a!, b!),
    generator,
    unsignedInteger(order),
    integer(1),
  )
  const point = child(decode(keys.ec.spki), 1)
  const info = encode(sequence(sequence(objectIdentifier('1.2.840.10045.2.1'), described), point))
  expect(() => keyOf(info)).toThrow(/a curve without a name/)
})

describe('RSASSA-PSS', () => {
  const padded = (saltLength: number, hash = 'sha256') =>
    signedBy(keys.rsa, hash, { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })

  it('is verified with the hash and the salt length that it names', () => {
    expect(isSignature(pss(hashNode(1), hashNode(1), 20), data, keys.rsa.spki, padded(20))).toBe(true)
    expect(isSignature(pss(hashNode(1)), data, keys.rsa.spki, padded(20))).toBe(false)
    expect(isSignature(pss(hashNode(3), hashNode(3), 64), data, keys.rsa.spki, padded(64, 'sha512'))).toBe(true)
    expect(hashOf(pss(hashNode(2)))).toBe('sha384')
  })

  it.each<[string, Node]>([
    ['another hash in the mask', pss(hashNode(1), hashNode(2))],
    ['a hash that nobody knows', pss(hashNode(9))],
    ['a salt of more than 255 bytes', pss(hashNode(1), hashNode(1), 300)],
    ['no parameters', sequence(objectIdentifier('1.2.840.113549.1.1.10'), sequence())],
  ])('is not accepted with %s', (_title, algorithm) => {
    expect(() => isSignature(algorithm, data, keys.rsa.spki, padded(32))).toThrow(/RSASSA-PSS/)
  })
})

describe('a key that is for RSASSA-PSS alone', () => {
  const id = objectIdentifier('1.2.840.113549.1.1.10')
  const info = (algorithm: Node): Uint8Array => encode(sequence(algorithm, child(decode(keys.rsa.spki), 1)))
  const free = info(sequence(id))
  const restricted = info(pss(hashNode(1)))
  const padded = (saltLength: number, hash = 'sha256', signed = data) =>
    sign(hash, signed, { key: keys.rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })

  it('verifies such signatures, as far as it is not restricted', () => {
    const verifies = (key: Uint8Array, algorithm: Node, signature: Uint8Array) =>
      isSignature(algorithm, data, key, signature)
    const [short, long, other] = [
      pss(hashNode(1), hashNode(1), 20),
      pss(hashNode(1), hashNode(1), 40),
      pss(hashNode(3)),
    ]
    for (const [algorithm, signature, allowed] of [
      [pss(hashNode(1)), padded(32), true],
      [long, padded(40), true],
      [short, padded(20), false],
      [other, padded(32, 'sha512'), false],
    ] as const) {
      expect(verifies(free, algorithm, signature)).toBe(true)
      expect(verifies(restricted, algorithm, signature)).toBe(allowed)
    }
    expect(verifies(restricted, pss(hashNode(1)), padded(33))).toBe(false)
  })

  it('verifies no others', () => {
    const plain = sign('sha256', data, keys.rsa.privateKey)
    for (const key of [free, restricted]) expect(isSignature(pkcs1(11), data, key, plain)).toBe(false)
    expect(isSignature(pkcs1(11), data, keys.rsa.spki, plain)).toBe(true)
    expect([schemeOf(free), schemeOf(restricted, 'rsa-pkcs1-sha256')]).toEqual(['rsa-pss-sha256', 'rsa-pss-sha256'])
  })

  it('may belong to a CA, whose certificates are read in Electron as well', () => {
    const extensions = [extension.basicConstraints(true), certificateSigning]
    for (const [key, salt] of [
      [free, 32],
      [restricted, 32],
      [restricted, 40],
    ] as const) {
      const label = pss(hashNode(1), hashNode(1), salt)
      const made = decode(issue({ subject: 'K', issuer: 'R', keys: keys.ec, signer: keys.rsa }))
      const inner = sequence(...children(child(made, 0)).map((part, at) => (at === 2 ? label : part)))
      const end = encode(sequence(inner, label, bitString(padded(salt, 'sha256', new Uint8Array(encode(inner))))))
      const anchor = issue({
        subject: 'R',
        keys: { ...keys.rsa, spki: key },
        signer: keys.rsa,
        extensions,
      })
      expect(checkChain(end, [], [anchor], { now, purpose: 'any' })).toEqual({ ok: true, value: undefined })
    }
  })
})

describe('what a key signs with', () => {
  it('is its own kind, or what is wanted where it can', () => {
    expect(schemeOf(keys.ec.spki, 'rsa-pss-sha256')).toBe('ecdsa-sha256')
    expect(schemeOf(keys.rsa.spki)).toBe('rsa-pkcs1-sha256')
    expect(schemeOf(keys.rsa.spki, 'ecdsa-sha256')).toBe('rsa-pkcs1-sha256')
    expect(schemeOf(keys.rsa.spki, 'rsa-pss-sha256')).toBe('rsa-pss-sha256')
    expect(() => schemeOf(keys.ed25519.spki)).toThrow('no signature scheme for a key of type ed25519')
  })

  it('is named so that the signature verifies', () => {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    const verifies = (scheme: Parameters<typeof algorithmIdentifier>[0], own: Keys, more = {}): boolean =>
      isSignature(algorithmIdentifier(scheme), data, own.spki, signedBy(own, 'sha256', more))
    expect(verifies('rsa-pkcs1-sha256', keys.rsa)).toBe(true)
    expect(verifies('ecdsa-sha256', keys.ec)).toBe(true)
    expect(verifies('rsa-pss-sha256', keys.rsa, padding)).toBe(true)
  })

  it('is refused by its number where it is unknown', () => {
    const unknown = sequence(objectIdentifier('1.2.3'))
    expect(() => isSignature(unknown, data, keys.ec.spki, signedBy(keys.ec, 'sha256'))).toThrow('algorithm 1.2.3')
  })
})

it('a key is read once for several questions in a row, and never taken for another', () => {
  const first = keyOf(keys.ec.spki)
  expect(keyOf(new Uint8Array(keys.ec.spki))).toBe(first)
  expect(keyOf(keys.rsa.spki).asymmetricKeyType).toBe('rsa')
  expect(keyOf(keys.ec.spki).asymmetricKeyType).toBe('ec')
})

describe('what a key store signs', () => {
  const pssOf = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })
  it.each([
    ['rsa-pkcs1-sha256', 'rsa', 'sha256', {}],
    ['rsa-pkcs1-sha384', 'rsa', 'sha384', {}],
    ['rsa-pss-sha256', 'rsa', 'sha256', pssOf(32)],
    ['rsa-pss-sha384', 'rsa', 'sha384', pssOf(48)],
    ['ecdsa-sha256', 'ec', 'sha256', {}],
    ['ecdsa-sha384', 'ec', 'sha384', {}],
  ] as const)('by %s is named by its own hash, and by no other', (scheme, kind, hash, more) => {
    const algorithm = algorithmIdentifier(scheme)
    expect(hashOf(algorithm)).toBe(hash)
    expect(isSignature(algorithm, data, keys[kind].spki, signedBy(keys[kind], hash, more))).toBe(true)
    const other = hash === 'sha256' ? 'sha384' : 'sha256'
    expect(isSignature(algorithm, data, keys[kind].spki, signedBy(keys[kind], other, more))).toBe(false)
  })
})

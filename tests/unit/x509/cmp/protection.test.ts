import { constants, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Typed } from '../../../../main/x509/cmp/fields.ts'
import { isMac, isMacOf, macOf, newMac } from '../../../../main/x509/cmp/mac.ts'
import { hashOfSignature, signatureAlgorithm, verifySignature } from '../../../../main/x509/cmp/signature.ts'
import {
  context,
  encode,
  fromHex,
  hex,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from '../../../../main/x509/der.ts'
import { makeKeys, rsaKeys } from '../authority.ts'

const data = new TextEncoder().encode('protected part')
const sha256 = '2.16.840.1.101.3.4.2.1'
const named = (oid: string) => sequence(objectIdentifier(oid), nullValue())

const salt = octetString(fromHex('0102030405060708'))
/** PBMAC1 with these parameters of PBKDF2. */
const pbmac1 = (count: number, length: number | undefined, hmac = '1.2.840.113549.2.9'): Typed => ({
  oid: '1.2.840.113549.1.5.14',
  value: encode(
    sequence(
      sequence(
        objectIdentifier('1.2.840.113549.1.5.12'),
        sequence(salt, integer(count), ...(length === undefined ? [] : [integer(length)]), named(hmac)),
      ),
      named(hmac),
    ),
  ),
})
const passwordBased = (count: number, hash = sha256): Typed => ({
  oid: '1.2.840.113533.7.66.13',
  value: encode(sequence(salt, named(hash), integer(count), named('1.2.840.113549.2.9'))),
})

describe('a MAC', () => {
  it.each(['pbmac1', 'password-based'] as const)(
    'of kind %s is that of its secret and its bytes only',
    async (kind) => {
      const algorithm = newMac(kind)
      const mac = await macOf(algorithm, 'ABCD-秘密', data)
      expect(isMac(algorithm)).toBe(true)
      expect(await isMacOf(algorithm, 'ABCD-秘密', data, mac)).toBe(true)
      expect(await isMacOf(algorithm, 'ABCD-秘蜜', data, mac)).toBe(false)
      expect(
        await isMacOf(
          algorithm,
          'ABCD-秘密',
          data.map((octet, at) => (at === 3 ? octet ^ 1 : octet)),
          mac,
        ),
      ).toBe(false)
      expect(await isMacOf(algorithm, 'ABCD-秘密', data, mac.subarray(1))).toBe(false)
      expect(Buffer.from(await macOf(newMac(kind), 'ABCD-秘密', data)).equals(mac)).toBe(false)
    },
  )

  it('is what the RFCs say it is', async () => {
    // By Python: hmac(pbkdf2_hmac('sha256', b'secret', bytes(range(1, 9)), 1000, 32), data, sha256)
    expect(hex(await macOf(pbmac1(1000, 32), 'secret', data))).toBe(
      '65529f2848e6e2084a724dff30454d56eb37510b0df69b589d1c6879b63c069d',
    )
    // By Python: a SHA-256 of b'secret' + salt, 1000 times, is the key of the same HMAC.
    expect(hex(await macOf(passwordBased(1000), 'secret', data))).toBe(
      'd2a6b685abb9eed7941d498148cbf26856337bedbaa3b8bc8bafc07d065f3c9a',
    )
  })

  it('of PBMAC1 may leave the length of its key out, and have any HMAC of RFC 8018 that the platform knows', async () => {
    expect(await macOf(pbmac1(1000, undefined), 'secret', data)).toEqual(await macOf(pbmac1(1000, 32), 'secret', data))
    // By Python, as above: hmac(pbkdf2_hmac('sha512_256', ...), data, 'sha512_256')
    for (const length of [32, undefined]) {
      expect(hex(await macOf(pbmac1(1000, length, '1.2.840.113549.2.13'), 'secret', data))).toBe(
        '69f9f38b4e30a08adabe25741eef22f5cfbb7dfc14c027b4698ac9dc35c6c46a',
      )
    }
  })

  it.each([
    ['no work at all', pbmac1(1, 32)],
    ['work for hours', pbmac1(2_000_000_000, 32)],
    ['no work at all, in the older MAC', passwordBased(1)],
    ['work for hours, in the older MAC', passwordBased(2_000_000_000)],
    ['half a second of the main process’s work, in the older MAC', passwordBased(200_000)],
    ['a short key', pbmac1(1000, 8)],
    ['an endless key', pbmac1(1000, 65)],
    ['an unknown HMAC', pbmac1(1000, 32, '1.2.840.113549.2.5')],
    ['SHA-1 for the older key', passwordBased(1000, '1.3.14.3.2.26')],
    ['no parameters', { oid: '1.2.840.113549.1.5.14' }],
  ])('with %s is refused before any work is done', async (_, algorithm) => {
    await expect(macOf(algorithm, 'secret', data)).rejects.toThrow()
  })

  it('of the older kind is worked on in turns, between which everything else goes on', async () => {
    let turns = 0
    let working = true
    const turn = (): void => {
      turns++
      if (working) setImmediate(turn)
    }
    setImmediate(turn)
    await macOf(passwordBased(20_000), 'secret', data)
    working = false
    expect(turns).toBeGreaterThanOrEqual(20)
  })

  it.each([
    ['SHA-1', passwordBased(1000, '1.3.14.3.2.26')],
    ['MD5', passwordBased(1000, '1.2.840.113549.2.5')],
    ['KMAC128', pbmac1(1000, 32, '2.16.840.1.101.3.4.2.19')],
  ])('with %s is refused by name', async (name, algorithm) => {
    await expect(macOf(algorithm, 'secret', data)).rejects.toThrow(name)
  })
})

/** RSASSA-PSS-params */
const pss = (hash: string, mask: string, salt: number): Typed => ({
  oid: '1.2.840.113549.1.1.10',
  value: encode(
    sequence(
      context(0, named(hash)),
      context(1, sequence(objectIdentifier('1.2.840.113549.1.1.8'), named(mask))),
      context(2, integer(salt)),
    ),
  ),
})

describe('a signature', () => {
  const rsa = rsaKeys()
  const ec = makeKeys('ec')
  const padding = constants.RSA_PKCS1_PSS_PADDING
  const cases: [string, Typed, typeof rsa, Uint8Array][] = [
    ['RSA', signatureAlgorithm('rsa-pkcs1-sha256'), rsa, sign('sha256', data, rsa.privateKey)],
    ['PSS', pss(sha256, sha256, 32), rsa, sign('sha256', data, { key: rsa.privateKey, padding, saltLength: 32 })],
    ['ECDSA', { oid: '1.2.840.10045.4.3.3' }, ec, sign('sha384', data, ec.privateKey)],
  ]
  it.each(cases)('by %s counts for its bytes and its key only', (_, algorithm, keys, signature) => {
    expect(verifySignature(algorithm, data, keys.spki, signature)).toBe(true)
    expect(verifySignature(algorithm, data.subarray(1), keys.spki, signature)).toBe(false)
    const other = new Uint8Array(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'der' }),
    )
    const others = algorithm.oid.startsWith('1.2.840.10045') ? other : undefined
    if (others !== undefined) expect(verifySignature(algorithm, data, others, signature)).toBe(false)
    expect(hashOfSignature(algorithm)).toBe(algorithm.oid.endsWith('4.3.3') ? 'sha384' : 'sha256')
  })

  it.each([
    ['SHA-1 with RSA', { oid: '1.2.840.113549.1.1.5' }],
    ['PSS without parameters, which means SHA-1', { oid: '1.2.840.113549.1.1.10', value: encode(sequence()) }],
    ['PSS with a mask of another hash', pss(sha256, '2.16.840.1.101.3.4.2.3', 32)],
    ['an algorithm that nobody knows', { oid: '1.2.3.4' }],
  ])('by %s is refused', (_, algorithm) => {
    expect(() => verifySignature(algorithm, data, rsa.spki, new Uint8Array(256))).toThrow()
  })

  it.each([
    ['SHA-1 with RSA', '1.2.840.113549.1.1.5'],
    ['ECDSA with SHAKE256', '1.3.6.1.5.5.7.6.33'],
  ])('by %s is refused by name', (name, oid) => {
    expect(() => verifySignature({ oid }, data, rsa.spki, new Uint8Array(256))).toThrow(name)
  })

  it.each(['sha224', 'sha256', 'sha384', 'sha512'] as const)('by every SHA-2 of RFC 9481 counts: %s', (hash) => {
    const [withRsa, withEcdsa] = {
      sha224: ['1.2.840.113549.1.1.14', '1.2.840.10045.4.3.1'],
      sha256: ['1.2.840.113549.1.1.11', '1.2.840.10045.4.3.2'],
      sha384: ['1.2.840.113549.1.1.12', '1.2.840.10045.4.3.3'],
      sha512: ['1.2.840.113549.1.1.13', '1.2.840.10045.4.3.4'],
    }[hash] as [string, string]
    const value = encode(nullValue())
    expect(verifySignature({ oid: withRsa, value }, data, rsa.spki, sign(hash, data, rsa.privateKey))).toBe(true)
    expect(verifySignature({ oid: withEcdsa }, data, ec.spki, sign(hash, data, ec.privateKey))).toBe(true)
  })

  // Electron's BoringSSL has Ed25519 alone of the two.
  const edwards = ['ed25519', ...(process.versions['electron'] === undefined ? ['ed448'] : [])] as 'ed25519'[]
  it.each(edwards)('by %s counts', (kind) => {
    const { publicKey, privateKey } = generateKeyPairSync(kind)
    const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
    const oid = { ed25519: '1.3.101.112', ed448: '1.3.101.113' }[kind as 'ed25519' | 'ed448']
    expect(verifySignature({ oid }, data, spki, sign(null, data, privateKey))).toBe(true)
    expect(verifySignature({ oid }, data.subarray(1), spki, sign(null, data, privateKey))).toBe(false)
  })
})

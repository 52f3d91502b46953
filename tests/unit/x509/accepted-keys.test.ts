/** One judgement in both worlds: these tests run in Node, with OpenSSL, and in Electron, with BoringSSL. */
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  bitString,
  encode,
  fromHex,
  nullValue,
  objectIdentifier,
  sequence,
  unsignedInteger,
} from '../../../main/x509/der.ts'
import { isSignature, keyOf } from '../../../main/x509/signature.ts'
import { makeKeys, rsaKeys } from './authority.ts'

/** Of so many bits and with this exponent; nobody knows its other half. */
function rsaKey(bits: number, exponent: string): Uint8Array {
  const modulus = randomBytes(bits / 8)
  modulus[0]! |= 0x80
  modulus[modulus.length - 1]! |= 1
  const key = encode(sequence(unsignedInteger(modulus), unsignedInteger(fromHex(exponent))))
  return encode(sequence(sequence(objectIdentifier('1.2.840.113549.1.1.1'), nullValue()), bitString(key)))
}

describe('the key of a signature', () => {
  it.each([
    ['RSA of 1,024 bits', rsaKey(1024, '010001')],
    ['RSA of 16,384 bits', rsaKey(16_384, '03')],
    ['RSA with an exponent of 33 bits', rsaKey(2048, '01ffffffff')],
    ['P-521', makeKeys('p521').spki],
  ])('may be %s', (_what, key) => {
    expect(() => keyOf(key)).not.toThrow()
  })

  it.each([
    ['RSA of 512 bits, which is broken in a day', rsaKey(512, '010001')],
    ['RSA of 32,768 bits', rsaKey(32_768, '03')],
    ['RSA with an exponent of 34 bits', rsaKey(2048, '03ffffffff')],
    ['RSA with an exponent of 2,048 bits', rsaKey(2048, `7f${'ff'.repeat(255)}`)],
    [
      'RSA with an exponent of forty kilobytes, which alone takes a second to tell',
      rsaKey(2048, `7f${'ff'.repeat(40_000)}`),
    ],
    ['RSA with the exponent 1, by which anybody signs', rsaKey(2048, '01')],
    ['RSA with an even exponent', rsaKey(2048, '010000')],
  ])('is not %s', (_what, key) => {
    expect(() => keyOf(key)).toThrow()
  })

  it.for(['secp256k1', 'brainpoolP512r1', 'sect571r1'])(
    'is not on %s, which Electron does not know',
    (namedCurve, { skip }) => {
      if (process.versions['electron'] !== undefined) skip('Electron’s BoringSSL makes no such key')
      const { publicKey } = generateKeyPairSync('ec', { namedCurve })
      const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))
      expect(() => keyOf(spki)).toThrow('not taken')
    },
  )

  it('whose exponent is 1 proves nothing: its signature is what anybody can write', () => {
    const algorithm = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nullValue())
    const signature = Buffer.alloc(256, 1)
    expect(() => isSignature(algorithm, Buffer.from('x'), rsaKey(2048, '01'), signature)).toThrow()
    expect(isSignature(algorithm, Buffer.from('x'), rsaKeys().spki, signature)).toBe(false)
  })
})

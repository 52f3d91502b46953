import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { certificateParts } from '../../../main/keystore/certificate-parts.ts'
import { keyIdOf, nssLabelOf } from '../../../main/keystore/linux/nss-names.ts'
import { createTestAuthority } from '../../contract/test-authority.ts'

const authority = createTestAuthority('試験認証局')
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const spki = new Uint8Array(publicKey.export({ type: 'spki', format: 'der' }))

describe('the parts of a certificate for a key store', () => {
  it('are its own bytes: serial number, names and public key', () => {
    const der = authority.issue({ publicKey: spki, holder: '更新 太郎', serial: '80ff' })
    const parts = certificateParts(der)!
    expect(parts.holder).toBe('更新 太郎')
    expect(Buffer.from(parts.serial).toString('hex')).toBe('02030180ff')
    expect(Buffer.from(parts.publicKey).equals(spki)).toBe(true)
    for (const part of [parts.issuer, parts.subject]) expect(Buffer.from(der).includes(Buffer.from(part))).toBe(true)
    expect(Buffer.from(certificateParts(authority.intermediate)!.subject).equals(parts.issuer)).toBe(true)
  })

  it('are not taken from PEM, a truncated certificate or one with bytes after it', () => {
    const der = authority.issue({ publicKey: spki, holder: 'x' })
    const pem = new TextEncoder().encode(new X509Certificate(der).toString())
    for (const bad of [pem, der.subarray(0, -1), new Uint8Array([...der, 0]), new Uint8Array()]) {
      expect(certificateParts(bad)).toBeUndefined()
    }
  })

  it('make a label without the colon that NSS reads as the end of a token name', () => {
    const parts = certificateParts(authority.issue({ publicKey: spki, holder: 'a:b' }))!
    expect(nssLabelOf(parts)).toMatch(/^a b [0-9a-f]{8}$/)
  })
})

describe('the id that ties a certificate to its key', () => {
  it('is the SHA-1 of an RSA modulus without leading zeros, as NSS computes it', () => {
    const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n!, 'base64url')
    expect(modulus).toHaveLength(256)
    expect(keyIdOf(spki)).toBe(createHash('sha1').update(modulus).digest('hex'))
  })

  it('exists for elliptic curves too, over the point', () => {
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const point = pair.publicKey.export({ type: 'spki', format: 'der' }).subarray(-65)
    const id = keyIdOf(new Uint8Array(pair.publicKey.export({ type: 'spki', format: 'der' })))
    expect(id).toBe(createHash('sha1').update(point).digest('hex'))
  })
})

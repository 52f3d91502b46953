import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { certificateParts, isAuthority } from '../../../main/keystore/certificate-parts.ts'
import { keyIdOf, nssLabelOf } from '../../../main/keystore/linux/nss-names.ts'
import { createTestAuthority } from '../../contract/test-authority.ts'
import { decode, sequence } from '../../../main/x509/der.ts'
import { someKeyPair } from './some-keys.ts'
import { extension, type Extension, issue, makeKeys } from '../x509/authority.ts'

const authority = createTestAuthority('試験認証局')
const { publicKey } = someKeyPair(2048)
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

describe('a certificate that may issue others', () => {
  const keys = makeKeys()
  const uncritical = (one: Extension): Extension => ({ ...one, critical: false })
  const odd: Extension = { oid: '2.5.29.19', value: sequence(decode(Uint8Array.of(2, 1, 0))) }
  const usages = [
    [],
    [extension.basicConstraints(true)],
    [extension.basicConstraints(true, 3)],
    [uncritical(extension.basicConstraints(true))],
    [extension.basicConstraints(false)],
    [uncritical(extension.basicConstraints(false))],
    [odd],
  ]

  it('is told as TLS stacks see it, whatever else looks like the mark of one', () => {
    for (const subject of ['CA', 'C\x06\x03U\x1d\x13\x04\x020\0A']) {
      for (const [index, extensions] of usages.entries()) {
        const der = issue({ subject, keys, extensions })
        expect(isAuthority(der), `${index} of ${subject}`).toBe(new X509Certificate(der).ca)
      }
    }
    expect(isAuthority(issue({ subject: 'CA', keys, extensions: usages[1]! }))).toBe(true)
  })

  it('is none of what is no certificate', () => {
    expect(isAuthority(Uint8Array.of(6, 3, 0x55, 0x1d, 0x13, 4, 3))).toBe(false)
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

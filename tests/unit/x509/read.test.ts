import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { child, content, decode, encode, hex, sequence, utf8String } from '../../../main/x509/der.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { digitalSignature, extension, issue, makeKeys, nameOf, rsaKeys, type Wanted } from './authority.ts'

const keys = makeKeys()
const make = (change: Partial<Wanted> = {}): Uint8Array => issue({ subject: '株式会社こうしん', keys, ...change })

function facts(der: Uint8Array) {
  const read = readCertificate(der)
  if (!read.ok) throw new Error(read.failure.cause)
  return read.value
}

describe('reading a certificate', () => {
  it('agrees with the platform on thumbprint, serial, validity and key, for RSA and EC keys alike', () => {
    for (const own of [keys, rsaKeys(), makeKeys('ed25519')]) {
      const der = make({ keys: own })
      const platform = new X509Certificate(der)
      const read = facts(der)
      expect(read.thumbprint).toBe(platform.fingerprint256.replaceAll(':', '').toLowerCase())
      expect(read.serial).toBe(platform.serialNumber.toLowerCase())
      expect(read.notBefore).toBe(Date.parse(platform.validFrom))
      expect(read.notAfter).toBe(Date.parse(platform.validTo))
      expect(platform.publicKey.equals(own.publicKey)).toBe(true)
    }
  })

  it('keeps the subject and the alternative name byte for byte', () => {
    const alternative = extension.dnsNames('a.example')
    const read = facts(make({ extensions: [alternative] }))
    expect(read.subject).toBe(hex(encode(nameOf('株式会社こうしん'))))
    expect(read.subjectAltName).toBe(hex(encode(alternative.value)))
    expect(facts(make()).subjectAltName).toBeUndefined()
  })

  it('keeps the serial number as it is in the certificate', () => {
    expect(facts(make({ serial: new Uint8Array([0xf3, 0x01]) })).serial).toBe('00f301')
  })

  it('takes no certificate whose serial number is longer than a window, or what is kept of it, has room for', () => {
    expect(facts(make({ serial: new Uint8Array(50).fill(0x5a) })).serial).toHaveLength(100)
    const failure = { code: 'certificate.unreadable', cause: 'X.509: the serial number is too long' }
    expect(readCertificate(make({ serial: new Uint8Array(51).fill(0x5a) }))).toMatchObject({ ok: false, failure })
  })

  it('reads instants of both centuries and forms', () => {
    const far = Date.UTC(2055, 1, 28, 23, 59, 59)
    const read = facts(make({ notBefore: Date.UTC(1999, 11, 31), notAfter: far }))
    expect([read.notBefore, read.notAfter]).toEqual([Date.UTC(1999, 11, 31), far])
  })
})

describe('the holder', () => {
  it('is the common name, in Japanese too', () => {
    expect(facts(make()).holder).toBe('株式会社こうしん')
  })

  it('is read from a BMPString', () => {
    const bmp = decode(new Uint8Array([0x1e, 4, 0x66, 0xf4, 0x65, 0xb0]))
    const read = facts(make({ subject: nameOf(bmp) }))
    expect(read.holder).toBe('更新')
    expect(read.subject).toContain('1e0466f465b0')
  })

  it('is the whole subject where there is no common name', () => {
    const country = sequence(child(nameOf('x'), 0))
    expect(facts(make({ subject: country })).holder).toBe('C=JP')
  })

  it('cannot hide or reorder characters', () => {
    expect(facts(make({ subject: 'bank\u202emoc.\u0007\n' })).holder).toBe('bank\ufffdmoc.\ufffd\ufffd')
    expect(facts(make({ subject: 'ba\u3164nk\u115f\u2800' })).holder).toBe('ba\ufffdnk\ufffd\ufffd')
  })

  it('cannot lie over the lines above and below it, and is read as Japanese names are written', () => {
    expect(facts(make({ subject: `a${'\u0301'.repeat(200)}` })).holder).toBe(`a${'\u0301'.repeat(4)}`)
    expect(facts(make({ subject: '\ufe0f' })).holder).toBe('\ufffd')
    expect(facts(make({ subject: '\u0335\u0335銀行 \u0301' })).holder).toBe('\ufffd銀行 \ufffd')
    expect(facts(make({ subject: '葛\u{e0100}城か\u3099' })).holder).toBe('葛\u{e0100}城か\u3099')
  })

  it('cannot push what is said beside it out of sight', () => {
    expect(facts(make({ subject: '山'.repeat(500) })).holder).toBe('山'.repeat(500))
    expect(facts(make({ subject: '山'.repeat(40_000) })).holder).toBe(`${'山'.repeat(499)}…`)
  })
})

describe('usable for client authentication', () => {
  const client = extension.extendedKeyUsage('clientAuth')
  it.each([
    ['without any usage extension', [], true],
    ['with clientAuth and digitalSignature', [digitalSignature, client], true],
    ['with serverAuth alone', [extension.extendedKeyUsage('serverAuth')], false],
    ['with clientAuth but without digitalSignature', [extension.keyUsage(5, 0x20), client], false],
  ])('%s: %s', (_title, extensions, expected) => {
    expect(facts(make({ extensions })).clientAuth).toBe(expected)
  })
})

describe('what is not one certificate is refused with certificate.unreadable', () => {
  const der = make()
  const refused = (bytes: Uint8Array): string | undefined => {
    const read = readCertificate(bytes)
    return read.ok ? undefined : read.failure.code
  }

  it('nothing, garbage, a cut-off one, and one with something behind it', () => {
    const broken = [new Uint8Array(), Buffer.from('hello'), der.subarray(0, -1), new Uint8Array([...der, 0])]
    expect(broken.map(refused)).toEqual(broken.map(() => 'certificate.unreadable'))
  })

  it('PEM instead of DER', () => {
    expect(refused(Buffer.from(new X509Certificate(der).toString()))).toBe('certificate.unreadable')
  })

  it.each([
    ['of a version that there is not', 'a003020102', 'a003020103'],
    ['that writes the first version, which DER does not', 'a003020102', 'a003020100'],
    ['with extensions in the second version', 'a003020102', 'a003020101'],
    ['whose key has bits that do not count', '03420004', '03420404'],
  ])('one %s, by Node as by Electron', (_what, found, instead) => {
    const der = hex(make({ extensions: [digitalSignature] }))
    expect(der).toContain(found)
    expect(readCertificate(Buffer.from(der.replace(found, instead), 'hex'))).toMatchObject({
      failure: { code: 'certificate.unreadable' },
    })
  })

  it('the same extension twice', () => {
    expect(refused(make({ extensions: [digitalSignature, digitalSignature] }))).toBe('certificate.unreadable')
  })

  it('any single changed bit is noticed or changes the thumbprint, and nothing throws', () => {
    for (let at = 0; at < der.length; at++) {
      const changed = new Uint8Array(der)
      changed[at]! ^= 1
      const read = readCertificate(changed)
      expect(read.ok ? read.value.thumbprint : read.failure.code).not.toBe(facts(der).thumbprint)
    }
  })
})

describe('DER', () => {
  it('keeps what it read, so that copies are byte for byte', () => {
    const text = encode(utf8String('こうしん'))
    expect(encode(decode(text))).toEqual(text)
    expect(Buffer.from(content(decode(text))).toString()).toBe('こうしん')
  })

  it.each([
    ['a length that could be shorter', [0x04, 0x81, 0x01, 0x00]],
    ['an indefinite length', [0x30, 0x80, 0x05, 0x00, 0x00, 0x00]],
    ['a padded integer', [0x02, 0x02, 0x00, 0x01]],
    ['a tag of several bytes', [0x1f, 0x01, 0x00]],
    ['bytes after the value', [0x05, 0x00, 0x00]],
  ])('refuses %s', (_title, bytes) => {
    expect(() => decode(new Uint8Array(bytes))).toThrow(Error)
  })

  it('refuses endless nesting', () => {
    expect(() => decode(new Uint8Array(Buffer.from('3080'.repeat(5000), 'hex')))).toThrow(Error)
  })
})

import { constants, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createCertificates } from '../../../main/x509/certificates.ts'
import {
  bitString,
  child,
  children,
  contextPrimitive,
  context,
  decode,
  encode,
  fromHex,
  hex,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  utf8String,
} from '../../../main/x509/der.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { assembleRequest, buildRequest, buildRequestInfo, readRequest } from '../../../main/x509/request.ts'
import { failure, success } from '../../../main/renewal/errors.ts'
import { extension, issue, makeKeys, nameOf, rsaKeys } from './authority.ts'

const keys = rsaKeys()
const signed = async (info: Uint8Array) => success(new Uint8Array(sign('sha256', info, keys.privateKey)))
const subject = hex(encode(nameOf('株式会社こうしん')))
const subjectAltName = hex(encode(sequence(contextPrimitive(1, Buffer.from('user@bank.example')))))

function value<T>(result: { ok: true; value: T } | { ok: false; failure: { code: string } }): T {
  if (!result.ok) throw new Error(result.failure.code)
  return result.value
}

describe('a certification request', () => {
  it('carries key, subject and alternative name of the old certificate byte for byte', async () => {
    const bmp = nameOf(decode(new Uint8Array([0x1e, 4, 0x66, 0xf4, 0x65, 0xb0])))
    const der = issue({ subject: bmp, keys: makeKeys(), extensions: [extension.dnsNames('a.example')] })
    const old = value(readCertificate(der))
    const received = value(readRequest(value(await buildRequest(old, keys.spki, signed))))
    expect([received.subject, received.subjectAltName]).toEqual([old.subject, old.subjectAltName])
    expect(received.publicKey).toEqual(keys.spki)
  })

  it('is signed with PSS where the bank wants it and the key can, and verifies so', async () => {
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    const schemes: string[] = []
    const made = await buildRequest(
      { subject, subjectAltName },
      keys.spki,
      async (info, scheme) => {
        schemes.push(scheme)
        return success(new Uint8Array(sign('sha256', info, { key: keys.privateKey, ...padding })))
      },
      'rsa-pss-sha256',
    )
    expect(readRequest(value(made)).ok).toBe(true)
    expect(schemes).toEqual(['rsa-pss-sha256'])
    const unpadded = await buildRequest({ subject, subjectAltName }, keys.spki, signed, 'rsa-pss-sha256')
    expect(unpadded).toMatchObject({ failure: { code: 'keystore.sign-failed' } })
  })

  it('is signed with ECDSA by an EC key, whatever the bank wants of RSA keys', async () => {
    const ec = makeKeys()
    const signer = async (info: Uint8Array) => success(new Uint8Array(sign('sha256', info, ec.privateKey)))
    const made = value(await buildRequest({ subject, subjectAltName }, ec.spki, signer, 'rsa-pss-sha256'))
    expect(value(readRequest(made)).publicKey).toEqual(ec.spki)
  })

  it('has an empty set of attributes where there is no alternative name', () => {
    const info = buildRequestInfo({ subject, subjectAltName: undefined }, keys.spki)
    expect(hex(info).endsWith('a000')).toBe(true)
  })

  it('marks the alternative name critical when it is the only name', () => {
    const nobody = hex(encode(sequence()))
    const critical = '0603551d110101ff'
    expect(hex(buildRequestInfo({ subject: nobody, subjectAltName }, keys.spki))).toContain(critical)
    expect(hex(buildRequestInfo({ subject, subjectAltName }, keys.spki))).not.toContain(critical)
  })

  it('is asked to be signed once, and not made when the key store fails or signs with another key', async () => {
    let calls = 0
    const names = { subject, subjectAltName }
    const refused = await buildRequest(names, keys.spki, async () => (calls++, failure('keystore.locked')))
    expect([calls, refused]).toEqual([1, failure('keystore.locked')])
    const foreign = await buildRequest(names, makeKeys('rsa').spki, signed)
    expect(foreign).toMatchObject({ failure: { code: 'keystore.sign-failed' } })
  })

  it('is not made from names that are not DER', async () => {
    const made = await buildRequest({ subject: '30', subjectAltName: undefined }, keys.spki, signed)
    expect(made).toMatchObject({ ok: false, failure: { code: 'internal' } })
  })

  it('has one common name in UTF-8 for a first enrolment', () => {
    const name = createCertificates(() => []).commonName('顧客 0001')
    expect(fromHex(name)).toEqual(encode(sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String('顧客 0001'))))))
  })
})

describe('a request from outside', () => {
  const build = async () => value(await buildRequest({ subject, subjectAltName }, keys.spki, signed))

  it('is refused when any byte of it was changed', async () => {
    const request = await build()
    for (const at of [10, 60, 200, request.length - 1]) {
      const changed = new Uint8Array(request)
      changed[at]! ^= 1
      expect(readRequest(changed).ok).toBe(false)
    }
    expect(readRequest(new Uint8Array()).ok).toBe(false)
  })

  it('may be signed by an EC key and bring a challenge password', () => {
    const ec = makeKeys()
    const attribute = sequence(objectIdentifier('1.2.840.113549.1.9.7'), set(utf8String('秘密')))
    const info = sequence(integer(0), nameOf('x'), decode(ec.spki), context(0, attribute))
    const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
    const request = encode(sequence(info, algorithm, bitString(sign('sha256', encode(info), ec.privateKey))))
    expect(value(readRequest(request)).challengePassword).toBe('秘密')
  })

  it.each([
    ['of a version that there is not', integer(1)],
    ['whose version is no number', octetString(new Uint8Array([0]))],
  ])('is refused %s, however well it is signed', (_what, version) => {
    const ec = makeKeys()
    const info = sequence(version, nameOf('x'), decode(ec.spki), context(0))
    const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
    const request = encode(sequence(info, algorithm, bitString(sign('sha256', encode(info), ec.privateKey))))
    expect(readRequest(request)).toMatchObject({
      failure: { code: 'bank.refused', cause: expect.stringContaining('not version 0') as string },
    })
  })

  it('is refused when its signature algorithm is not a strong one', () => {
    const info = buildRequestInfo({ subject, subjectAltName: undefined }, keys.spki)
    const whole = assembleRequest(info, 'rsa-pkcs1-sha256', sign('sha1', info, keys.privateKey))
    const sha1 = Buffer.from(whole).toString('hex').replace('2a864886f70d01010b', '2a864886f70d010105')
    expect(readRequest(Buffer.from(sha1, 'hex'))).toMatchObject({ ok: false, failure: { code: 'bank.refused' } })
  })
})

it('the attributes of a request and their values stand in the order of DER, whatever the order of the wishes', () => {
  const attribute = (oid: string, ...values: string[]) =>
    encode(sequence(objectIdentifier(oid), set(...values.map(utf8String))))
  const attributes = [attribute('1.2.840.113549.1.9.2', 'long enough to sort behind'), attribute('2.5.4.3', 'a')]
  const request = (given: Uint8Array[]) =>
    buildRequestInfo({ subject, subjectAltName }, keys.spki, { subject: [], extensions: [], attributes: given })
  const sorted = (info: Uint8Array) => children(child(decode(info), 3)).map((one) => Buffer.from(encode(one)))
  const found = sorted(request(attributes))
  expect(found).toEqual([...found].sort((a, b) => Buffer.compare(a, b)))
  expect(found).toHaveLength(3)
  expect(request([...attributes].reverse())).toEqual(request(attributes))
})

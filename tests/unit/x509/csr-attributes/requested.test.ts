import { sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { keyChoices, nothingRequested, type RequestedAttributes } from '../../../../main/renewal/csr-attributes.ts'
import { type Result, success } from '../../../../main/renewal/errors.ts'
import {
  type WrittenAttribute,
  readCsrAttributes,
  writeCsrAttributes,
} from '../../../../main/x509/csr-attributes/attributes.ts'
import {
  bitString,
  boolean,
  context,
  contextPrimitive,
  decode,
  encode,
  hex,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
  set,
  unsignedInteger,
  utf8String,
} from '../../../../main/x509/der.ts'
import { buildRequest, readRequest } from '../../../../main/x509/request.ts'
import { requestedAttributes } from '../../../../main/x509/csr-attributes/requested.ts'
import { algorithmIdentifier } from '../../../../main/x509/signature.ts'
import { nameOf, rsaKeys } from '../authority.ts'

const ids = {
  rsa: '1.2.840.113549.1.1.1',
  ec: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  p521: '1.3.132.0.35',
  pkcs1: '1.2.840.113549.1.1.11',
  pss: '1.2.840.113549.1.1.10',
  ecdsa: '1.2.840.10045.4.3.2',
  ecdsa384: '1.2.840.10045.4.3.3',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha384WithRsa: '1.2.840.113549.1.1.12',
  sha512WithRsa: '1.2.840.113549.1.1.13',
  extensionRequest: '1.2.840.113549.1.9.14',
  template: '1.2.840.113549.1.9.16.2.61',
  extensionTemplate: '1.2.840.113549.1.9.16.2.62',
  alternativeName: '2.5.29.17',
  keyUsage: '2.5.29.15',
  purposes: '2.5.29.37',
  clientAuth: '1.3.6.1.5.5.7.3.2',
}

function read(der: Uint8Array): Result<RequestedAttributes> {
  const attributes = readCsrAttributes(der)
  return attributes.ok ? requestedAttributes(attributes.value) : attributes
}
const plain = (...requested: WrittenAttribute[]) => read(writeCsrAttributes(requested))
const rsaOf = (bits: number): WrittenAttribute => ({ type: ids.rsa, values: [encode(integer(bits))] })
const ecOf = (curve: string): WrittenAttribute => ({ type: ids.ec, values: [encode(objectIdentifier(curve))] })
const attribute = (oid: string, ...values: Node[]): Node => sequence(objectIdentifier(oid), set(...values))
const extensionOf = (oid: string, value: Node | undefined, critical = false): Node =>
  sequence(
    objectIdentifier(oid),
    ...(critical ? [boolean(true)] : []),
    ...(value === undefined ? [] : [octetString(encode(value))]),
  )
const template = (...parts: Node[]) => plain({ type: ids.template, values: [encode(sequence(integer(0), ...parts))] })
const unsupported = (cause: RegExp) => ({
  ok: false,
  failure: { code: 'bank.wishes-unsupported', cause: expect.stringMatching(cause) as string },
})

const unmet = (cause: RegExp) => ({
  ok: true,
  value: { key: undefined, scheme: undefined, unmet: [expect.stringMatching(cause)] },
})

const clientOnly = sequence(objectIdentifier(ids.clientAuth))
const mail = (address: string) => sequence(contextPrimitive(1, Buffer.from(address)))

describe('wishes in the form of RFC 7030', () => {
  it.each<[string, WrittenAttribute[], Partial<RequestedAttributes>]>([
    ['nothing', [], {}],
    ['RSA', [ids.rsa], { key: { kind: 'rsa', bits: undefined } }],
    [
      'RSA of 3,072 bits with PSS',
      [rsaOf(3072), ids.pss],
      { key: { kind: 'rsa', bits: 3072 }, scheme: 'rsa-pss-sha256' },
    ],
    ['PKCS#1 alone', [ids.pkcs1], { key: { kind: 'rsa', bits: undefined }, scheme: 'rsa-pkcs1-sha256' }],
    ['P-256', [ecOf(ids.p256), ids.ecdsa], { key: { kind: 'ec-p256' }, scheme: 'ecdsa-sha256' }],
    ['the curve alone', [ids.p256], { key: { kind: 'ec-p256' } }],
    ['P-384', [ecOf(ids.p384), ids.ecdsa384], { key: { kind: 'ec-p384' }, scheme: 'ecdsa-sha384' }],
    ['P-384 alone', [ids.p384], { key: { kind: 'ec-p384' } }],
    ['ECDSA with SHA-384 alone', [ids.ecdsa384], { key: { kind: 'ec-p384' }, scheme: 'ecdsa-sha384' }],
    ['ECDSA with SHA-256 alone', [ids.ecdsa], { key: { kind: 'ec-p256' }, scheme: 'ecdsa-sha256' }],
    ['SHA-384 alone', [ids.sha384], { scheme: 'rsa-pkcs1-sha384' }],
    ['SHA-384 and a curve', [ids.sha384, ids.p256], { key: { kind: 'ec-p256' }, scheme: 'ecdsa-sha384' }],
    ['one hash or the other', [ids.sha256, ids.sha384], {}],
    ['RSA with SHA-384', [ids.sha384WithRsa], { key: { kind: 'rsa', bits: undefined }, scheme: 'rsa-pkcs1-sha384' }],
    [
      'P-256 or RSA',
      [ids.p256, ids.ecdsa, ids.rsa, ids.pkcs1],
      {
        key: { kind: 'ec-p256' },
        scheme: 'ecdsa-sha256',
        otherwise: [{ key: { kind: 'rsa', bits: undefined }, scheme: 'rsa-pkcs1-sha256' }],
      },
    ],
    ['the hash alone', [ids.sha256, rsaOf(2048)], { key: { kind: 'rsa', bits: 2048 } }],
    [
      'what nobody knows',
      ['1.3.6.1.1.1.1.22', { type: '2.5.4.5', values: [] }],
      { unknown: ['1.3.6.1.1.1.1.22', '2.5.4.5'] },
    ],
  ])('are understood: %s', (_title, requested, expected) => {
    expect(plain(...requested)).toEqual(success({ ...nothingRequested, ...expected }))
  })

  it('take parameters of PSS that are those that we sign with', () => {
    const ours = encode((algorithmIdentifier('rsa-pss-sha256').value as Node[])[1]!)
    expect(plain({ type: ids.pss, values: [ours] })).toMatchObject({ value: { scheme: 'rsa-pss-sha256' } })
    expect(plain({ type: ids.pss, values: [encode(sequence())] })).toMatchObject(unmet(/RSASSA-PSS/))
  })

  it('may leave a choice: the first that can be given and goes together is taken', () => {
    const choice = plain(ecOf(ids.p521), rsaOf(4096), ids.sha512WithRsa, ids.ecdsa, ids.pss)
    expect(choice).toMatchObject({
      value: { key: { kind: 'rsa', bits: 4096 }, scheme: 'rsa-pss-sha256', otherwise: [] },
    })
    // One of each kind can be given: nothing that the bank would like is lacking.
    expect(choice.ok && choice.value.unmet).toBeUndefined()
  })

  it.each<[string, WrittenAttribute[], RegExp]>([
    ['a short RSA key', [rsaOf(1024)], /1024 bits/],
    ['a longer one than stores make', [rsaOf(8192)], /8192 bits/],
    ['another curve', [ecOf(ids.p521)], /P-521/],
    ['another hash', [ids.sha512WithRsa], /SHA-512/],
    ['a signature of another kind of key', [rsaOf(2048), ids.ecdsa], /cannot make/],
    ['channel binding', ['1.2.840.113549.1.9.7'], /challengePassword/],
  ])('that cannot be given are no requirement, and are told: %s', (_title, requested, cause) => {
    expect(plain(...requested)).toMatchObject(unmet(cause))
  })

  it('are taken from the examples that the RFCs print, without the channel binding that Chromium has not', () => {
    const rsa4096 = 'MCkGCSqGSIb3DQEJBzARBgkqhkiG9w0BAQExBAICEAAGCSqGSIb3DQEBCw=='
    const p384 = 'MDIGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiBgcrBgEBAQEWBggqhkjOPQQDAw=='
    // RFC 7030 4.5.2, which libest sends where nobody told it otherwise.
    const rfc7030 = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw=='
    const noBinding = [expect.stringMatching(/challengePassword/)]
    for (const printed of [p384, rfc7030]) {
      expect(read(Buffer.from(printed, 'base64'))).toMatchObject({
        value: { key: { kind: 'ec-p384' }, scheme: 'ecdsa-sha384', unmet: noBinding },
      })
    }
    expect(read(Buffer.from(rsa4096, 'base64'))).toMatchObject({
      value: { key: { kind: 'rsa', bits: 4096 }, scheme: 'rsa-pkcs1-sha256', unmet: noBinding },
    })
    const otherName =
      'MGgwZgYJKoZIhvcNAQkOMVkwVzBVBgNVHREBAf8ESzBJoEcGCCsGAQUFBwgKoDsWOXJmYzg5OTQrZmQ3MzlmYzIzYzM0' +
      'NDAxMTIyMzM0NDU1MDAwMDAwMDArQGFjcC5leGFtcGxlLmNvbQ=='
    expect(read(Buffer.from(otherName, 'base64'))).toMatchObject({
      value: { extensions: [{ oid: ids.alternativeName, critical: true }] },
    })
  })

  it('are known where they are about a password or extensions', () => {
    const found = plain('1.2.840.113549.1.9.7', ids.extensionRequest, ids.extensionTemplate, '1.3.6.1.1.1.1.22')
    expect(found.ok && found.value.unknown).toEqual(['1.3.6.1.1.1.1.22'])
  })

  it('are refused when they are malformed', () => {
    const length = plain({ type: ids.rsa, values: [encode(sequence())] })
    expect(length).toMatchObject({ failure: { code: 'bank.bad-answer' } })
  })
})

describe('wishes in the form of a template (RFC 9908)', () => {
  const rsaKey = (bits: number) => {
    const modulus = new Uint8Array(bits / 8).fill(0xff, 0, 1)
    const placeholder = encode(sequence(unsignedInteger(modulus), integer(3)))
    return context(0, sequence(objectIdentifier(ids.rsa), nullValue()), bitString(placeholder))
  }

  it.each([2048, 3072, 4096])('tell the length of an RSA key (%i) by a placeholder', (bits) => {
    expect(template(rsaKey(bits), context(1))).toEqual(
      success({ ...nothingRequested, binding: true, key: { kind: 'rsa', bits } }),
    )
  })

  it('tell the length by a real key, too', () => {
    const [algorithm, key] = decode(rsaKeys().spki).value as Node[]
    expect(template(context(0, algorithm!, key!), context(1))).toMatchObject({ value: { key: { bits: 2048 } } })
  })

  it('name the curve', () => {
    const curve = (oid: string) => context(0, sequence(objectIdentifier(ids.ec), objectIdentifier(oid)))
    expect(template(curve(ids.p256), context(1))).toMatchObject({ value: { key: { kind: 'ec-p256' } } })
    expect(template(curve(ids.p384), context(1))).toMatchObject({ value: { key: { kind: 'ec-p384' } } })
    expect(template(curve(ids.p521), context(1))).toMatchObject(unsupported(/P-521/))
    expect(template(rsaKey(1024), context(1))).toMatchObject(unsupported(/1024/))
    expect(template(curve('1.3.132.0.10'), context(1))).toMatchObject(
      unsupported(/a key on the curve 1\.3\.132\.0\.10/),
    )
    const unknown = context(0, sequence(objectIdentifier('1.3.101.112')))
    expect(template(unknown, context(1))).toMatchObject(unsupported(/a key of the kind 1\.3\.101\.112/))
  })

  it('demand what they say: what cannot be given fails before a request is made', () => {
    const bound = attribute('1.2.840.113549.1.9.7', utf8String(''))
    expect(template(context(1, bound))).toMatchObject(unsupported(/challengePassword/))
  })

  it('make everything beside them void', () => {
    const der = writeCsrAttributes([
      rsaOf(8192),
      '1.2.840.113549.1.9.7',
      { type: ids.template, values: [encode(sequence(integer(0), context(1)))] },
    ])
    expect(read(der)).toEqual(success({ ...nothingRequested, binding: true }))
  })

  it('have extensions that are filled in, and some that we fill in', () => {
    const requested = sequence(
      extensionOf(ids.alternativeName, sequence(contextPrimitive(1, new Uint8Array()))),
      extensionOf(ids.keyUsage, undefined, true),
      extensionOf(ids.purposes, undefined),
      extensionOf('1.3.6.1.4.1.99999.1', utf8String('x')),
      extensionOf('1.3.6.1.4.1.99999.2', undefined),
    )
    const friendly = attribute('1.2.840.113549.1.9.20', utf8String('x'))
    const read = template(context(1, attribute(ids.extensionTemplate, requested), friendly))
    expect(read).toEqual(
      success({
        ...nothingRequested,
        binding: true,
        extensions: [
          { oid: ids.keyUsage, critical: true, value: Uint8Array.of(3, 2, 7, 0x80) },
          { oid: ids.purposes, critical: false, value: encode(clientOnly) },
          { oid: '1.3.6.1.4.1.99999.1', critical: false, value: encode(utf8String('x')) },
        ],
        attributes: [encode(friendly)],
      }),
    )
  })

  it.each([
    ['a host', contextPrimitive(2, new Uint8Array())],
    ['a directory name', context(4)],
    ['a directory name that is empty', context(4, sequence())],
  ])('pass over names of which one is to be filled in: %s', (_what, empty) => {
    const names = sequence(contextPrimitive(1, Buffer.from('a@bank.example')), empty)
    const requested = sequence(extensionOf(ids.alternativeName, names))
    expect(template(context(1, attribute(ids.extensionTemplate, requested)))).toMatchObject({
      value: { extensions: [] },
    })
  })

  it.each([
    ['another version', [integer(1), context(1)]],
    ['a version that is no number', [octetString(new Uint8Array([0])), context(1)]],
    ['no version at all', []],
  ])('are refused when they are of %s', (_what, parts) => {
    const other = plain({ type: ids.template, values: [encode(sequence(...parts))] })
    const cause = expect.stringContaining('a template of version 0 was expected') as string
    expect(other).toMatchObject({ failure: { code: 'bank.bad-answer', cause } })
  })
})

describe('a request by wishes', () => {
  const keys = rsaKeys()
  const subject = hex(encode(nameOf('株式会社こうしん')))
  const names = { subject, subjectAltName: hex(encode(mail('a@bank.example'))) }
  const build = (requested: Result<RequestedAttributes>) => {
    if (!requested.ok) throw new Error(requested.failure.cause)
    const signer = async (info: Uint8Array) => success(new Uint8Array(sign('sha256', info, keys.privateKey)))
    return buildRequest(names, keys.spki, signer, requested.value.scheme, requested.value)
  }

  it('has the extensions and attributes that the bank wants beside our own name', async () => {
    const friendly = attribute('1.2.840.113549.1.9.20', utf8String('x'))
    const requested = attribute(ids.extensionRequest, sequence(extensionOf(ids.purposes, clientOnly, true)))
    const built = await build(template(context(1, requested, friendly)))
    const received = built.ok ? readRequest(built.value) : built
    expect(received).toMatchObject({ ok: true, value: { subjectAltName: names.subjectAltName } })
    expect(received.ok && [...received.value.extensions]).toEqual([
      [ids.alternativeName, { critical: false, value: encode(mail('a@bank.example')) }],
      [ids.purposes, { critical: true, value: encode(clientOnly) }],
    ])
    expect(built.ok && hex(built.value)).toContain(hex(encode(friendly)))
  })

  it('is made when the bank wants the names that it has, and not made when it wants others', async () => {
    const common = (value?: string) =>
      sequence(set(sequence(objectIdentifier('2.5.4.3'), ...(value === undefined ? [] : [utf8String(value)]))))
    const alternative = (address: string) =>
      context(1, attribute(ids.extensionRequest, sequence(extensionOf(ids.alternativeName, mail(address)))))
    const asked = [
      template(common(), alternative('a@bank.example')),
      template(common('株式会社こうしん'), context(1)),
      template(common('別会社'), context(1)),
      template(alternative('b@bank.example')),
      // The holder's name is ours, and in another place.
      template(sequence(set(sequence(objectIdentifier('2.5.4.10'), utf8String('株式会社こうしん')))), context(1)),
    ]
    const codes = await Promise.all(
      asked.map(async (one) => {
        const built = await build(one)
        return built.ok ? 'made' : `${built.failure.code}: ${built.failure.cause}`
      }),
    )
    expect(codes).toEqual([
      'made',
      'made',
      'bank.wishes-unsupported: a subject with another 2.5.4.3',
      'bank.wishes-unsupported: another subjectAltName',
      'bank.wishes-unsupported: a subject with another 2.5.4.10',
    ])
  })
})

describe('the key for a request', () => {
  const policys = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const
  const algorithms = (requested: Partial<RequestedAttributes>, from: Parameters<typeof keyChoices>[0] = policys) => {
    const choices = keyChoices(from, { ...nothingRequested, ...requested })
    return choices.ok ? choices.value.map(({ specification }) => specification.algorithm).join() : choices.failure.code
  }
  const enclave = { ...policys, algorithm: 'ec-p256', provider: 'secure-enclave' } as const

  it('is what policy says, changed only where the bank wants it otherwise', () => {
    const rsa = (bits?: 3072) => ({ kind: 'rsa', bits }) as const
    expect(algorithms({})).toBe('rsa-2048')
    expect(algorithms({}, { ...policys, algorithm: 'ec-p384' })).toBe('ec-p384')
    expect(algorithms({ key: rsa() }, { ...policys, algorithm: 'rsa-4096' })).toBe('rsa-4096')
    expect(algorithms({ key: rsa(3072) })).toBe('rsa-3072')
    expect(algorithms({ key: { kind: 'ec-p256' } })).toBe('ec-p256')
    expect(algorithms({ key: { kind: 'ec-p384' } })).toBe('ec-p384')
    expect(algorithms({ key: rsa() }, { ...policys, algorithm: 'ec-p256' })).toBe('rsa-2048')
  })

  it('may be one of several, in the bank’s order, where policy has it held', () => {
    const either = {
      key: { kind: 'rsa', bits: undefined },
      otherwise: [
        { key: { kind: 'ec-p384' }, scheme: undefined },
        { key: { kind: 'ec-p256' }, scheme: undefined },
      ],
    } as const
    expect(algorithms(either)).toBe('rsa-2048,ec-p384,ec-p256')
    expect(algorithms(either, enclave)).toBe('ec-p256')
    expect(algorithms({ key: either.key }, enclave)).toBe('ec-p256')
    expect(algorithms({ key: either.key, binding: true }, enclave)).toBe('bank.wishes-unsupported')
    expect(algorithms({ key: { kind: 'ec-p384' }, binding: true }, enclave)).toBe('bank.wishes-unsupported')
  })
})

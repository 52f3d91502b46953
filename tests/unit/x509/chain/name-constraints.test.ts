import { describe, expect, it, vi } from 'vitest'
import { checkChain, type ChainPurpose } from '../../../../main/x509/chain/chain.ts'
import { checkServer } from '../../../../main/x509/chain/server-identity.ts'
import { context, decode, type Node, objectIdentifier, sequence, set, utf8String } from '../../../../main/x509/der.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import {
  certificateSigning,
  digitalSignature,
  type Extension,
  extension,
  general,
  issue,
  makeAuthority,
  makeKeys,
  now,
} from '../authority.ts'

const { root, rootKeys, middleKeys, leaf } = makeAuthority()
const keys = makeKeys()
const authorities = [extension.basicConstraints(true), certificateSigning]
const constrainedBy = (...more: Extension[]): Uint8Array =>
  issue({
    subject: 'Test CA',
    issuer: 'Test Root',
    keys: middleKeys,
    signer: rootKeys,
    extensions: [...authorities, ...more],
  })

const part = (oid: string, value: Node): Node => set(sequence(objectIdentifier(oid), value))
const printable = (text: string): Node => decode(new Uint8Array([0x13, text.length, ...Buffer.from(text)]))
const country = (value: Node): Node => part('2.5.4.6', value)
const organization = (text: string): Node => part('2.5.4.10', utf8String(text))
const holder = sequence(country(printable('JP')), organization('Bank'), part('2.5.4.3', utf8String('Customer')))

/** undefined: accepted; else why a certificate with these names is refused below a CA with these constraints. */
function refusal(
  constraints: Parameters<typeof extension.nameConstraints>[0],
  names: readonly Node[],
  subject: Node = holder,
  critical = true,
): string | undefined {
  const alternative = names.length === 0 ? [] : [extension.alternativeNames(...names)]
  const end = leaf(keys, { subject, extensions: [digitalSignature, ...alternative] })
  const checked = checkChain(end, [constrainedBy(extension.nameConstraints(constraints, critical))], [root], {
    now,
    purpose: 'clientAuth',
  })
  return checked.ok ? undefined : checked.failure.cause
}
const mayNot = 'a certificate of the chain has a name that its CA may not give'
const malformed = 'a certificate of the chain cannot be checked (X.509: a name is malformed)'

type Case = readonly [base: Node, inside: readonly Node[], outside: readonly Node[]]
const ip = general.address
const cases: Readonly<Record<string, readonly Case[]>> = {
  dNSName: [
    [
      general.host('Bank.example'),
      ['bank.example', 'www.BANK.example', 'a.b.bank.example', '*.bank.example'].map(general.host),
      ['evil.example', 'evilbank.example', 'example', 'bank.example.evil', '*.example'].map(general.host),
    ],
    [general.host('.bank.example'), [general.host('www.bank.example')], [general.host('bank.example')]],
  ],
  rfc822Name: [
    [
      general.mailbox('bank.example'),
      [general.mailbox('a@Bank.example')],
      [general.mailbox('a@x.bank.example'), general.mailbox('a@bank.example.evil')],
    ],
    [
      general.mailbox('.bank.example'),
      [general.mailbox('a@x.bank.example')],
      [general.mailbox('a@bank.example'), general.mailbox('a@xbank.example')],
    ],
    [
      general.mailbox('A@Bank.example'),
      [general.mailbox('A@bank.example')],
      [general.mailbox('a@bank.example'), general.mailbox('A@evil.example')],
    ],
  ],
  uri: [
    [
      general.uri('bank.example'),
      ['https://Bank.example/x', 'https://u:p@bank.example:443?q', 'ldap://bank.example#f'].map(general.uri),
      ['https://www.bank.example/', 'https://evil.example/@bank.example'].map(general.uri),
    ],
    [
      general.uri('.bank.example'),
      [general.uri('https://www.bank.example')],
      [general.uri('https://bank.example/'), general.uri('https://evilbank.example')],
    ],
  ],
  iPAddress: [
    [ip(10, 1, 0, 0, 255, 255, 0, 0), [ip(10, 1, 2, 3)], [ip(10, 2, 2, 3), ip(...new Array<number>(16).fill(0))]],
    [
      ip(0x20, 1, ...new Array<number>(14).fill(0), 255, 255, ...new Array<number>(14).fill(0)),
      [ip(0x20, 1, ...new Array<number>(14).fill(7))],
      [ip(0x20, 2, ...new Array<number>(14).fill(7)), ip(0x20, 1, 0, 0)],
    ],
  ],
  directoryName: [
    [
      general.directory(sequence(country(utf8String('jp')), organization('BANK  '))),
      [general.directory(sequence(country(printable('JP')), organization('Bank'), organization('Unit')))],
      [
        general.directory(sequence(country(printable('US')), organization('Bank'))),
        general.directory(sequence(country(printable('JP')))),
        general.directory(sequence(organization('Bank'), country(printable('JP')))),
      ],
    ],
  ],
}

describe.each(Object.entries(cases))('a CA that is held to some names: %s', (_kind, all) => {
  it('may give those that are permitted, and no others', () => {
    for (const [base, inside, outside] of all) {
      for (const name of inside) expect(refusal({ permitted: [base] }, [name])).toBeUndefined()
      for (const name of outside) expect(refusal({ permitted: [base] }, [name])).toBe(mayNot)
      // One bad name spoils the good ones, and one of several permissions is enough.
      expect(refusal({ permitted: [base] }, [inside[0]!, outside[0]!])).toBe(mayNot)
      expect(refusal({ permitted: [outside[0]!, base].filter(isBase) }, [inside[0]!])).toBeUndefined()
    }
  })

  it('may not give those that are excluded, but others', () => {
    for (const [base, inside, outside] of all) {
      for (const name of inside) expect(refusal({ excluded: [base] }, [name], sequence())).toBe(mayNot)
      for (const name of outside.filter((one) => !isWildcard(one))) {
        expect(refusal({ excluded: [base] }, [name], sequence())).toBeUndefined()
      }
    }
  })

  it('is held to them as well when the extension is not critical', () => {
    for (const [base, inside, outside] of all) {
      expect(refusal({ permitted: [base] }, [outside[0]!], holder, false)).toBe(mayNot)
      expect(refusal({ permitted: [base] }, [inside[0]!], holder, false)).toBeUndefined()
    }
  })

  it('may give names of other kinds', () => {
    for (const [base] of all) {
      const other = (base.type as number) === 2 ? general.uri('https://x.example') : general.host('x.example')
      expect(refusal({ permitted: [base] }, [other])).toBeUndefined()
    }
  })
})

/** An address without a mask is no base. */
const isBase = ({ type, value }: Node): boolean => (type as number) !== 7 || [8, 32].includes(value.length)
const isWildcard = ({ value }: Node): boolean => typeof value === 'string' && value.startsWith('*')

it('a CA that is held to a list without a name gives none', () => {
  const empty = { oid: '2.5.29.30', critical: true, value: sequence(context(0), context(1)) }
  const end = leaf(keys, { subject: holder, extensions: [digitalSignature] })
  const checked = checkChain(end, [constrainedBy(empty)], [root], { now, purpose: 'clientAuth' })
  expect(checked.ok ? undefined : checked.failure.cause).toMatch(/nameConstraints are malformed/)
})

describe('names that could be more than one', () => {
  it('are refused where one of them is excluded', () => {
    const excluded = [general.host('secret.bank.example')]
    expect(refusal({ excluded }, [general.host('*.bank.example')])).toBe(mayNot)
    expect(refusal({ excluded }, [general.host('*.other.example')])).toBeUndefined()
    expect(refusal({ excluded: [general.host('.bank.example')] }, [general.host('*.example')])).toBe(mayNot)
  })

  it('are not permitted by one of them', () => {
    expect(refusal({ permitted: [general.host('www.bank.example')] }, [general.host('*.bank.example')])).toBe(mayNot)
  })
})

describe('names that cannot be told', () => {
  it.each<[string, Node, readonly Node[]]>([
    [
      'host names',
      general.host('bank.example'),
      ['evil.example\0.bank.example', 'bank.example.', '.bank.example', 'w*.bank.example', ''].map(general.host),
    ],
    [
      'addresses',
      general.mailbox('bank.example'),
      ['bank.example', '@bank.example', 'a@b c', 'a@evil.example@bank.example'].map(general.mailbox),
    ],
    [
      'URIs',
      general.uri('bank.example'),
      ['urn:x', 'urn:x:https://bank.example/', 'https://10.0.0.1/', 'https://[::1]/', '/bank.example', 'https://'].map(
        general.uri,
      ),
    ],
    ['octets of an address', ip(10, 0, 0, 0, 255, 0, 0, 0), [ip(10, 0, 0), ip(10, 0, 0, 0, 0)]],
    ['a mask', ip(10, 0, 0, 255, 255, 255), [ip(10, 0, 0, 1)]],
  ])('are refused: %s', (_kind, base, names) => {
    for (const name of names) {
      expect(refusal({ permitted: [base] }, [name])).toBe(malformed)
      expect(refusal({ excluded: [base] }, [name])).toBe(malformed)
      // Where nothing is said of this kind, nothing is asked.
      expect(refusal({ permitted: [general.directory(sequence())] }, [name])).toBeUndefined()
    }
  })

  it('are refused where they are of a kind that nobody here compares', () => {
    const permitted = [general.identifier('1.2.3')]
    expect(refusal({ permitted }, [general.identifier('1.2.3')])).toMatch(/of a kind that is not supported/)
    expect(refusal({ permitted }, [general.host('bank.example')])).toBeUndefined()
  })
})

describe('the subject', () => {
  it('names an address in the attribute for one alone, whatever else is in it', () => {
    const emailAddress = (text: string): Node => part('1.2.840.113549.1.9.1', utf8String(text))
    const permitted = [general.mailbox('bank.example')]
    const named = (text: string) => sequence(part('2.5.4.3', utf8String(text)))
    expect(refusal({ permitted }, [], named('customer@evil.example'))).toBeUndefined()
    expect(refusal({ permitted }, [], sequence(emailAddress('a@bank.example')))).toBeUndefined()
    expect(refusal({ permitted }, [], sequence(emailAddress('a@evil.example')))).toBe(mayNot)
  })

  const permitted = [general.directory(sequence(country(printable('US'))))]

  it('is held to the constraints like a name beside it', () => {
    expect(refusal({ permitted }, [])).toBe(mayNot)
    expect(refusal({ permitted }, [], sequence(country(printable('US')), organization('X')))).toBeUndefined()
    expect(refusal({ excluded: [general.directory(sequence(country(printable('JP'))))] }, [])).toBe(mayNot)
  })

  it('is free of them when it is empty', () => {
    expect(refusal({ permitted }, [general.host('bank.example')], sequence())).toBeUndefined()
  })

  it('has an address that counts only where there is no subjectAltName', () => {
    const mail = sequence(part('1.2.840.113549.1.9.1', utf8String('a@evil.example')))
    const held = { permitted: [general.mailbox('bank.example')] }
    expect(refusal(held, [], mail)).toBe(mayNot)
    expect(refusal(held, [general.mailbox('a@bank.example')], mail)).toBeUndefined()
    expect(refusal(held, [], sequence(part('1.2.840.113549.1.9.1', utf8String('a@bank.example'))))).toBeUndefined()
  })
})

describe('the constraints of a chain', () => {
  const dns = (...hosts: string[]) => extension.nameConstraints({ permitted: hosts.map(general.host) })
  const lowerKeys = makeKeys()
  const lower = (subject: string, ...more: Extension[]): Uint8Array =>
    issue({ subject, issuer: 'Test CA', keys: lowerKeys, signer: middleKeys, extensions: [...authorities, ...more] })
  const judge = (end: Uint8Array, pool: readonly Uint8Array[], anchor = root, purpose: ChainPurpose = 'any') => {
    const checked = checkChain(end, pool, [anchor], { now, purpose })
    return checked.ok ? undefined : checked.failure.cause
  }
  const endOf = (issuer: string, signer: typeof keys, ...hosts: string[]): Uint8Array =>
    leaf(keys, { issuer, signer, extensions: [extension.dnsNames(...hosts)] })

  it('of every CA hold for all that is below it, and of the anchor as well', () => {
    const end = endOf('Lower', lowerKeys, 'bank.example')
    expect(judge(end, [lower('Lower'), constrainedBy(dns('bank.example'))])).toBeUndefined()
    expect(judge(end, [lower('Lower'), constrainedBy(dns('other.example'))])).toBe(mayNot)
    expect(judge(end, [lower('Lower', dns('other.example')), constrainedBy(dns('bank.example'))])).toBe(mayNot)
    const anchor = issue({ subject: 'Test Root', keys: rootKeys, extensions: [...authorities, dns('other.example')] })
    expect(judge(end, [lower('Lower'), constrainedBy()], anchor)).toBe(mayNot)
  })

  it('hold for the CAs below it, but not for its own certificates of a key rollover', () => {
    const only = extension.nameConstraints({ excluded: [general.directory(sequence(country(printable('JP'))))] })
    const us = sequence(country(printable('US')))
    const end = (issuer: string) => leaf(keys, { subject: us, issuer, signer: lowerKeys, extensions: [] })
    expect(judge(end('Lower'), [lower('Lower'), constrainedBy(only)])).toBe(mayNot)
    expect(judge(end('Test CA'), [lower('Test CA'), constrainedBy(only)])).toBeUndefined()
    // At the end of the chain such a certificate is one like any other.
    expect(judge(lower('Test CA'), [constrainedBy(only)])).toBe(mayNot)
  })

  it('keep a CA for one host from being the server of another', () => {
    const server = leaf(keys, { extensions: [extension.dnsNames('bank.example')] })
    const show = (ca: Uint8Array) => checkServer([server, ca].map(derToPem), 'bank.example', [root], now)
    expect(show(constrainedBy(dns('bank.example'))).ok).toBe(true)
    expect(show(constrainedBy(dns('other.example')))).toMatchObject({ failure: { code: 'bank.untrusted' } })
  })

  it.each<[string, Node]>([
    ['nothing', sequence()],
    ['something else', sequence(general.host('x'))],
    ['a subtree without a name', sequence(decode(new Uint8Array([0xa0, 2, 0x30, 0])))],
    ['a minimum', sequence(decode(new Uint8Array([0xa0, 8, 0x30, 6, 0x82, 1, 0x78, 0x80, 1, 1])))],
    ['a name of no kind', sequence(decode(new Uint8Array([0xa0, 4, 0x30, 2, 0x89, 0])))],
  ])('are refused when they say %s', (_what, value) => {
    const ca = constrainedBy({ oid: '2.5.29.30', critical: true, value })
    expect(judge(endOf('Test CA', middleKeys, 'bank.example'), [ca])).toMatch(/cannot be checked/)
  })

  it('are not compared without end', () => {
    const hosts = Array.from({ length: 200 }, (_, at) => `h${at}.example`)
    const end = endOf('Test CA', middleKeys, ...hosts)
    expect(judge(end, [constrainedBy(dns(...hosts))])).toContain('too many names')
    expect(judge(end, [constrainedBy(dns('example'))])).toBeUndefined()
  })

  it('are not compared without end in a long chain either, however few each of its CAs has', () => {
    const hosts = Array.from({ length: 100 }, (_, at) => `h${at}.example`)
    const extensions = [...authorities, dns(...hosts, 'example'), extension.dnsNames(...hosts)]
    const keysOf = Array.from({ length: 20 }, () => makeKeys())
    const chain = keysOf.map((own, at) => {
      const issuer = at === 0 ? 'Test Root' : `CA ${at - 1}`
      return issue({ subject: `CA ${at}`, issuer, keys: own, signer: keysOf[at - 1] ?? rootKeys, extensions })
    })
    const compared = vi.spyOn(String.prototype, 'endsWith')
    expect(judge(endOf('CA 19', keysOf[19]!, ...hosts), chain)).toContain('too many names')
    expect(compared.mock.calls.length).toBeGreaterThan(1000)
    expect(compared.mock.calls.length).toBeLessThan(35_000)
    compared.mockRestore()
  })
})

/** What is large is not taken: everything that is taken is small enough to be looked at in the main process. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeCertificates, readCertificates } from '../../../main/x509/cms.ts'
import { directoryName } from '../../../main/x509/cmp/header.ts'
import { readMessage, writeMessage } from '../../../main/x509/cmp/message.ts'
import { readCsrAttributes, writeCsrAttributes } from '../../../main/x509/csr-attributes/attributes.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import {
  decode,
  decodeBer,
  encode,
  fromHex,
  type Node,
  nullValue,
  objectIdentifier,
  sequence,
  set,
  utf8String,
} from '../../../main/x509/der.ts'
import { extensionValue } from '../../../main/x509/extensions.ts'
import { parsedOnce } from '../../../main/x509/parse.ts'
import { sameNames } from '../../../main/x509/names/name-comparison.ts'
import { makeAuthority, makeKeys, nameOf, now, issue } from './authority.ts'

const lengthOf = (bytes: number): string => `83${bytes.toString(16).padStart(6, '0')}`
/** A SEQUENCE of so many NULLs. */
const nulls = (count: number): Uint8Array => fromHex(`30${lengthOf(count * 2)}${'0500'.repeat(count)}`)

afterEach(() => void vi.restoreAllMocks())

describe('a DER value', () => {
  it('has at most 4,000 values in it, whatever their kind and depth', () => {
    const most = nulls(3999)
    expect(() => decodeBer(most)).not.toThrow()
    expect(() => decodeBer(nulls(4000))).toThrow('too large')
    const nested = `30${lengthOf(3998 * 2 + 6)}30023000${'0500'.repeat(3998)}`
    expect(() => decodeBer(fromHex(nested))).toThrow('too large')
    const indefinite = `3080${'30800000'.repeat(2000)}0000`
    expect(() => decodeBer(fromHex(indefinite))).toThrow('too large')
    const octets = `30${lengthOf(4000 * 3)}${'040130'.repeat(4000)}`
    expect(() => decode(fromHex(octets))).toThrow('too large')
  })

  it('has at most 256 kilobytes, which may all be one value’s', () => {
    const one = (bytes: number): Uint8Array => fromHex(`04${lengthOf(bytes)}${'30'.repeat(bytes)}`)
    expect(() => decodeBer(one(256 * 1024 - 5))).not.toThrow()
    expect(() => decodeBer(one(256 * 1024 - 4))).toThrow('too large')
  })
})

describe('a certificate', () => {
  const many = (count: number): Node => sequence(...Array.from({ length: count }, nullValue))

  it('has at most 500 values beside what is in its extensions', () => {
    const other = (count: number): Uint8Array =>
      issue({
        subject: sequence(
          ...Array.from({ length: count }, () => set(sequence(objectIdentifier('2.5.4.3'), utf8String('x')))),
        ),
        issuer: 'Test',
        keys: makeKeys(),
      })
    expect(parsedOnce(other(100))).toBeDefined()
    expect(parsedOnce(other(125))).toBeUndefined()
  })

  it.each([
    ['key identifier', '2.5.29.14'],
    ['issuer’s key identifier', '2.5.29.35'],
    ['key usage', '2.5.29.15'],
    ['basic constraints', '2.5.29.19'],
    ['extended key usage', '2.5.29.37'],
    ['list of other names', '2.5.29.17'],
    ['list of name constraints', '2.5.29.30'],
    ['list of policies', '2.5.29.32'],
    ['list of policy mappings', '2.5.29.33'],
    ['demand for policies', '2.5.29.36'],
    ['end to any policy', '2.5.29.54'],
  ])('has a %s that is no longer than one can be', (_what, oid) => {
    const { extensions } = parsedOnce(
      issue({ subject: 'x', keys: makeKeys(), extensions: [{ oid, value: many(500) }] }),
    )!
    expect(() => extensionValue(extensions, oid)).toThrow('too large')
  })

  it('has its extensions read once, however many others it is compared with', () => {
    const { extensions } = parsedOnce(makeAuthority().middle)!
    expect(extensionValue(extensions, '2.5.29.19')).toBe(extensionValue(extensions, '2.5.29.19'))
    expect(extensionValue(extensions, '2.5.29.14')).toBeUndefined()
  })
})

describe('an answer', () => {
  it('holds as many certificates, each twice as long as any root, as it may', () => {
    const { middle } = makeAuthority()
    expect(readCertificates(writeCertificates(Array.from({ length: 32 }, () => middle))).ok).toBe(true)
  })

  it('by CMP holds no more certificates than the longest chain', () => {
    const { middle } = makeAuthority()
    const header = { sender: directoryName(encode(nameOf('RA'))), recipient: directoryName(encode(nameOf('us'))) }
    const read = (count: number) =>
      readMessage(
        writeMessage({
          header: { version: 2, ...header },
          body: { kind: 'pkiconf' },
          extraCertificates: Array.from({ length: count }, () => middle),
        }),
      )
    expect(read(22).ok).toBe(true)
    expect(read(23)).toMatchObject({
      failure: { code: 'bank.bad-answer', cause: 'CMP: extraCerts has more than 22 parts' },
    })
  })

  it('holds at most 64 wishes for a request', () => {
    const wishes = (count: number) =>
      readCsrAttributes(writeCsrAttributes(Array.from({ length: count }, () => '1.2.3')))
    expect(wishes(64).ok).toBe(true)
    expect(wishes(65)).toMatchObject({ failure: { code: 'bank.bad-answer', cause: 'CsrAttrs: more than 64 wishes' } })
  })
})

describe('a name', () => {
  const name = (text: string) => decode(encode(nameOf(utf8String(text))))
  /** Each of the second kind has to be put before all of the first. */
  const marks = (count: number): string => `a${'\u0301'.repeat(count)}${'\u0316'.repeat(count)}`

  it('with more marks in a row than any writing has is compared by its bytes', () => {
    const putInOrder = vi.spyOn(String.prototype, 'normalize')
    expect(sameNames(name(marks(40_000)), name(marks(40_000)))).toBe(true)
    expect(sameNames(name(marks(40_000)), name(marks(40_000).toUpperCase()))).toBe(false)
    expect(sameNames(name('\uff9e\u0316'.repeat(40_000)), name('x'))).toBe(false)
    expect(Math.max(0, ...putInOrder.mock.contexts.map((text) => String(text).length))).toBeLessThan(100)
  })

  it('with as many as a writing may have is compared by its meaning', () => {
    expect(sameNames(name(marks(15)), name(marks(15).toUpperCase()))).toBe(true)
    expect(sameNames(name(`A\u0316\u0301`), name(`a\u0301\u0316`))).toBe(true)
  })

  it('of a stranger, in a certificate of a TLS server or of /cacerts, does not stop the main process', () => {
    const { root } = makeAuthority()
    const putInOrder = vi.spyOn(String.prototype, 'normalize')
    const stranger = issue({ subject: utf8String(marks(20_000)), issuer: utf8String(marks(20_001)), keys: makeKeys() })
    expect(checkChain(stranger, [stranger], [root], { now, purpose: 'any' }).ok).toBe(false)
    expect(Math.max(0, ...putInOrder.mock.contexts.map((text) => String(text).length))).toBeLessThan(100)
  })
})

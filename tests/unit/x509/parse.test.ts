/** What a certificate is taken apart into, and what is none although its parts can be read. */
import { describe, expect, it } from 'vitest'
import {
  boolean,
  child,
  children,
  decode,
  encode,
  hex,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from '../../../main/x509/der.ts'
import { allowsKeyUsage, authorityKeyIdOf, extensionsOf, subjectKeyIdOf } from '../../../main/x509/extensions.ts'
import { parseCertificate, parsedOnce } from '../../../main/x509/parse.ts'
import { extension, issue, makeKeys } from './authority.ts'

const der = issue({ subject: '株式会社こうしん', keys: makeKeys() })
const [signed, algorithm, signature] = children(decode(der)) as [Node, Node, Node]
const ofVersion = (octet: string): Uint8Array => Buffer.from(hex(der).replace('a003020102', `a0030201${octet}`), 'hex')

describe('a certificate', () => {
  it('is none where the algorithm beside its signature is another than the one that was signed', () => {
    expect(parseCertificate(encode(sequence(signed, algorithm, signature))).der).toEqual(der)
    const other = sequence(objectIdentifier('1.2.840.10045.4.3.3'))
    expect(() => parseCertificate(encode(sequence(signed, other, signature)))).toThrow('algorithms differ')
  })

  it('is none where the platform takes it for none, though every part that is looked at is there', () => {
    const more = sequence(...children(signed), nullValue())
    expect(() => parseCertificate(encode(sequence(more, algorithm, signature)))).toThrow()
    expect(parsedOnce(encode(sequence(more, algorithm, signature)))).toBeUndefined()
  })

  it('is of version 1, 2 or 3, and of no other', () => {
    expect([parseCertificate(der).version, parseCertificate(ofVersion('01')).version]).toEqual([3, 2])
    // Electron's BoringSSL refuses it before this code does.
    const refusal = /unknown version|INVALID_VERSION/
    for (const octet of ['00', '03', '7f']) expect(() => parseCertificate(ofVersion(octet))).toThrow(refusal)
  })
})

describe('the identifier of a key', () => {
  const having = (...extensions: Parameters<typeof issue>[0]['extensions'] & object) =>
    parseCertificate(issue({ subject: 'x', keys: makeKeys(), extensions })).extensions
  const id = new Uint8Array([0xab, 0x01])

  it('is read from the extension, that of the issuer from its first field', () => {
    const both = having(extension.subjectKeyId(id), extension.authorityKeyId(id))
    expect([subjectKeyIdOf(both), authorityKeyIdOf(both)]).toEqual(['ab01', 'ab01'])
    // Asked again, it is what was found before.
    expect([subjectKeyIdOf(both), authorityKeyIdOf(both)]).toEqual(['ab01', 'ab01'])
  })

  it('is none where there is none, or what is there cannot be read: it is a hint', () => {
    const none = having()
    expect([subjectKeyIdOf(none), authorityKeyIdOf(none)]).toEqual([undefined, undefined])
    const empty = extensionsOf(sequence(sequence(objectIdentifier('2.5.29.35'), octetString(encode(sequence())))))
    expect(authorityKeyIdOf(empty)).toBeUndefined()
    const broken = (oid: string) => extensionsOf(sequence(sequence(objectIdentifier(oid), octetString(id))))
    expect(authorityKeyIdOf(broken('2.5.29.35'))).toBeUndefined()
    expect(subjectKeyIdOf(broken('2.5.29.14'))).toBeUndefined()
  })
})

describe('an extension', () => {
  const [oid, value] = [objectIdentifier('2.5.29.15'), octetString(new Uint8Array([3, 2, 7, 0x80]))]

  it('has an identifier, perhaps a flag, and octets: nothing less, and nothing more', () => {
    expect(extensionsOf(sequence(sequence(oid, value))).get('2.5.29.15')?.critical).toBe(false)
    expect(extensionsOf(sequence(sequence(oid, boolean(true), value))).get('2.5.29.15')?.critical).toBe(true)
    for (const parts of [
      [oid, boolean(true), nullValue(), value],
      [oid, boolean(true), nullValue()],
      [oid, nullValue()],
    ]) {
      expect(() => extensionsOf(sequence(sequence(...parts)))).toThrow('not an extension')
    }
    expect(() => extensionsOf(sequence(sequence(oid, nullValue(), value)))).toThrow('critical is not a BOOLEAN')
    expect(() => extensionsOf(sequence(sequence(oid, value), sequence(oid, value)))).toThrow('there twice')
  })
})

it('a key usage that is no list of bits allows nothing: it is refused by name', () => {
  const usage = sequence(sequence(objectIdentifier('2.5.29.15'), octetString(encode(child(algorithm, 0)))))
  expect(() => allowsKeyUsage(extensionsOf(usage), 0)).toThrow('keyUsage is not a BIT STRING')
})

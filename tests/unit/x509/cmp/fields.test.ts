/** Structures of CMP that are read strictly: what does not fit is refused, whoever wrote it. */
import { pbkdf2Sync, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { smallInteger } from '../../../../main/x509/cmp/fields.ts'
import { isMacOf, macOf, newMac } from '../../../../main/x509/cmp/mac.ts'
import { nobody } from '../../../../main/x509/cmp/header.ts'
import { protectedPart } from '../../../../main/x509/cmp/message.ts'
import { macProtector, protectMessage } from '../../../../main/x509/cmp/protection.ts'
import { readRequests } from '../../../../main/x509/cmp/request.ts'
import { readStatus } from '../../../../main/x509/cmp/status.ts'
import {
  bitString,
  context,
  contextPrimitive,
  decode,
  encode,
  fromHex,
  integer,
  type Node,
  nullValue,
  objectIdentifier,
  octetString,
  sequence,
} from '../../../../main/x509/der.ts'

const data = new TextEncoder().encode('protected part')

describe('a number', () => {
  it('has one to four octets, and a sign', () => {
    expect(['0201ff', '020400abcdef', '02047fffffff'].map((octets) => smallInteger(decode(fromHex(octets))))).toEqual([
      -1,
      0xabcdef,
      2 ** 31 - 1,
    ])
    expect(() => smallInteger(decode(fromHex('02050100000000')))).toThrow('a small INTEGER was expected')
    expect(() => smallInteger(octetString(new Uint8Array([1])))).toThrow('a small INTEGER was expected')
  })
})

describe('a status', () => {
  it('has at most sixteen octets of failures, of which at most seven bits are unused', () => {
    const failures = (octets: string): Node =>
      decode(fromHex(`03${(octets.length / 2).toString(16).padStart(2, '0')}${octets}`))
    expect(readStatus(sequence(integer(2), failures('0780'))).failures).toEqual(['badAlg'])
    // Bits that have no name yet are passed over.
    expect(readStatus(sequence(integer(2), failures(`00${'00'.repeat(15)}01`))).failures).toEqual([])
    for (const octets of [`00${'ff'.repeat(17)}`, '0880']) {
      expect(() => readStatus(sequence(integer(2), failures(octets)))).toThrow('not a PKIFailureInfo')
    }
  })
})

describe('a proof of possession', () => {
  const template = sequence()
  const algorithm = sequence(objectIdentifier('1.2.840.10045.4.3.2'))
  const signature = bitString(new Uint8Array(8))
  const read = (possession: Node) => readRequests(sequence(sequence(sequence(integer(0), template), possession)))

  it('is a signature with its algorithm', () => {
    expect(read(context(1, algorithm, signature))[0]!.possession).toMatchObject({ kind: 'signature' })
    expect(read(contextPrimitive(0, new Uint8Array()))[0]!.possession).toEqual({ kind: 'ra-verified' })
  })

  it.each([
    ['without its signature', context(1, algorithm)],
    ['with more behind it', context(1, algorithm, signature, nullValue())],
    ['over other data than the template', context(1, context(0), algorithm, signature)],
  ])('is refused %s', (_what, possession) => {
    expect(() => read(possession)).toThrow('this form of a proof of possession is not supported')
  })
})

describe('a MAC', () => {
  const salt = fromHex('0102030405060708')
  const hmac = sequence(objectIdentifier('1.2.840.113549.2.9'), nullValue())
  const pbmac1 = (derivation: Node) => ({ oid: '1.2.840.113549.1.5.14', value: encode(sequence(derivation, hmac)) })
  const pbkdf2 = '1.2.840.113549.1.5.12'

  it('has the kind that it is asked for', () => {
    expect(newMac('pbmac1').oid).toBe('1.2.840.113549.1.5.14')
    expect(newMac('password-based').oid).toBe('1.2.840.113533.7.66.13')
  })

  it('derives its key by HMAC with SHA-1 where PBKDF2 names none', async () => {
    const derivation = sequence(objectIdentifier(pbkdf2), sequence(octetString(salt), integer(1000), integer(32)))
    const key = pbkdf2Sync('secret', salt, 1000, 32, 'sha1')
    const expected = new Uint8Array(createHmac('sha256', key).update(data).digest())
    expect(new Uint8Array(await macOf(pbmac1(derivation), 'secret', data))).toEqual(expected)
  })

  it('has a salt of at most 128 octets, and at least 100 iterations', async () => {
    const derivation = (salted: Node, count: number) =>
      pbmac1(sequence(objectIdentifier(pbkdf2), sequence(salted, integer(count), integer(32), hmac)))
    const mac = (length: number, count: number) =>
      macOf(derivation(octetString(new Uint8Array(length)), count), 'secret', data)
    expect(await mac(128, 100)).toHaveLength(32)
    await expect(mac(129, 100)).rejects.toThrow('the salt is not an OCTET STRING of at most 128 octets')
    await expect(mac(8, 99)).rejects.toThrow('a MAC of 99 iterations')
    await expect(macOf(derivation(integer(1), 100), 'secret', data)).rejects.toThrow('the salt is not an OCTET STRING')
  })

  it.each([
    ['names no parameters', sequence(objectIdentifier(pbkdf2))],
    [
      'is another one',
      sequence(objectIdentifier('1.3.6.1.4.1.11591.4.11'), sequence(octetString(salt), integer(1000))),
    ],
  ])('is refused where its derivation %s', async (_what, derivation) => {
    await expect(macOf(pbmac1(derivation), 'secret', data)).rejects.toThrow('PBMAC1 without PBKDF2')
  })

  it('protects header and body together, and names itself in the header', async () => {
    const header = { version: 2, sender: nobody, recipient: nobody } as Parameters<typeof protectMessage>[0]['header']
    const message = { header, body: { kind: 'pkiconf' as const }, extraCertificates: [] }
    const made = await protectMessage(message, macProtector('pbmac1', '秘密'))
    if (!made.ok) throw new Error(made.failure.code)
    const { protectionAlgorithm } = made.value.header
    const covered = protectedPart(made.value)
    expect(await isMacOf(protectionAlgorithm!, '秘密', covered, made.value.protection!)).toBe(true)
    const elsewhere = protectedPart({ header: { ...made.value.header, version: 3 }, body: message.body })
    expect(await isMacOf(protectionAlgorithm!, '秘密', elsewhere, made.value.protection!)).toBe(false)
    expect(made.value.extraCertificates).toEqual([])
  })
})

/** The names in the headers of answers, as servers that nobody here wrote put them there. */
import { describe, expect, it } from 'vitest'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import { directoryName, type Header, nobody } from '../../../../main/x509/cmp/header.ts'
import {
  child,
  children,
  encode,
  type Node,
  objectIdentifier,
  oidOf,
  sequence,
  set,
  utf8String,
} from '../../../../main/x509/der.ts'
import { commonNameOnly, stringOf } from '../../../../main/x509/names/names.ts'
import { parseCertificate } from '../../../../main/x509/parse.ts'
import {
  type Answer,
  bankSaying,
  clientOf,
  honest,
  issuedWith,
  ra,
  rejected,
  type Script,
  signer,
  told,
} from './fake-bank.ts'

/** As a server that keeps names as text writes them again: all in UTF8String, and in the order of its text. */
function rebuilt(der: Uint8Array, order: 'same' | 'reversed' = 'same'): Uint8Array {
  const parts = children(parseCertificate(der).subject).map((relative: Node) => {
    const attribute = child(relative, 0)
    const text = stringOf(child(attribute, 1)) ?? ''
    return set(sequence(objectIdentifier(oidOf(child(attribute, 0))), utf8String(text)))
  })
  return directoryName(encode(sequence(...(order === 'same' ? parts : parts.reverse()))))
}

const foo = directoryName(commonNameOnly('fooSubject'))
const issued = issuedWith()

/** Every answer with these names; the rest is honest. */
const naming =
  (header: Partial<Header>, by: Answer['by'] = signer): Script =>
  (message, index) => ({ ...(honest(message, index) as Answer), header, by })

/** @param by the secret of a first enrolment, or whoever signs */
const outcomes = async (header: Partial<Header>) => [
  told(await clientOf(bankSaying(naming(header))).reenrol()),
  told(await clientOf(bankSaying(naming(header))).enrol()),
  told(await clientOf(bankSaying(naming(header, 'SECRET'))).enrol()),
]

describe('an answer counts by its protection, whatever names stand in its header', () => {
  const headers: readonly (readonly [string, Partial<Header>])[] = [
    ['no recipient (RFC 9483, 3.1)', { recipient: nobody }],
    [
      'the new certificate as recipient, and the CA rebuilt from text (EJBCA)',
      { recipient: rebuilt(issued), sender: rebuilt(ra) },
    ],
    ['the same in the order of LDAP', { recipient: rebuilt(issued, 'reversed'), sender: rebuilt(ra, 'reversed') }],
    ['a recipient that nobody has', { recipient: foo }],
    ['no sender, either', { recipient: nobody, sender: nobody }],
    ['another sender than its certificate', { sender: foo }],
    ['the key identifier of another key', { senderKeyId: new Uint8Array(20).fill(9) }],
    ['the key identifier of its signer', { senderKeyId: new Uint8Array(20).fill(5) }],
  ]
  it.each(headers)('%s', async (_, header) => {
    expect(await outcomes(header)).toEqual(['issued', 'issued', 'issued'])
  })
})

describe('a rejection counts likewise, and ends the request', () => {
  // EJBCA, which has no certificate to take a name from, writes this recipient into its rejections.
  const header: Partial<Header> = { recipient: foo, sender: rebuilt(ra) }
  const no = (kind: 'kup' | 'ip'): Body => ({
    kind,
    authorities: [],
    responses: [{ id: 0, status: rejected('badCertTemplate') }],
  })
  const error: Body = { kind: 'error', status: rejected('badCertTemplate'), details: [] }
  const refused = { ok: false, failure: { code: 'bank.refused', retry: 'never', authentic: true } }

  it.each([
    ['in place of a certificate', no('kup')],
    ['as an error', error],
  ])('of a renewal, %s', async (_, body) => {
    expect(await clientOf(bankSaying(() => ({ body, header }))).reenrol()).toMatchObject(refused)
  })

  it.each([
    ['in place of a certificate', no('ip')],
    ['as an error', error],
  ])('of a first enrolment, with the MAC of its password, %s', async (_, body) => {
    expect(await clientOf(bankSaying(() => ({ body, header, by: 'SECRET' }))).enrol()).toMatchObject(refused)
  })
})

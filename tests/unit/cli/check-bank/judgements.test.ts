import { describe, expect, it } from 'vitest'
import type { Verdict } from '../../../../main/cli/check-bank/check.ts'
import { checks } from '../../../../main/cli/check-bank/checks.ts'
import type { CmpTalk, Issuing, PortalTalk, Session } from '../../../../main/cli/check-bank/session.ts'
import { nothingRequested } from '../../../../main/renewal/csr-attributes.ts'
import { failure, success } from '../../../../main/renewal/errors.ts'
import type { Header } from '../../../../main/x509/cmp/header.ts'
import { newMac } from '../../../../main/x509/cmp/mac.ts'
import { encode, integer, objectIdentifier, octetString, sequence } from '../../../../main/x509/der.ts'
import {
  day,
  digitalSignature,
  extension,
  general,
  issue,
  makeKeys,
  nameOf,
  now,
  rsaKeys,
} from '../../x509/authority.ts'
import {
  attempt,
  authority,
  cacerts,
  cmp,
  cmpExchange,
  exchange,
  first,
  good,
  goodAlone,
  issuedAnswer,
  issuing,
  keys,
  keyUpdated,
  said,
  second,
} from './good-session.ts'

type Row = readonly [what: string, id: string, verdict: Verdict, change: Partial<Session>]

const front = (change: Partial<Extract<Session['front'], object>>): Partial<Session> => {
  const changed = { ...(good.front as Extract<Session['front'], object>), ...change }
  return { front: changed, asking: changed }
}
const named = (...names: string[]): Partial<Session> =>
  front({
    hello: { version: 0x0303, protocol: 'h2', certificates: [], named: names.map((name) => encode(nameOf(name))) },
  })
const issuingWith = (change: Partial<Issuing>): Partial<Session> => ({ issuing: { ...issuing, ...change } })
const enrolmentWith = (change: Partial<NonNullable<CmpTalk['enrolment']>>): Partial<Session> =>
  cmpWith({ enrolment: { ...goodAlone.cmp!.enrolment!, ...change } })
const cmpWith = (change: Partial<CmpTalk>): Partial<Session> => ({ cmp: { ...cmp, ...change } })
const portalWith = (change: Partial<PortalTalk>): Partial<Session> => ({ portal: { ...good.portal!, ...change } })
const settings = (change: Partial<Session['settings']>): Partial<Session> => ({
  settings: { ...good.settings, ...change },
})
const publishing = (...caCertificates: Uint8Array[]): Partial<Session> => ({
  reached: success({ bankTime: now, caCertificates, requested: success(nothingRequested) }),
})
/** A renewal with this certificate. */
const renewed = (der: Uint8Array, issuedAt = now): Partial<Session> =>
  issuingWith({ issued: [{ by: 'simplereenroll', der, intermediates: [authority.middle], issuedAt, renews: first }] })
const unreachable = (code: Parameters<typeof failure>[0], ...published: Session['published']): Partial<Session> => {
  const nothing = { greeted: undefined, issuing: undefined, cmp: undefined, portal: undefined }
  return { reached: failure(code), published, ...nothing } as never
}

const purpose = extension.extendedKeyUsage('clientAuth')
const leaf = (change: Parameters<typeof authority.leaf>[1]) =>
  authority.leaf(keys, { notBefore: now - 600_000, notAfter: now + 366 * day, ...change })
/** Of an algorithm that the platform need not know: a certificate in outline alone. */
const outline = (oid: string): Uint8Array => {
  const algorithm = sequence(objectIdentifier(oid))
  const name = nameOf('A CA')
  const key = sequence(algorithm, octetString(new Uint8Array(4)))
  const signed = sequence(integer(1), algorithm, name, sequence(), nameOf('Holder'), key)
  return encode(sequence(signed, algorithm, octetString(new Uint8Array(4))))
}

const rows: readonly Row[] = [
  ['TLS 1.0 is taken', 'front.tls-versions', 'fail', front({ versions: ['TLSv1', 'TLSv1.2', 'TLSv1.3'] })],
  ['TLS 1.3 is missing', 'front.tls-versions', 'warn', front({ versions: ['TLSv1.2'] })],
  ['the bank is behind a proxy', 'front.tls-versions', 'not-applicable', { front: 'proxied', asking: 'proxied' }],
  ['it speaks h2 alone', 'front.http-version', 'fail', front({ http1: false })],
  ['another protocol was chosen', 'front.http-version', 'warn', front({ protocol: 'spdy/3' })],
  [
    'no certificate is asked for',
    'front.certificate-asked',
    'fail',
    front({ hello: { ...hello(), named: undefined } }),
  ],
  ['TLS 1.3 alone is spoken', 'front.certificate-asked', 'not-applicable', front({ hello: undefined })],
  ['the transport was asked for one', 'front.certificate-asked', 'pass', { asksCertificate: true, asking: 'proxied' }],
  ['only strangers are named', 'front.named-issuers', 'fail', named('Another CA')],
  ['the root alone is named', 'front.named-issuers', 'pass', named('Bank Root')],
  ['nobody is named', 'front.named-issuers', 'pass', named()],
  ['the clock is an hour off', 'front.clock', 'fail', { published: [cacerts({ date: now + 3_600_000 })] }],
  ['the clock is two minutes off', 'front.clock', 'warn', { published: [cacerts({ date: now - 120_000 })] }],
  ['there is no Date', 'front.clock', 'warn', { published: [cacerts({ date: undefined })] }],
  [
    'a certificate is asked for too late',
    'front.certificate-asked',
    'fail',
    issuingWith({ firstProof: failure('bank.certificate-not-asked') }),
  ],
  [
    'it was not asked for',
    'certificates.accepted',
    'not-applicable',
    issuingWith({ firstProof: failure('bank.certificate-not-asked') }),
  ],
  [
    'its issuer is not named',
    'front.named-issuers',
    'fail',
    issuingWith({ firstProof: failure('bank.issuer-not-named') }),
  ],
  ['who has no certificate is turned away', 'front.server', 'pass', unreachable('bank.certificate-demanded')],
  ['the server is a stranger', 'front.server', 'fail', unreachable('bank.untrusted')],
  ['a certificate is demanded', 'front.certificate-optional', 'fail', unreachable('bank.certificate-demanded')],
  ['a page says how long', 'front.maintenance', 'warn', page(503, { 'retry-after': '60' })],
  ['a page looks like an answer', 'front.maintenance', 'fail', page(200, {})],
  ['a page stands before the bank', 'est.cacerts', 'not-applicable', page(503, {})],

  ['/cacerts is DER', 'est.cacerts', 'warn', { published: [cacerts({ body: Uint8Array.of(0x30, 0x80) })] }],
  [
    '/cacerts has another type',
    'est.cacerts',
    'warn',
    { published: [cacerts({ headers: { 'content-type': 'text/plain' } })] },
  ],
  ['/cacerts was redirected', 'est.cacerts', 'warn', { published: [cacerts({ status: 302 }), cacerts()] }],
  ['/cacerts cannot be read', 'est.cacerts', 'fail', unreachable('bank.bad-answer', cacerts())],
  ['the root alone is published', 'est.chain', 'warn', publishing(authority.root)],
  ['the root is not published', 'est.chain', 'warn', publishing(authority.middle)],
  ['a root follows none', 'est.rollover', 'fail', publishing(authority.root, authority.middle, otherRoot())],
  ['no two CAs have one name', 'est.key-identifiers', 'not-applicable', {}],
  ['two of one name have no identifiers', 'est.key-identifiers', 'fail', publishing(...twoRoots(false))],
  ['two of one name have identifiers', 'est.key-identifiers', 'pass', publishing(...twoRoots(true))],
  [
    'what one of two issues names neither',
    'est.key-identifiers',
    'fail',
    { ...publishing(...twoRoots(true)), ...renewed(ofTwoRoots(false)) },
  ],
  [
    'what one of two issues names it',
    'est.key-identifiers',
    'pass',
    { ...publishing(...twoRoots(true)), ...renewed(ofTwoRoots(true)) },
  ],
  ['csrattrs ask for what cannot be', 'est.csrattrs', 'fail', wishing(failure('bank.wishes-unsupported'))],
  ['csrattrs wish for more', 'est.csrattrs', 'warn', wishing(success({ ...nothingRequested, unmet: ['P-521'] }))],
  ['csrattrs are an error', 'est.csrattrs', 'warn', { published: [exchange('/csrattrs', { status: 500 })] }],

  [
    'the first is issued twice',
    'est.repeated-enrolment',
    'fail',
    issuingWith({ firstAgain: attempt(issuedAnswer(second)) }),
  ],
  [
    'a used password is refused',
    'est.repeated-enrolment',
    'fail',
    issuingWith({ firstAgain: attempt('bank.unauthorized') }),
  ],
  [
    'a renewal is issued twice',
    'est.repeated-renewal',
    'fail',
    issuingWith({ renewalAgain: attempt(issuedAnswer(first)) }),
  ],
  [
    'a wrong password is taken',
    'est.wrong-password',
    'fail',
    issuingWith({ wrongPassword: attempt(issuedAnswer(first)) }),
  ],
  [
    'a wrong password is forbidden',
    'est.wrong-password',
    'warn',
    issuingWith({ wrongPassword: attempt('bank.forbidden') }),
  ],
  ['nothing is issued', 'est.first-enrolment', 'fail', issuingWith({ first: attempt('bank.refused') })],
  [
    'it is still pending',
    'est.first-enrolment',
    'warn',
    issuingWith({ first: attempt(success({ kind: 'pending', retryAfter: 9 })) }),
  ],
  [
    '202 says when',
    'est.delay',
    'pass',
    issuingWith({ first: attempt(issuedAnswer(first), [later({ 'retry-after': '3' })]) }),
  ],
  ['202 says nothing', 'est.delay', 'warn', issuingWith({ first: attempt(issuedAnswer(first), [later({})]) })],
  ['a renewal is refused', 'est.renewal', 'fail', issuingWith({ renewal: attempt('bank.refused') })],
  [
    'what is renewed opens nothing',
    'est.renewal',
    'fail',
    issuingWith({ renewalProof: failure('bank.certificate-refused') }),
  ],
  ['the next one is refused', 'est.next-renewal', 'fail', issuingWith({ next: attempt('bank.refused') })],
  [
    'the old one is revoked',
    'est.predecessor',
    'fail',
    issuingWith({ predecessorProof: failure('certificate.revoked') }),
  ],

  [
    'the new one is revoked',
    'certificates.accepted',
    'fail',
    issuingWith({ firstProof: failure('certificate.revoked') }),
  ],
  ['it begins at once', 'certificates.begins', 'warn', renewed(leaf({ notBefore: now }))],
  ['it begins in a minute', 'certificates.begins', 'warn', renewed(leaf({ notBefore: now + 60_000 }))],
  ['it begins in an hour', 'certificates.begins', 'fail', renewed(leaf({ notBefore: now + 3_600_000 }))],
  [
    'it lasts a month',
    'certificates.validity',
    'warn',
    issuingWith({ issued: [{ ...issuing.issued[0]!, der: leaf({ notAfter: now + 30 * day }) }] }),
  ],
  ['it ends with the old one', 'certificates.validity', 'warn', renewed(leaf({ notAfter: now + 365 * day }))],
  ['it lasts no longer', 'certificates.validity', 'fail', renewed(leaf({ notAfter: now + 300 * day }))],
  ['it is another holder’s', 'certificates.subject', 'fail', renewed(leaf({ subject: 'Somebody' }))],
  [
    'it has another name',
    'certificates.alternative-names',
    'fail',
    renewed(leaf({ extensions: [digitalSignature, purpose, mail('a@b.example')] })),
  ],
  [
    'it is for servers, too',
    'certificates.usage',
    'warn',
    renewed(leaf({ extensions: [digitalSignature, extension.extendedKeyUsage('clientAuth', 'serverAuth')] })),
  ],
  ['it is for everything', 'certificates.usage', 'warn', renewed(leaf({ extensions: [digitalSignature] }))],
  [
    'it is for mail',
    'certificates.usage',
    'fail',
    renewed(leaf({ extensions: [extension.extendedKeyUsage('emailProtection')] })),
  ],
  ['it chains to nothing', 'certificates.chain', 'fail', settings({ trustAnchors: [otherRoot()] })],
  ['its root is a public one', 'certificates.public-root', 'fail', { publicRoots: [authority.root] }],
  ['a key is RSA-1024', 'certificates.rsa-2048', 'fail', renewed(leaf({ keys: makeKeys('rsa-1024') }))],
  [
    'RSA-2048 is issued beyond 2030',
    'certificates.rsa-2048',
    'warn',
    renewed(leaf({ keys: rsaKeys(), notAfter: Date.UTC(2031, 5, 1) })),
  ],
  ['RSA-2048 ends before', 'certificates.rsa-2048', 'pass', renewed(leaf({ keys: rsaKeys() }))],
  ['a CA of RSA-2048 lasts', 'certificates.rsa-2048', 'pass', publishing(authority.root, rsaCa())],
  [
    'it lasts, and time is short',
    'certificates.rsa-2048',
    'warn',
    { ...publishing(authority.root, rsaCa()), at: Date.UTC(2029, 5, 1) },
  ],
  ['something is signed with SHA-1', 'certificates.sha-1', 'fail', renewed(leaf({ hash: 'sha1' }))],
  [
    'something has ML-DSA',
    'certificates.algorithms',
    'fail',
    publishing(authority.root, outline('2.16.840.1.101.3.4.3.18')),
  ],
  ['something is on P-521', 'certificates.algorithms', 'warn', renewed(leaf({ keys: makeKeys('p521') }))],

  ['there is no CMP server', 'cmp.key-update', 'not-applicable', settings({ hasCmp: false })],
  ['nobody renews in grace', 'cmp.grace', 'warn', settings({ hasCmp: false })],
  ['an expired certificate is refused', 'cmp.grace', 'fail', { expired: attempt('bank.refused') }],
  ['a key update is refused', 'cmp.key-update', 'fail', cmpWith({ update: attempt('bank.refused') })],
  [
    'what is updated ends with the old one',
    'cmp.key-update',
    'warn',
    cmpWith({ update: attempt('issued.not-longer') }),
  ],
  ['a first one is refused', 'cmp.first-enrolment', 'fail', enrolmentWith({ first: attempt('bank.refused') })],
  [
    'the password that EST has used is refused',
    'cmp.first-enrolment',
    'not-applicable',
    enrolmentWith({ first: attempt('bank.unauthorized'), spent: true }),
  ],
  [
    'it cannot be used once more either',
    'cmp.repeated-enrolment',
    'not-applicable',
    enrolmentWith({ first: attempt('bank.unauthorized'), spent: true }),
  ],
  [
    'the first is issued twice by CMP',
    'cmp.repeated-enrolment',
    'fail',
    enrolmentWith({ firstAgain: attempt(issuedAnswer(second)), spent: true }),
  ],
  [
    'a wrong password makes a MAC',
    'cmp.wrong-password',
    'fail',
    enrolmentWith({ wrongPassword: attempt(issuedAnswer(first)) }),
  ],
  [
    'a wrong MAC is a fault of the bank',
    'cmp.wrong-password',
    'warn',
    enrolmentWith({ wrongPassword: attempt('bank.busy') }),
  ],
  ['EST is there to be renewed by', 'cmp.next-update', 'not-applicable', cmpWith({ next: attempt('bank.refused') })],
  ['an update revokes', 'cmp.predecessor', 'fail', cmpWith({ predecessorProof: failure('certificate.revoked') })],
  ['no message is answered', 'cmp.answers', 'fail', { greeted: failure('bank.refused') }],
  ['a question is refused', 'cmp.question', 'warn', cmpWith({ question: failure('bank.refused') })],
  ['a MAC is made by whoever shares it', 'cmp.header-names', 'pass', talking({ sender: cmpName('another'), ...mac() })],
  ['it is issued twice', 'cmp.repeated-update', 'fail', cmpWith({ updateAgain: attempt(issuedAnswer(first)) })],
  ['the recipient is another', 'cmp.header-names', 'warn', talking({ recipient: cmpName('another') })],
  ['the recipient is empty', 'cmp.header-names', 'pass', talking({ recipient: emptyName() })],
  ['the sender is another', 'cmp.header-names', 'warn', talking({ sender: cmpName('another') })],
  ['the nonce is not ours', 'cmp.nonces', 'fail', talking({ recipientNonce: new Uint8Array(16) })],
  ['the transaction is another', 'cmp.nonces', 'fail', talking({ transactionId: new Uint8Array(16) })],
  ['its nonce is short', 'cmp.nonces', 'warn', talking({ senderNonce: new Uint8Array(4) })],
  ['a confirmation is waived unasked', 'cmp.implicit-confirm', 'warn', talking({ implicitConfirm: true })],
  [
    'it is waived as asked',
    'cmp.implicit-confirm',
    'pass',
    { ...talking({ implicitConfirm: true }), ...settings({ implicitConfirm: true }) },
  ],
  ['it is not waived', 'cmp.implicit-confirm', 'warn', settings({ implicitConfirm: true })],
  [
    'a confirmation is not answered',
    'cmp.confirmation',
    'fail',
    cmpWith({ confirmations: [failure('bank.bad-answer')] }),
  ],
  ['nobody waits for a confirmation', 'cmp.confirmation', 'not-applicable', cmpWith({ confirmations: [] })],
  [
    'an error has no signature',
    'cmp.signed-errors',
    'fail',
    cmpWith({ strange: failure('bank.bad-answer', { cause: 'CMP: the answer is not protected; it says: rejection' }) }),
  ],
  ['whatever is confirmed', 'cmp.signed-errors', 'warn', cmpWith({ strange: success(undefined) })],
  [
    'it says later',
    'cmp.delay',
    'warn',
    cmpWith({ exchanges: [cmpExchange({ kind: 'pollRep', polls: [{ id: 0, checkAfter: 3, reason: [] }] })] }),
  ],

  ['there is no portal', 'portal.policy', 'not-applicable', settings({ hasPortal: false })],
  ['it sees another customer', 'portal.who-am-i', 'fail', portalWith({ whoAmI: success({ customerId: 'K2' }) })],
  ['it tells everybody', 'portal.without-certificate', 'fail', portalWith({ anonymous: exchange('/who-am-i', {}) })],
  [
    'it leads to a login page',
    'portal.without-certificate',
    'warn',
    portalWith({ anonymous: exchange('/who-am-i', { status: 302 }) }),
  ],
  ['it tells no numbers', 'portal.policy', 'warn', portalWith({ policy: failure('bank.refused') })],
  ['it tells half of them', 'portal.policy', 'fail', portalWith({ policy: failure('bank.policy-unusable') })],
  ['it lets nobody’s ID in', 'portal.sign-in', 'fail', portalWith({ signIn: success({}) })],
  ['it counts too many attempts', 'portal.sign-in', 'not-applicable', portalWith({ signIn: failure('bank.busy') })],
  ['it hangs up on what is revoked', 'portal.revoked', 'fail', { revoked: failure('bank.unreachable') }],
  ['it lets in what is revoked', 'portal.revoked', 'fail', { revoked: success({}) }],
  ['it names what is revoked', 'portal.revoked', 'pass', issuingWith({ firstProof: failure('certificate.revoked') })],
]

function hello() {
  return { version: 0x0303, protocol: 'h2', certificates: [], named: [] as Uint8Array[] | undefined }
}
function page(status: number, headers: Readonly<Record<string, string>>): Partial<Session> {
  return unreachable('bank.maintenance', exchange('/cacerts', { status, headers }))
}
function later(headers: Readonly<Record<string, string>>) {
  return exchange('/simpleenroll', { status: 202, headers })
}
function otherRoot(): Uint8Array {
  const extensions = [extension.basicConstraints(true)]
  return issue({ subject: 'Other Root', keys: makeKeys(), notAfter: now + 3650 * day, extensions })
}
/** Of one name, as on both sides of a CA's new key. */
function twoRoots(identified: boolean): Uint8Array[] {
  return [1, 2].map((id) => {
    const identifier = identified ? [extension.subjectKeyId(Uint8Array.of(id))] : []
    const extensions = [extension.basicConstraints(true), ...identifier]
    return issue({ subject: 'Twin Root', keys: makeKeys(), notAfter: now + 3650 * day, extensions })
  })
}
function ofTwoRoots(identified: boolean): Uint8Array {
  const extensions = identified ? [extension.authorityKeyId(Uint8Array.of(1))] : []
  return issue({ subject: 'Holder', issuer: 'Twin Root', keys, signer: makeKeys(), notAfter: now + day, extensions })
}
function rsaCa(): Uint8Array {
  const extensions = [extension.basicConstraints(true)]
  return issue({
    subject: 'RSA CA',
    issuer: 'Bank Root',
    keys: rsaKeys(),
    signer: authority.rootKeys,
    notAfter: now + 3650 * day,
    extensions,
  })
}
function wishing(
  requested: NonNullable<Extract<Session['reached'], { ok: true }>['value']['requested']>,
): Partial<Session> {
  return { reached: success({ bankTime: now, caCertificates: [authority.root, authority.middle], requested }) }
}
function mail(address: string) {
  return extension.alternativeNames(general.mailbox(address))
}
function cmpName(name: string): Uint8Array {
  return encode(general.directory(nameOf(name)))
}
function emptyName(): Uint8Array {
  return encode(general.directory(sequence()))
}
function mac(): Partial<Header> {
  return { protectionAlgorithm: newMac('pbmac1') }
}
function talking(change: Parameters<typeof cmpExchange>[1]): Partial<Session> {
  return cmpWith({ exchanges: [cmpExchange(keyUpdated, change)] })
}

/** What is said of a bank that offers CMP alone. */
const rowsAlone: readonly Row[] = [
  ['the next one is refused', 'cmp.next-update', 'fail', cmpWith({ next: attempt('bank.refused') })],
  [
    'a question is refused, and nothing else shows whom it knows',
    'cmp.question',
    'fail',
    { ...cmpWith({ question: failure('bank.refused') }), settings: { ...goodAlone.settings, hasPortal: false } },
  ],
  [
    'such a question alone could show whom it knows',
    'certificates.accepted',
    'not-applicable',
    {
      ...issuingWith({ firstProof: failure('bank.refused') }),
      settings: { ...goodAlone.settings, hasPortal: false },
    },
  ],
  [
    'it has revoked what it issued',
    'cmp.question',
    'not-applicable',
    cmpWith({ question: failure('certificate.revoked') }),
  ],
  [
    'there is no portal that asks for a certificate',
    'front.certificate-asked',
    'not-applicable',
    { settings: { ...goodAlone.settings, hasPortal: false } },
  ],
  [
    'the portal asks for no certificate',
    'front.certificate-asked',
    'fail',
    { asking: { ...(good.front as Extract<Session['front'], object>), hello: { ...hello(), named: undefined } } },
  ],
  [
    'the portal asks for one too late',
    'front.certificate-asked',
    'fail',
    portalWith({ whoAmI: failure('bank.certificate-not-asked') }),
  ],
  ['it demands one for messages', 'front.certificate-optional', 'fail', unreachable('bank.certificate-demanded')],
  ['a page stands before CMP', 'front.maintenance', 'warn', page(503, { 'retry-after': '60' })],
  ['a page stands before CMP, too', 'cmp.answers', 'not-applicable', page(503, {})],
]

describe('a check of a bank', () => {
  it('finds nothing wrong where nothing is', () => {
    const troubled = Object.entries(said(good)).filter(([, { verdict }]) => verdict === 'warn' || verdict === 'fail')
    expect(troubled).toEqual([])
  })

  it.each(rows)('where %s: %s is %s', (_, id, verdict, change) => {
    const { verdict: given, seen } = said({ ...good, ...change })[id]!
    expect(given, seen.en).toBe(verdict)
  })

  it('finds nothing wrong with a bank that offers CMP alone, and says of EST that there is none', () => {
    const told = Object.entries(said(goodAlone))
    expect(told.filter(([, { verdict }]) => verdict === 'warn' || verdict === 'fail')).toEqual([])
    const ofEst = told.filter(([id]) => id.startsWith('est.'))
    expect(ofEst.length).toBeGreaterThan(10)
    for (const [, { seen }] of ofEst) expect(seen.en).toBe('the settings name no EST server')
    for (const [id, { verdict }] of told.filter(([id]) => /^certificates\.|enrolment$|update$/.test(id))) {
      expect([id, verdict]).toEqual([id, id.startsWith('est.') ? 'not-applicable' : 'pass'])
    }
  })

  it.each(rowsAlone)('where CMP is all that there is, and %s: %s is %s', (_, id, verdict, change) => {
    const { verdict: given, seen } = said({ ...goodAlone, ...change })[id]!
    expect(given, seen.en).toBe(verdict)
  })

  it('says of a run that may not issue, and of a bank that is not reached, that nothing was seen', () => {
    const { issuing: _, cmp: __, portal: ___, ...looked } = good
    const looking = Object.values(said({ ...looked, mayIssue: false }))
    expect(looking.filter(({ seen }) => seen.en.includes('--issue')).length).toBeGreaterThan(20)
    expect(looking.some(({ verdict }) => verdict === 'warn' || verdict === 'fail')).toBe(false)
    const nobody = said({ ...good, ...unreachable('bank.unreachable'), front: undefined, asking: undefined })
    const failed = Object.entries(nobody).filter(([, { verdict }]) => verdict === 'fail')
    expect(failed.map(([id]) => id)).toEqual(['front.server'])
  })

  it('has an id of its own for each check, and a row here that it does not pass', () => {
    const ids = checks.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^(front|est|certificates|cmp|portal)\.[a-z0-9-]+$/)
    const tried = new Set([...rows, ...rowsAlone].filter(([, , verdict]) => verdict !== 'pass').map(([, id]) => id))
    expect(ids.filter((id) => !tried.has(id))).toEqual([])
  })

  it('shows nothing of a server’s text that could break a line or a page', () => {
    const cause = 'a\n\u001b[31m\u202eb'
    const { seen } = said({
      ...good,
      ...issuingWith({ first: { ...attempt('bank.refused'), result: failure('bank.refused', { cause }) } }),
    })['est.first-enrolment']!
    expect(seen.en).toBe('bank.refused: a [31m b')
    const waited = attempt(issuedAnswer(first), [later({ 'retry-after': '3\u001b[2J\u009b' })])
    const { seen: delay } = said({ ...good, ...issuingWith({ first: waited }) })['est.delay']!
    expect(delay.en).toBe('Retry-After: 3\ufffd[2J\ufffd')
  })
})

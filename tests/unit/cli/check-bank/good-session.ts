/** What is seen of a bank at which all is well, put together by hand, and changed by tests. */
import { randomBytes } from 'node:crypto'
import type { HttpAnswer, HttpRequest } from '../../../../main/bank/transport/http.ts'
import type { Verdict, Words } from '../../../../main/cli/check-bank/check.ts'
import { judge } from '../../../../main/cli/check-bank/checks.ts'
import type { Attempt, CmpTalk, Exchange, Issuing, Session } from '../../../../main/cli/check-bank/session.ts'
import { nothingRequested } from '../../../../main/renewal/csr-attributes.ts'
import { done, failure, type FailureCode, type Result, success } from '../../../../main/renewal/errors.ts'
import type { EnrolmentAnswer } from '../../../../main/renewal/ports.ts'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import { directoryName, type Header } from '../../../../main/x509/cmp/header.ts'
import { writeMessage } from '../../../../main/x509/cmp/message.ts'
import { encode } from '../../../../main/x509/der.ts'
import { day, makeAuthority, makeKeys, nameOf, now } from '../../x509/authority.ts'

export const authority = makeAuthority('Bank')
export const keys = makeKeys()
const year = { notBefore: now - 600_000, notAfter: now + 365 * day }
export const first = authority.leaf(keys, year)
export const second = authority.leaf(keys, { ...year, notAfter: now + 366 * day })
const third = authority.leaf(keys, { ...year, notAfter: now + 367 * day })

const origin = 'https://bank.example'

export function exchange(path: string, answer: Partial<HttpAnswer> | FailureCode, body?: Uint8Array): Exchange {
  const request: Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'> = {
    method: body === undefined ? 'GET' : 'POST',
    url: `${origin}${path}`,
    headers: {},
    ...(body && { body }),
  }
  const whole = { status: 200, headers: {}, body: new Uint8Array(), date: now }
  const given: Result<HttpAnswer> = typeof answer === 'string' ? failure(answer) : success({ ...whole, ...answer })
  return { identity: { kind: 'anonymous' }, request, answer: given, at: now }
}

export const cacerts = (change: Partial<HttpAnswer> = {}): Exchange =>
  exchange('/.well-known/est/cacerts', {
    headers: { 'content-type': 'application/pkcs7-mime; smime-type=certs-only' },
    body: new Uint8Array(Buffer.from('MIIB\r\nAAA=\r\n')),
    ...change,
  })

export const issuedAnswer = (der: Uint8Array): Result<EnrolmentAnswer> =>
  success({ kind: 'issued', certificate: der, intermediates: [authority.middle] })

export const attempt = (
  result: Result<EnrolmentAnswer> | FailureCode,
  exchanges: readonly Exchange[] = [],
): Attempt => ({
  result: typeof result === 'string' ? failure(result) : result,
  exchanges,
})

const proven = success({ proven: 'recognised' } as const)

export const issuing: Issuing = {
  wrongPassword: attempt('bank.unauthorized'),
  first: attempt(issuedAnswer(first)),
  firstAgain: attempt(issuedAnswer(first)),
  firstProof: proven,
  renewal: attempt(issuedAnswer(second)),
  renewalAgain: attempt(issuedAnswer(second)),
  renewalProof: proven,
  predecessorProof: proven,
  next: attempt(issuedAnswer(third)),
  nextProof: proven,
  issued: [
    { by: 'simpleenroll', der: first, intermediates: [authority.middle], issuedAt: now, renews: undefined },
    { by: 'simplereenroll', der: second, intermediates: [authority.middle], issuedAt: now, renews: first },
    { by: 'simplereenroll', der: third, intermediates: [authority.middle], issuedAt: now, renews: second },
  ],
}

/** As of a bank that has not been asked by EST. */
const enrolment = {
  wrongPassword: attempt('bank.unauthorized'),
  first: attempt(issuedAnswer(first)),
  firstAgain: attempt(issuedAnswer(first)),
}

const us = directoryName(encode(nameOf('customer')))
const bank = directoryName(encode(nameOf('Bank CA')))
const nonce = (): Uint8Array => new Uint8Array(randomBytes(16))

/** A request and its answer. */
export function cmpExchange(body: Body, change: Partial<Header> = {}): Exchange {
  const sent = { version: 2, sender: us, recipient: bank, transactionId: nonce(), senderNonce: nonce() }
  const answered = {
    version: 2,
    sender: bank,
    recipient: us,
    transactionId: sent.transactionId,
    senderNonce: nonce(),
    recipientNonce: sent.senderNonce,
    ...change,
  }
  const asked = writeMessage({ header: sent, body: { kind: 'pkiconf' }, extraCertificates: [] })
  const answer = writeMessage({ header: answered, body, extraCertificates: [authority.middle] })
  return exchange('/.well-known/cmp', { headers: { 'content-type': 'application/pkixcmp' }, body: answer }, asked)
}

export const keyUpdated: Body = { kind: 'kup', responses: [], authorities: [] }

export const cmp: CmpTalk = {
  enrolment: { ...enrolment, spent: true },
  update: attempt(issuedAnswer(second)),
  updateAgain: attempt(issuedAnswer(second)),
  confirmations: [done, done],
  proof: proven,
  predecessorProof: proven,
  question: proven,
  strange: failure('bank.bad-answer', { cause: 'CMP: no confirmation but badRequest' }),
  exchanges: [cmpExchange(keyUpdated), cmpExchange({ kind: 'pkiconf' })],
}

const front = {
  versions: ['TLSv1.2', 'TLSv1.3'],
  protocol: 'h2',
  http1: true,
  hello: { version: 0x0303, protocol: 'h2', certificates: [], named: [encode(nameOf('Bank CA'))] },
} as const

export const good: Session = {
  at: now,
  settings: {
    hasEst: true,
    hasCmp: true,
    hasPortal: true,
    implicitConfirm: false,
    customerId: 'K1',
    trustAnchors: [authority.root],
    maximumClockSkew: 300_000,
  },
  mayIssue: true,
  front,
  asking: front,
  asksCertificate: undefined,
  reached: success({
    bankTime: now,
    caCertificates: [authority.root, authority.middle],
    requested: success(nothingRequested),
  }),
  published: [cacerts(), exchange('/.well-known/est/csrattrs', { status: 204 })],
  greeted: done,
  issuing,
  cmp,
  portal: {
    whoAmI: success({ customerId: 'k1 ' }),
    anonymous: exchange('/portal/who-am-i', { status: 403 }),
    policy: success({}),
    signIn: failure('bank.login-refused'),
  },
  publicRoots: [],
}

/** The same of a bank that offers CMP alone: whatever was issued went by CMP. */
export const goodAlone: Session = {
  ...good,
  settings: { ...good.settings, hasEst: false },
  published: [exchange('/.well-known/cmp', { status: 405 })],
  cmp: { ...cmp, enrolment: { ...enrolment, spent: false }, next: attempt(issuedAnswer(third)), nextProof: proven },
}

/** What is said of each check. */
export const said = (session: Session): Readonly<Record<string, { verdict: Verdict; seen: Words }>> =>
  Object.fromEntries(judge(session).map(({ check, verdict, seen }) => [check.id, { verdict, seen }]))

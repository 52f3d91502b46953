/** Whatever a bank answers, or whoever is in its place: nothing is believed that it did not say, and nothing is an exception. */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { writeBase64 } from '../../../main/bank/est/base64.ts'
import { checkIssued } from '../../../main/renewal/effects/issued.ts'
import type { HttpAnswer, Transport } from '../../../main/bank/transport/http.ts'
import { createPortal } from '../../../main/bank/portal/portal.ts'
import { type Result, success } from '../../../main/renewal/errors.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { checkServer } from '../../../main/x509/chain/server-identity.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { writeCertificates } from '../../../main/x509/cms.ts'
import { writeCsrAttributes } from '../../../main/x509/csr-attributes/attributes.ts'
import { nameComparison } from '../../../main/x509/names/name-difference.ts'
import { derToPem } from '../../../main/x509/pem.ts'
import { readCertificate, sha256 } from '../../../main/x509/read.ts'
import {
  type Answer,
  authority,
  bankSaying,
  clientOf,
  current,
  honest,
  issuedWith,
  nextKeys,
  ra,
  request,
  type Script,
  told,
} from '../../unit/bank/cmp/fake-bank.ts'
import { extension, general, now, rsaKeys } from '../../unit/x509/authority.ts'
import { derChanges, derLike } from './hostile-der.ts'
import { bytesLike, jsonLike, survives, textLike } from './hostile-input.ts'

const timeout = { timeout: 60 * 60_000 }
const { root, middle, leaf } = authority
const issued = issuedWith()
const thumbprint = 'a'.repeat(64)
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other)

/** Says this, whatever it is asked. */
const saying = (answer: HttpAnswer): Transport => ({ send: async () => success(answer), forget: () => undefined })

/** Why something failed stands in windows, lines and journals: no word of the bank's breaks a line or turns around. */
function oneLine(result: Result<unknown>): void {
  const cause = result.ok ? undefined : result.failure.cause
  if (cause !== undefined && /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(cause)) throw new Error('more than a line of text')
}

describe('whatever the bank answers', timeout, () => {
  /** As a bank, or whoever is in its place, would write into a log, a terminal or a window. */
  const strange = 'A\u202e\u2066\u001b[31m\u009b31m\u0000\r\n更新\u2028x\u200b'
  const header = fc.oneof(
    fc.constant(strange),
    textLike('120', 'Fri, 20 Nov 2026 00:00:03 GMT', '-1', '1e9'),
    fc.string(),
  )
  const headers = fc.record({
    'content-type': fc.constantFrom(
      'application/pkcs7-mime; smime-type=certs-only',
      'application/csrattrs',
      'text/html',
      'text/plain',
      strange,
      '',
    ),
    'retry-after': header,
    'www-authenticate': header,
    location: header.map((one) => `https://bank.example/${one}`),
  })
  const body = bytesLike(
    new Uint8Array(Buffer.from(strange)),
    writeBase64(writeCertificates([root, middle])),
    writeBase64(writeCertificates([issued])),
    writeBase64(writeCsrAttributes(['1.2.840.113549.1.1.11'])),
  )
  const answer = fc.record({
    status: fc.oneof(
      fc.constantFrom(200, 202, 204, 301, 401, 403, 404, 429, 500, 503),
      fc.integer({ min: 100, max: 999 }),
    ),
    headers,
    body,
    date: fc.oneof(fc.constant(undefined), fc.double()),
  })

  it('in EST is an answer or a failure', () =>
    survives(answer, async (said) => {
      const bank = createEstBank({
        url: 'https://bank.example',
        trustAnchors: () => [root],
        transport: saying(said),
        clock: () => now,
      })
      oneLine(await bank.reach())
      oneLine(await bank.reenrol(thumbprint, request))
      oneLine(await bank.enrol({ customerId: 'K1', password: 'p' }, request))
      oneLine(await bank.prove(thumbprint))
    }))

  it('in its portal is an answer or a failure', () => {
    const valid = [
      { customerId: 'K1', name: '山田 花子', thumbprint, status: 'valid' },
      { status: 'due', notAfter: now },
      { email: 'a@b.example' },
      { noticeDays: 30, graceDays: 30 },
      { code: 'revoked' },
    ]
    return survives(
      fc.tuple(fc.constantFrom(200, 204, 401, 403, 429, 500), jsonLike(...valid)),
      async ([status, text]) => {
        const portal = createPortal(
          'https://bank.example',
          saying({ status, headers: {}, body: Buffer.from(text), date: undefined }),
        )
        oneLine(await portal.logIn(thumbprint, 'K1', 'p'))
        oneLine(await portal.whoAmI(thumbprint))
        oneLine(await portal.registeredEmail(thumbprint))
        oneLine(await portal.policy(thumbprint))
      },
    )
  })
})

describe('what is changed on its way', timeout, () => {
  it('is no TLS server of the bank', () => {
    const names = [general.host('bank.example'), general.address(192, 0, 2, 1), general.mailbox('a@bank.example')]
    const extensions = [extension.alternativeNames(...names), extension.extendedKeyUsage('serverAuth')]
    const server = leaf(rsaKeys(), { extensions })
    const chain = fc.oneof(
      derLike(server, root, issued).map((der) => [der, middle]),
      derLike(middle, root, issued).map((der) => [server, der]),
      bytesLike(server).map((der) => [der, middle]),
    )
    return survives(chain, ([own, above]) => {
      for (const host of ['bank.example', '192.0.2.1']) {
        const { ok } = checkServer([own!, above!].map(derToPem), host, [root], now)
        if (ok && !same(own!, server)) throw new Error('a stranger was believed')
      }
    })
  })

  it('is no certificate of the bank’s, by EST', () =>
    survives(
      derLike(writeCertificates([issued, middle]), root, current),
      async (bag) => {
        const headers = { 'content-type': 'application/pkcs7-mime' }
        const answer = { status: 200, headers, body: writeBase64(bag), date: undefined }
        const bank = createEstBank({
          url: 'https://bank.example',
          trustAnchors: () => [root],
          transport: { send: async () => success(answer), forget: () => undefined },
          clock: () => now,
        })
        await bank.reach()
        const given = await bank.enrol({ customerId: 'K1', password: 'p' }, request)
        if (!given.ok || given.value.kind !== 'issued' || same(given.value.certificate, issued)) return
        const { certificate, intermediates } = given.value
        const facts = readCertificate(certificate)
        const expected = {
          publicKeyHash: sha256(nextKeys.spki),
          purpose: { kind: 'enrolment', customerId: 'K1' },
        } as const
        const fits = facts.ok && checkIssued(facts.value, expected, now, nameComparison).ok
        if (fits && checkChain(certificate, intermediates, [root], { now, purpose: 'clientAuth' }).ok)
          throw new Error('a certificate was believed that the bank did not issue')
      },
      { part: 0.5 },
    ))

  it('is no answer of the bank’s, by CMP', () =>
    survives(
      fc.tuple(derChanges(ra, current), fc.boolean()),
      async ([change, first]) => {
        const sent: { honest?: Uint8Array; changed?: Uint8Array } = {}
        const script: Script = (message, index) => ({
          ...(honest(message, index) as Answer),
          ...((index === 0) === first && {
            change: (der) => {
              sent.honest = der
              sent.changed = change(der)
              return sent.changed
            },
          }),
        })
        const answer = told(await clientOf(bankSaying(script)).reenrol())
        if (answer !== 'issued' || sent.changed === undefined) return
        const [before, after] = [sent.honest!, sent.changed].map(readMessage)
        const whole = before!.ok && after!.ok && same(before!.value.protectedPart, after!.value.protectedPart)
        if (!whole) throw new Error('an answer was believed that the bank did not give')
        // Each makes signatures with RSA, as a key store would.
      },
      { part: 0.15 },
    ))
})

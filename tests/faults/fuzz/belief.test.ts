/** Whatever is changed in what a bank sends: nothing is believed that it did not say, and nothing ends in an exception. */
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { writeBase64 } from '../../../main/bank/est/base64.ts'
import { checkIssued } from '../../../main/renewal/effects/issued.ts'
import { success } from '../../../main/renewal/errors.ts'
import { checkChain } from '../../../main/x509/chain/chain.ts'
import { checkServer } from '../../../main/x509/chain/server-identity.ts'
import { readMessage } from '../../../main/x509/cmp/message.ts'
import { writeCertificates } from '../../../main/x509/cms.ts'
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
import { bytesLike, survives } from './hostile-input.ts'

const timeout = { timeout: 60 * 60_000 }
const { root, middle, leaf } = authority
const issued = issuedWith()
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.from(one).equals(other)

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

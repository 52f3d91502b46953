import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { createPortal } from '../../../main/bank/portal/portal.ts'
import type { Fault } from '../../../main/demo-bank/control.ts'
import { checkIssued } from '../../../main/renewal/effects/issued.ts'
import type { EnrolmentAnswer } from '../../../main/renewal/ports.ts'
import type { Result } from '../../../main/renewal/errors.ts'
import { createCertificates } from '../../../main/x509/certificates.ts'
import { derToPem, pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { readRequest } from '../../../main/x509/request.ts'
import { startBank, temporaryFolder, type BankOptions } from '../peers/bank-process.ts'
import { type KeyPair, nodeTransport } from '../peers/node-transport.ts'
import { holderOf, makeRequest, missing, yamada } from '../peers/openssl.ts'

/** Our client, as the product wires it, with a certificate that has 20 days left and a request for the next one. */
async function customer(options: BankOptions & { label?: string; status?: 'due' | 'grace' } = {}) {
  const bank = await startBank(options)
  const folder = temporaryFolder()
  const pem = readFileSync(bank.trustAnchors, 'utf8')
  const trustAnchors = valueOf(pemToDer(pem))
  const owner = await holderOf(bank, folder, options.status)
  const current = valueOf(readCertificate(new Uint8Array(owner.read.raw)))
  const { key, der } = await makeRequest(folder, 'next')
  const identities = new Map<string, KeyPair>([[current.thumbprint, keyPair(owner.read.toString(), owner.key)]])
  const transport = nodeTransport(pem, identities)
  const portal = createPortal(`${bank.origin}/portal`, transport)
  const recognise = async (thumbprint: string) => {
    const seen = await portal.whoAmI(thumbprint)
    return seen.ok ? { ok: true as const, value: undefined } : seen
  }
  const { label } = options
  const est = createEstBank({
    url: bank.origin,
    label,
    trustAnchors: () => trustAnchors,
    transport,
    clock: Date.now,
    recognise,
  })
  const request = new Uint8Array(der)
  const { publicKeyHash } = valueOf(readRequest(request))
  const certificates = createCertificates(() => trustAnchors)

  /** The domain's own judgement of what came back. */
  function judge(answer: Result<EnrolmentAnswer>): string {
    if (!answer.ok) return answer.failure.code
    if (answer.value.kind === 'pending') return `pending ${answer.value.retryAfter}`
    const issued = certificates.read(answer.value.certificate)
    if (!issued.ok) return issued.failure.code
    const { subject, subjectAltName, notAfter, thumbprint, holder } = current
    const purpose = { kind: 'renewal', current: thumbprint, holder, subject, subjectAltName, notAfter } as const
    const checked = checkIssued(issued.value, { publicKeyHash, purpose }, Date.now())
    if (!checked.ok) return checked.failure.code
    const chained = certificates.checkChain(answer.value.certificate, answer.value.intermediates, Date.now())
    return chained.ok ? 'good' : chained.failure.code
  }
  return { bank, est, portal, current, request, key, identities, judge }
}

function keyPair(certificate: string, keyFile: string): KeyPair {
  return { certificate, key: readFileSync(keyFile, 'utf8') }
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.cause ?? ''}`)
  return result.value
}

describe.skipIf(missing !== undefined)('our EST client at the demo bank', () => {
  it.each([undefined, 'corporate'])('renews and proves the result (label: %s)', async (label) => {
    const { bank, est, current, request, key, identities, judge } = await customer(label === undefined ? {} : { label })
    const reached = valueOf(await est.reach())
    expect(reached.caCertificates).toHaveLength(2)
    expect(Math.abs(reached.bankTime! - Date.now())).toBeLessThan(5000)
    const answer = await est.reenrol(current.thumbprint, request)
    expect(judge(answer)).toBe('good')
    const issued = valueOf(answer) as EnrolmentAnswer & { kind: 'issued' }
    expect(issued.intermediates).toHaveLength(1)
    const { thumbprint } = valueOf(readCertificate(issued.certificate))
    identities.set(thumbprint, keyPair(derToPem(issued.certificate), key))
    expect(await est.prove(thumbprint)).toMatchObject({ ok: true })
    expect((await bank.certificates()).map((one) => one.thumbprint)).toContain(thumbprint)
  })

  it('enrols with a one-time password, and is told when it is wrong', async () => {
    const { bank, est, request } = await customer()
    const password = await bank.oneTimePassword(yamada.customerId)
    expect(await est.enrol({ customerId: yamada.customerId, password: 'WRONG-WRONG' }, request)).toMatchObject({
      ok: false,
      failure: { code: 'bank.unauthorized', retry: 'never' },
    })
    const enrolled = await est.enrol({ customerId: yamada.customerId, password }, request)
    expect(enrolled).toMatchObject({ ok: true, value: { kind: 'issued' } })
  })

  it('gets the same certificate when an answer was lost on the way', async () => {
    const { bank, est, current, request, judge } = await customer()
    await bank.fault({ where: 'simplereenroll', fault: 'reset', times: 1 })
    expect(judge(await est.reenrol(current.thumbprint, request))).toBe('bank.unreachable')
    const issuedMeanwhile = (await bank.certificates()).find(({ issuedBy }) => issuedBy === 'simplereenroll')
    const answer = await est.reenrol(current.thumbprint, request)
    const issued = valueOf(answer) as EnrolmentAnswer & { kind: 'issued' }
    expect(valueOf(readCertificate(issued.certificate)).thumbprint).toBe(issuedMeanwhile?.thumbprint)
    expect(judge(answer)).toBe('good')
  })

  it('logs in to the portal, and is told by code when the certificate was revoked', async () => {
    const { bank, portal, current } = await customer()
    const { password } = (await bank.customers())[0]!
    const refused = await portal.logIn(current.thumbprint, yamada.customerId, 'wrong')
    expect(refused).toMatchObject({ failure: { code: 'bank.login-refused' } })
    expect(valueOf(await portal.logIn(current.thumbprint, yamada.customerId, password)).name).toBe('山田 花子')
    expect(valueOf(await portal.whoAmI(current.thumbprint)).status).toBe('due')
    expect(valueOf(await portal.policy(current.thumbprint))).toMatchObject({ noticeDays: 30, graceDays: 30 })
    await bank.control('POST', 'revocations', { thumbprint: current.thumbprint })
    expect(await portal.whoAmI(current.thumbprint)).toMatchObject({ failure: { code: 'certificate.revoked' } })
  })
})

describe.skipIf(missing !== undefined)('our EST client when the bank goes wrong in renewal', () => {
  const outcomes: readonly (readonly [Fault['fault'], string])[] = [
    ['pending', 'pending 7'],
    ['busy', 'bank.busy'],
    ['reset', 'bank.unreachable'],
    ['truncated-body', 'bank.unreachable'],
    ['oversized-body', 'bank.answer-too-large'],
    ['wrong-content-type', 'bank.bad-answer'],
    ['garbage', 'bank.bad-answer'],
    ['wrong-key', 'issued.wrong-key'],
    ['wrong-subject', 'issued.wrong-subject'],
    ['wrong-alternative-name', 'issued.wrong-alternative-name'],
    ['foreign-issuer', 'issued.foreign-issuer'],
    ['not-yet-valid', 'issued.not-yet-valid'],
    ['shorter', 'issued.not-longer'],
    ['no-client-auth', 'issued.no-client-auth'],
    ['revoked', 'bank.forbidden'],
  ]

  it('tells every fault by its own code, and renews rightly once the fault is over', async () => {
    const { bank, est, current, request, judge } = await customer()
    const told: (readonly [string, string])[] = []
    for (const [fault] of outcomes) {
      const amount = fault === 'pending' || fault === 'busy' ? { amount: 7 } : {}
      await bank.fault({ where: 'simplereenroll', fault, times: 1, ...amount })
      told.push([fault, judge(await est.reenrol(current.thumbprint, request))])
    }
    expect(told).toEqual(outcomes)
    expect(await bank.control('GET', 'faults')).toEqual([])
    expect(judge(await est.reenrol(current.thumbprint, request))).toBe('good')
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('sees through published CA certificates of a bank that is not ours', async () => {
    const { bank, est } = await customer()
    await bank.fault({ where: 'cacerts', fault: 'foreign-issuer', times: 1 })
    expect(await est.reach()).toMatchObject({ failure: { code: 'bank.untrusted' } })
    expect((await est.reach()).ok).toBe(true)
  })

  it("is told the bank's time, so that a wrong clock can be seen", async () => {
    const { bank, est } = await customer()
    await bank.fault({ where: 'cacerts', fault: 'clock-skew', times: 1, amount: 2 * 60 * 60 * 1000 })
    const { bankTime } = valueOf(await est.reach())
    expect((bankTime! - Date.now()) / 60_000).toBeCloseTo(120, 0)
  })
})

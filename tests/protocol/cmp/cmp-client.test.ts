/** Our CMP client at banks that others made: OpenSSL's mock server and, over real TLS, the demo bank. */
import { createPrivateKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCmpBank, type CmpBankOptions } from '../../../main/bank/cmp/cmp-client.ts'
import type { Transport } from '../../../main/bank/transport/http.ts'
import type { Result } from '../../../main/renewal/errors.ts'
import type { EnrolmentAnswer } from '../../../main/renewal/ports.ts'
import { pemToDer } from '../../../main/x509/pem.ts'
import { readCertificate, sha256 } from '../../../main/x509/read.ts'
import { confirmed } from '../../unit/bank/cmp/confirmed.ts'
import { memoryKeys } from '../../unit/bank/cmp/memory-keys.ts'
import { certificatesIn, der } from '../../unit/x509/cmp/openssl-messages.ts'
import { type BankOptions, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { nodeTransport } from '../peers/node-transport.ts'
import { missing as missingServer, newer, startMockServer } from '../peers/openssl-cmp-server.ts'
import { holderOf, makeRequest, missing, openssl, yamada } from '../peers/openssl.ts'

const newKey = { name: 'next' }

/** What came of it, in short. */
function told(answer: Result<EnrolmentAnswer>): string {
  if (!answer.ok) return answer.failure.code
  return answer.value.kind === 'pending' ? `pending ${answer.value.retryAfter}` : sha256(answer.value.certificate)
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.cause ?? ''}`)
  return result.value
}

describe.skipIf(missingServer !== undefined)("our CMP client at OpenSSL's mock server", () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-cmp-client-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const key = (name: string) => createPrivateKey(readFileSync(path.join(folder, name)))
  let request: Uint8Array
  let issued: string

  beforeAll(async () => {
    certificatesIn(folder)
    request = new Uint8Array(await openssl(['req', '-in', path.join(folder, 'next.csr'), '-outform', 'DER']))
    issued = sha256(der(folder, 'issued.pem'))
  })

  function client(transport: Transport, more: Partial<CmpBankOptions> = {}) {
    const current = { certificate: der(folder, 'customer.pem'), key: key('customer.key') }
    const waited: number[] = []
    const bank = createCmpBank({
      // The one path that the mock server knows.
      url: 'https://bank.example/pkix/',
      transport,
      clock: Date.now,
      trustAnchors: () => [der(folder, 'root.pem')],
      authorities: () => [],
      keyStore: memoryKeys({ next: key('next.key') }, [current]),
      enrolment: { command: 'ir', mac: 'password-based' },
      implicitConfirm: false,
      wait: async (ms) => waited.push(ms),
      ...more,
    })
    return {
      waited,
      reenrol: () => {
        const speaker = { current: sha256(current.certificate) }
        return confirmed(bank, speaker, bank.reenrol(speaker.current, request, newKey))
      },
      prove: () => bank.prove(sha256(current.certificate)),
      enrol: (credentials: Parameters<typeof bank.enrol>[0], ...given: [Uint8Array, typeof newKey]) =>
        confirmed(bank, { credentials }, bank.enrol(credentials, ...given)),
    }
  }

  const ra = { srv_cert: 'ra.pem', srv_key: 'ra.key' }

  it('updates a key and confirms the certificate', async () => {
    const server = await startMockServer(folder, ra)
    expect(told(await client(server).reenrol())).toBe(issued)
    expect(server.said.join(' ')).toBe('kur kup certConf pkiconf')
  })

  it('leaves the confirmation out where both sides agree, and only there', async () => {
    const agreeing = await startMockServer(folder, { ...ra, grant_implicitconf: true })
    expect(told(await client(agreeing, { implicitConfirm: true }).reenrol())).toBe(issued)
    expect(agreeing.said.join(' ')).toBe('kur kup')
    expect(told(await client(agreeing).reenrol())).toBe(issued)
    expect(agreeing.said.join(' ')).toBe('kur kup kur kup certConf pkiconf')
    const other = await startMockServer(folder, ra)
    expect(told(await client(other, { implicitConfirm: true }).reenrol())).toBe(issued)
    expect(other.said.join(' ')).toBe('kur kup certConf pkiconf')
  })

  it('polls as long as it takes seconds, and waits as it is told', async () => {
    const server = await startMockServer(folder, { ...ra, poll_count: '2', check_after: '3' })
    const { reenrol, waited } = client(server)
    expect(told(await reenrol())).toBe(issued)
    expect(server.said.join(' ')).toBe('kur kup pollReq pollRep pollReq kup certConf pkiconf')
    expect(waited).toEqual([3000])
  })

  it('tells that it takes hours, and takes up the same transaction later', async () => {
    const server = await startMockServer(folder, { ...ra, poll_count: '2', check_after: '7200' })
    const { reenrol, waited } = client(server)
    expect(told(await reenrol())).toBe('pending 7200')
    expect(told(await reenrol())).toBe(issued)
    expect(server.said.join(' ')).toBe('kur kup pollReq pollRep pollReq kup certConf pkiconf')
    expect(waited).toEqual([])
  })

  describe.skipIf(newer === undefined)('that delivers everything later', () => {
    const late = { poll_count: '2', check_after: '3' }
    const delayed = 'pollReq pollRep pollReq'

    it('is polled for the certificate, and for the answer to the confirmation', async () => {
      const server = await startMockServer(folder, { ...ra, ...late }, newer)
      const { reenrol, waited } = client(server)
      expect(told(await reenrol())).toBe(issued)
      expect(server.said.join(' ')).toBe(`kur kup ${delayed} kup certConf error ${delayed} pkiconf`)
      expect(waited).toEqual([3000, 3000])
    })

    it('is polled for the answer to the question that proves a certificate', async () => {
      const server = await startMockServer(folder, { ...ra, ...late }, newer)
      expect(await client(server).prove()).toEqual({ ok: true, value: { proven: 'recognised' } })
      expect(server.said.join(' ')).toBe(`genm error ${delayed} genp`)
    })
  })

  it.each(['ir', 'p10cr'] as const)('gets a first certificate by %s with a password', async (command) => {
    const server = await startMockServer(folder, { srv_ref: 'K1', srv_secret: 'file:secret' })
    const { enrol } = client(server, { enrolment: { command, mac: 'password-based' } })
    expect(told(await enrol({ customerId: 'K1', password: 'ABCD-EFGH-JKLM' }, request, newKey))).toBe(issued)
    expect(server.said[0]).toBe(command)
    expect(server.said.slice(-2)).toEqual(['certConf', 'pkiconf'])
    expect(told(await enrol({ customerId: 'K1', password: 'WRONG' }, request, newKey))).toBe('bank.unauthorized')
  })

  const bad: readonly (readonly [string, Readonly<Record<string, string | true>>, string])[] = [
    ['of another customer', { srv_cert: 'customer.pem', srv_key: 'customer.key' }, 'bank.untrusted'],
    ['without a signature', { ...ra, send_unprotected: true }, 'bank.untrusted'],
    ['with a MAC that nobody agreed upon', { srv_ref: 'x', srv_secret: 'pass:x' }, 'bank.untrusted'],
    ['that is another certificate', { ...ra, rsp_cert: 'ra.pem' }, 'issued.wrong-key'],
  ]
  it.each(bad)('does not take an answer %s', async (_, options, code) => {
    const server = await startMockServer(folder, options)
    expect(told(await client(server).reenrol())).toBe(code)
  })

  it('believes a signer that its settings name, and no customer for that', async () => {
    const server = await startMockServer(folder, { srv_cert: 'customer.pem', srv_key: 'customer.key' })
    const named = { certificates: [], thumbprints: [sha256(der(folder, 'customer.pem'))] }
    expect(told(await client(server, { signers: named }).reenrol())).toBe(issued)
    const other = { certificates: [], thumbprints: [sha256(der(folder, 'ra.pem'))] }
    expect(told(await client(server, { signers: other }).reenrol())).toBe('bank.untrusted')
  })

  it('turns down a certificate that is not for its key, and says so to the bank', async () => {
    const server = await startMockServer(folder, { ...ra, rsp_cert: 'ra.pem' })
    expect(told(await client(server).reenrol())).toBe('issued.wrong-key')
    expect(server.said.join(' ')).toMatch(/^kur kup certConf/)
  })

  it('proves a certificate by a question that it signs, and takes no answer that the bank did not sign', async () => {
    const server = await startMockServer(folder, ra)
    expect(await client(server).prove()).toEqual({ ok: true, value: { proven: 'recognised' } })
    expect(server.said.join(' ')).toBe('genm genp')
    const stranger = await startMockServer(folder, { srv_cert: 'customer.pem', srv_key: 'customer.key' })
    expect(await client(stranger).prove()).toMatchObject({ failure: { code: 'bank.untrusted' } })
  })

  it('gives nothing up for a refusal that nobody signed', async () => {
    const server = await startMockServer(folder, { ...ra, rsp_cert: 'root.pem', send_unprot_err: true })
    const answer = await client(server).reenrol()
    expect(answer).toMatchObject({ ok: false, failure: { code: 'bank.bad-answer' } })
  })

  it('believes a signed refusal', async () => {
    const server = await startMockServer(folder, { ...ra, rsp_cert: 'root.pem' })
    expect(await client(server).reenrol()).toMatchObject({ ok: false, failure: { code: 'bank.refused' } })
  })
})

/** A customer of the demo bank with a certificate in this status, our client, and a key for the next one. */
async function customer(status: 'due' | 'grace' | 'lapsed', more: Partial<CmpBankOptions> & BankOptions = {}) {
  const bank = await startBank()
  const folder = temporaryFolder()
  const pem = readFileSync(bank.trustAnchors, 'utf8')
  const owner = await holderOf(bank, folder, status)
  const certificate = new Uint8Array(owner.read.raw)
  const { key, der: csr } = await makeRequest(folder, 'next')
  const keys = memoryKeys({ next: createPrivateKey(readFileSync(key)) }, [
    { certificate, key: createPrivateKey(readFileSync(owner.key)) },
  ])
  const make = () =>
    createCmpBank({
      url: bank.origin,
      transport: nodeTransport(pem, new Map()),
      clock: Date.now,
      trustAnchors: () => valueOf(pemToDer(pem)),
      authorities: () => [],
      keyStore: keys,
      enrolment: { command: 'ir', mac: 'pbmac1' },
      implicitConfirm: false,
      wait: async () => undefined,
      ...more,
    })
  const client = make()
  const request = new Uint8Array(csr)
  const current = sha256(certificate)
  const reenrol = (by = client) => confirmed(by, { current }, by.reenrol(current, request, newKey))
  return { bank, request, client, make, reenrol, certificate }
}

describe.skipIf(missing !== undefined)('our CMP client at the demo bank', () => {
  it.each(['due', 'grace'] as const)('renews a certificate in %s', async (status) => {
    const { bank, reenrol, certificate } = await customer(status)
    const answer = valueOf(await reenrol())
    if (answer.kind !== 'issued') throw new Error(answer.kind)
    expect(answer.intermediates).toHaveLength(1)
    const [old, made] = [certificate, answer.certificate].map((one) => valueOf(readCertificate(one)))
    expect([made!.subject, made!.subjectAltName]).toEqual([old!.subject, old!.subjectAltName])
    expect(made!.notAfter).toBeGreaterThan(old!.notAfter)
    expect((await bank.certificates()).map(({ thumbprint }) => thumbprint)).toContain(made!.thumbprint)
  })

  it.each(['poll-nonce', 'message-nonce'])(
    'polls for the answer to its request and to its confirmation where the bank delivers later (%s)',
    async (variant) => {
      const waited: number[] = []
      const { bank, reenrol } = await customer('due', { wait: async (ms) => void waited.push(ms) })
      await bank.fault({ where: 'bank', fault: 'delivers-later', times: 2, amount: 3, variant })
      expect(valueOf(await reenrol())).toMatchObject({ kind: 'issued' })
      expect(waited).toEqual([3000, 3000])
      // Both were used up: the request and the confirmation, and one certificate came of it.
      expect(await bank.control('GET', 'faults')).toEqual([])
      expect(await bank.certificates()).toHaveLength(2)
    },
  )

  it('tells that a later delivery takes hours, and takes it up again', async () => {
    const { bank, reenrol } = await customer('due')
    await bank.fault({ where: 'bank', fault: 'delivers-later', times: 1, amount: 7200 })
    expect(valueOf(await reenrol())).toEqual({ kind: 'pending', retryAfter: 7200 })
    expect(valueOf(await reenrol())).toMatchObject({ kind: 'issued' })
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('polls for the answer to the question that proves a certificate', async () => {
    const { bank, client, certificate } = await customer('due')
    await bank.fault({ where: 'bank', fault: 'delivers-later', times: 1 })
    expect(await client.prove(sha256(certificate))).toEqual({ ok: true, value: { proven: 'recognised' } })
    expect(await bank.control('GET', 'faults')).toEqual([])
  })

  it('proves a certificate that works, and none that has expired', async () => {
    const due = await customer('due')
    expect(await due.client.prove(sha256(due.certificate))).toEqual({ ok: true, value: { proven: 'recognised' } })
    const grace = await customer('grace')
    expect(await grace.client.prove(sha256(grace.certificate))).toMatchObject({
      ok: false,
      failure: { retry: 'never' },
    })
  })

  it('is told by its own code when grace is over', async () => {
    const { reenrol } = await customer('lapsed')
    expect(await reenrol()).toMatchObject({ failure: { code: 'certificate.lapsed', retry: 'never' } })
  })

  it('gets the same certificate again, whenever it asks for the same key', async () => {
    const { reenrol, make, bank } = await customer('grace')
    const first = told(await reenrol())
    expect([told(await reenrol()), told(await reenrol(make()))]).toEqual([first, first])
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('gets the same certificate when the answer, or that to its confirmation, was lost', async () => {
    const { reenrol, bank } = await customer('grace')
    await bank.fault({ where: 'cmp', fault: 'reset', times: 1 })
    expect(told(await reenrol())).toBe('bank.unreachable')
    await bank.fault({ where: 'cmp-confirm', fault: 'reset', times: 1 })
    expect(told(await reenrol())).toBe('bank.unreachable')
    expect(told(await reenrol())).toHaveLength(64)
    expect(await bank.certificates()).toHaveLength(2)
  })

  it('waits where the bank needs time, also over a start of its own', async () => {
    const { reenrol, make, bank } = await customer('grace')
    await bank.fault({ where: 'cmp', fault: 'pending', times: 2, amount: 600 })
    expect(told(await reenrol())).toBe('pending 600')
    expect(told(await reenrol())).toHaveLength(64)
    await bank.fault({ where: 'cmp', fault: 'pending', times: 2, amount: 600 })
    const restarted = await reenrol(make())
    expect(told(restarted)).toBe('pending 600')
    expect(told(await reenrol(make()))).toHaveLength(64)
    expect(await bank.certificates()).toHaveLength(2)
  })

  const forms = [
    { command: 'ir', mac: 'pbmac1' },
    { command: 'ir', mac: 'password-based' },
    { command: 'p10cr', mac: 'pbmac1' },
    { command: 'p10cr', mac: 'password-based' },
  ] as const
  it.each(forms)('enrols by $command with a $mac MAC, and is told when the password is wrong', async (enrolment) => {
    const { bank, client, request } = await customer('due', { enrolment })
    const { customerId } = yamada
    const password = await bank.oneTimePassword(customerId)
    const wrong = await client.enrol({ customerId, password: 'WRONG-WRONG' }, request, newKey)
    expect(wrong).toMatchObject({ failure: { code: 'bank.unauthorized', retry: 'never' } })
    const answer = await client.enrol({ customerId, password }, request, newKey)
    expect(told(answer)).toHaveLength(64)
  })

  it('turns down what is wrong, by code, and renews rightly once the fault is over', async () => {
    const { bank, reenrol } = await customer('grace')
    const outcomes = [
      ['wrong-key', 'issued.wrong-key'],
      ['wrong-subject', 'issued.wrong-subject'],
      ['foreign-issuer', 'issued.foreign-issuer'],
      ['no-client-auth', 'issued.no-client-auth'],
      ['garbage', 'bank.bad-answer'],
      ['wrong-content-type', 'bank.bad-answer'],
      ['busy', 'bank.busy'],
      ['revoked', 'certificate.revoked'],
    ] as const
    const seen: (readonly [string, string])[] = []
    for (const [fault] of outcomes) {
      await bank.fault({ where: 'cmp', fault, times: 1, ...(fault === 'busy' ? { amount: 7 } : {}) })
      seen.push([fault, told(await reenrol())])
    }
    expect(seen).toEqual(outcomes)
    expect(told(await reenrol())).toHaveLength(64)
  })

  it('hands on a certificate that begins later than this clock says, and does not turn it down', async () => {
    const { bank, reenrol } = await customer('grace')
    await bank.fault({ where: 'cmp', fault: 'not-yet-valid', times: 1 })
    expect(told(await reenrol())).toHaveLength(64)
  })
})

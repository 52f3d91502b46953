import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { failure, success } from '../../../../main/renewal/errors.ts'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import type { Confirmation } from '../../../../main/x509/cmp/confirmation.ts'
import { directoryName, nobody } from '../../../../main/x509/cmp/header.ts'
import type { ReceivedMessage } from '../../../../main/x509/cmp/message.ts'
import { oldCertificate, requestBytes } from '../../../../main/x509/cmp/request.ts'
import { verifySignature } from '../../../../main/x509/cmp/signature.ts'
import { failureNames, type FailureName, type StatusInfo } from '../../../../main/x509/cmp/status.ts'
import { decode, encode } from '../../../../main/x509/der.ts'
import { extensionsOf } from '../../../../main/x509/extensions.ts'
import { commonNameOnly } from '../../../../main/x509/names/names.ts'
import { type RenewalState, step } from '../../../../main/renewal/machine/machine.ts'
import { parseCertificate } from '../../../../main/x509/parse.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { day, makeAuthority, now } from '../../x509/authority.ts'
import {
  type Answer,
  accepted,
  authority,
  bankSaying,
  client,
  clientOf,
  current,
  currentKeys,
  honest,
  issuedWith,
  issuing,
  nextKeys,
  rejected,
  renewalAt,
  request,
  type Script,
  told,
  waiting,
} from './fake-bank.ts'
import { memoryKeys } from './memory-keys.ts'

const kindsOf = (heard: readonly ReceivedMessage[]): string => heard.map(({ body }) => body.kind).join(' ')
function confirmationsIn({ body }: ReceivedMessage): readonly Confirmation[] {
  if (body.kind !== 'certConf') throw new Error(body.kind)
  return body.confirmations
}
const unreachable = failure('bank.unreachable', { retry: 'later' })
/** The first answer is this one, the rest is honest. */
const first =
  (answer: ReturnType<Script>): Script =>
  (message, index) =>
    index === 0 ? answer : honest(message, index)
const error = (...failures: FailureName[]): Answer => ({
  body: { kind: 'error', status: rejected(...failures), details: [] },
})

describe('a key update', () => {
  it('asks for the same names, byte for byte, and proves both keys', async () => {
    const bank = bankSaying(honest)
    const client = clientOf(bank)
    expect(told(await client.reenrol())).toBe('issued')
    const { body, header, protection, protectedPart, extraCertificates } = bank.heard[0]!
    const old = parseCertificate(current)
    if (body.kind !== 'kur') throw new Error(body.kind)
    const [{ request: asked, possession }] = body.requests as [(typeof body.requests)[number]]
    expect(asked.template.subject).toEqual(encode(old.subject))
    expect(asked.template.publicKey).toEqual(nextKeys.spki)
    const wanted = extensionsOf(decode(asked.template.extensions!)).get('2.5.29.17')
    expect(wanted).toEqual({ critical: false, value: old.extensions.get('2.5.29.17')!.value })
    expect(asked.controls).toEqual([oldCertificate({ issuer: encode(old.issuer), serial: old.serial })])
    if (possession?.kind !== 'signature') throw new Error('no proof of possession')
    expect(verifySignature(possession.algorithm, requestBytes(asked), nextKeys.spki, possession.signature)).toBe(true)
    expect(verifySignature(header.protectionAlgorithm!, protectedPart, currentKeys.spki, protection!)).toBe(true)
    expect(extraCertificates).toEqual([current])
    expect(header.sender).toEqual(directoryName(encode(old.subject)))
    expect(header.recipient).toEqual(directoryName(encode(old.issuer)))
    expect(header).toMatchObject({ version: 2, messageTime: now })
    expect(header.implicitConfirm).toBeUndefined()
    expect(client.used).toEqual(['next', sha256(current), sha256(current)])
  })

  it('confirms the certificate by its hash, in the same transaction, with the nonce of the bank', async () => {
    const bank = bankSaying(honest)
    const answer = await clientOf(bank).reenrol()
    expect(kindsOf(bank.heard)).toBe('kur certConf')
    const [first, second] = [bank.heard[0]!.header, bank.heard[1]!.header]
    expect(second.transactionId).toEqual(first.transactionId)
    expect(first.transactionId).toHaveLength(16)
    expect(second.recipientNonce).toEqual(new Uint8Array(16).fill(7))
    expect(second.senderNonce).not.toEqual(first.senderNonce)
    if (!answer.ok || answer.value.kind !== 'issued') throw new Error('not issued')
    const hash = new Uint8Array(createHash('sha256').update(answer.value.certificate).digest())
    expect(confirmationsIn(bank.heard[1]!)).toEqual([{ hash, id: 0, status: undefined, hashAlgorithm: undefined }])
    expect(answer.value.intermediates).toEqual([authority.middle])
  })

  it('leaves the confirmation out only where it asked for that and the bank agreed', async () => {
    const agreeing: Script = (message, index) => ({
      ...(honest(message, index) as Answer),
      header: { implicitConfirm: true },
    })
    const both = 'kur certConf'
    const outcomes = [
      [true, agreeing, 'kur'],
      [false, agreeing, both],
      [true, honest, both],
    ] as const
    for (const [implicitConfirm, script, kinds] of outcomes) {
      const bank = bankSaying(script)
      expect(told(await clientOf(bank, { implicitConfirm }).reenrol())).toBe('issued')
      expect(kindsOf(bank.heard)).toBe(kinds)
    }
  })

  it('never trusts a certificate because the bank calls it a trust anchor', async () => {
    const foreign = makeAuthority('Foreign')
    const certificate = foreign.leaf(nextKeys, { extensions: client, notAfter: now + 364 * day, notBefore: now - day })
    const responses = [{ id: 0, status: accepted, certificate: issuedWith() }]
    const body = { kind: 'kup', authorities: [foreign.root, foreign.middle], responses } as const
    expect(await renewalAt(first({ body }))).toBe('issued')
    const wrong: Body = { ...body, responses: [{ id: 0, status: accepted, certificate }] }
    expect(await renewalAt(first({ body: wrong }))).toBe('issued.foreign-issuer')
  })

  const wrong: readonly (readonly [string, Uint8Array, string])[] = [
    ['for another key', authority.leaf(currentKeys), 'issued.wrong-key'],
    ['for another subject', issuedWith({ subject: 'somebody' }), 'issued.wrong-subject'],
    ['that has expired', issuedWith({ notAfter: now - day }), 'issued.expired'],
    ['of a stranger', issuedWith({ signer: nextKeys }), 'issued.foreign-issuer'],
    ['that is none', encode(decode(Uint8Array.of(0x30, 0))), 'issued.unreadable'],
  ]
  it.each(wrong)('turns down a certificate %s, tells the bank, and says why', async (_, certificate, code) => {
    const bank = bankSaying(first({ body: issuing('kur', certificate) }))
    expect(told(await clientOf(bank).reenrol())).toBe(code)
    const [confirmation] = confirmationsIn(bank.heard[1]!)
    expect(confirmation!.status).toEqual({ status: 'rejection', text: [code], failures: ['incorrectData'] })
  })

  it('says why it turned a certificate down even when the bank does not want to hear it', async () => {
    const answers = [{ body: issuing('kur', authority.leaf(currentKeys)) }, unreachable]
    expect(await renewalAt((_, index) => answers[index]!)).toBe('issued.wrong-key')
  })
})

describe('a confirmation', () => {
  const confirmedBy = (answer: ReturnType<Script>) =>
    clientOf(bankSaying((message, index) => (index === 0 ? honest(message, index) : answer))).reenrol()

  it('that is lost is asked about again, and nothing is given up', async () => {
    expect(await confirmedBy(unreachable)).toMatchObject({ failure: { code: 'bank.unreachable', retry: 'later' } })
    const refused = { failure: { code: 'bank.bad-answer', retry: 'later' } }
    expect(await confirmedBy(error('badCertId'))).toMatchObject(refused)
  })

  it('is given apart from the answer, also by a process that knows only what was kept', async () => {
    const transport = bankSaying(honest)
    const answer = await clientOf(transport).bank.reenrol(sha256(current), request, { name: 'next' })
    if (!answer.ok || answer.value.kind !== 'issued') throw new Error('not issued')
    expect(kindsOf(transport.heard)).toBe('kur')
    const { certificate, confirmation } = answer.value
    const next = clientOf(transport).bank
    expect(await next.confirm({ current: sha256(current) }, certificate, confirmation!)).toMatchObject({ ok: true })
    expect(kindsOf(transport.heard)).toBe('kur certConf')
    const [asked, confirming] = transport.heard.map(({ header }) => header)
    expect(confirming!.transactionId).toEqual(asked!.transactionId)
    const garbage = await next.confirm({ current: sha256(current) }, certificate, new Uint8Array([1]))
    expect(garbage).toMatchObject({ failure: { code: 'internal' } })
  })

  it('is no rejection of a certificate that begins in a moment', async () => {
    const bank = bankSaying(first({ body: issuing('kur', issuedWith({ notBefore: now + 5000 })) }))
    expect(told(await clientOf(bank).reenrol())).toBe('issued')
    expect(confirmationsIn(bank.heard[1]!)[0]).toMatchObject({ status: undefined })
  })

  it('that a bank has given for granted, unasked, is sent, and need not be heard', async () => {
    const granting =
      (reply: FailureName): Script =>
      (message, index) =>
        index === 0 ? { ...(honest(message, index) as Answer), header: { implicitConfirm: true } } : error(reply)
    const bank = bankSaying(granting('badRequest'))
    expect(told(await clientOf(bank).reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur certConf')
  })

  it('that was heard before is heard', async () => {
    expect(told(await confirmedBy(error('certConfirmed')))).toBe('issued')
  })
})

describe('a bank that needs time', () => {
  const later = (checkAfter: number, id = 0): Answer => ({
    body: { kind: 'pollRep', polls: [{ id, checkAfter, reason: [] }] },
  })
  const notYet: Answer = { body: { kind: 'kup', authorities: [], responses: [{ id: 0, status: waiting }] } }

  it('is polled after the seconds that it names', async () => {
    const waited: number[] = []
    const bank = bankSaying((message, index) => [notYet, later(2), later(3)][index] ?? honest(message, index))
    const wait = async (ms: number) => waited.push(ms)
    expect(told(await clientOf(bank, { wait }).reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq pollReq pollReq certConf')
    expect(waited).toEqual([2000, 3000])
  })

  it('is left alone for hours, and asked for the same transaction then', async () => {
    const bank = bankSaying((message, index) => [notYet, later(7200)][index] ?? honest(message, index))
    const client = clientOf(bank)
    expect(told(await client.reenrol())).toBe('pending 7200')
    expect(told(await client.reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq pollReq certConf')
    const ids = new Set(bank.heard.map(({ header }) => Buffer.from(header.transactionId!).toString('hex')))
    expect(ids.size).toBe(1)
  })

  it('is asked for the same transaction after the network failed, and afresh when it has forgotten it', async () => {
    const script = [notYet, later(7200), unreachable, error('badRequest')]
    const bank = bankSaying((message, index) => script[index] ?? honest(message, index))
    const client = clientOf(bank)
    expect([told(await client.reenrol()), told(await client.reenrol())]).toEqual(['pending 7200', 'bank.unreachable'])
    expect(told(await client.reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq pollReq pollReq kur certConf')
  })

  it('that has forgotten what it is polled for has not turned the request down: the same is asked afresh', async () => {
    const bank = bankSaying((message, index) => [notYet, error('badRequest')][index] ?? honest(message, index))
    const client = clientOf(bank)
    expect(await client.reenrol()).toMatchObject({ failure: { code: 'bank.busy', retry: 'later' } })
    expect(told(await client.reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq kur certConf')
    const refusing = bankSaying((_, index) => (index === 0 ? notYet : error('badCertTemplate')))
    expect(await clientOf(refusing).reenrol()).toMatchObject({ failure: { code: 'bank.refused', authentic: true } })
  })

  it('is not polled without end', async () => {
    const bank = bankSaying((_, index) => (index === 0 ? notYet : later(0)))
    expect(told(await clientOf(bank).reenrol())).toBe('pending 60')
    expect(bank.heard.length).toBeLessThan(20)
  })

  it('is asked again within a week, whatever it says', async () => {
    expect(await renewalAt((_, index) => (index === 0 ? notYet : later(2_000_000_000)))).toBe('pending 604800')
  })

  it.each([
    ['another request', later(5, 3)],
    ['the past', later(-5)],
  ])('does not speak of %s', async (_, answer) => {
    expect(await renewalAt((__, index) => (index === 0 ? notYet : answer))).toBe('bank.bad-answer')
  })
})

describe('a bank that delays whole messages (RFC 9483, 4.4)', () => {
  const notNow: Answer = { body: { kind: 'error', status: waiting, details: [] } }
  const later = (checkAfter: number, id = -1): Answer => ({
    body: { kind: 'pollRep', polls: [{ id, checkAfter, reason: [] }] },
  })
  const polled = (bank: ReturnType<typeof bankSaying>) =>
    bank.heard.flatMap(({ body }) => (body.kind === 'pollReq' ? body.ids : []))

  it('is polled for the answer to the request, without a number', async () => {
    const bank = bankSaying((message, index) => [notNow, later(2)][index] ?? honest(message, index))
    expect(told(await clientOf(bank).reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq pollReq certConf')
    expect(polled(bank)).toEqual([-1, -1])
  })

  it('is polled for the answer to the confirmation, too', async () => {
    const waited: number[] = []
    const confirmed: Answer = { body: { kind: 'pkiconf' } }
    const bank = bankSaying((message, index) => [honest(message, index), notNow, later(3), confirmed][index]!)
    const wait = async (ms: number) => waited.push(ms)
    expect(told(await clientOf(bank, { wait }).reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur certConf pollReq pollReq')
    expect([polled(bank), waited]).toEqual([[-1, -1], [3000]])
  })

  it('is left alone for hours, and asked for the same transaction then', async () => {
    const bank = bankSaying((message, index) => [notNow, later(7200), later(1)][index] ?? honest(message, index))
    const client = clientOf(bank)
    expect(told(await client.reenrol())).toBe('pending 7200')
    expect(told(await client.reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq pollReq pollReq certConf')
  })

  it('may repeat the nonce of the request or that of the poll in its final answer, and no other', async () => {
    const ending = (nonceOf: (heard: readonly ReceivedMessage[]) => Uint8Array | undefined) => {
      const bank: ReturnType<typeof bankSaying> = bankSaying((message, index) => {
        if (index === 0) return notNow
        const answer = honest(message, index) as Answer
        return index === 2
          ? { ...answer, header: { recipientNonce: nonceOf(bank.heard) } }
          : index === 1
            ? later(1)
            : answer
      })
      return clientOf(bank).reenrol()
    }
    expect(told(await ending((heard) => heard[0]!.header.senderNonce))).toBe('issued')
    expect(told(await ending((heard) => heard[2]!.header.senderNonce))).toBe('issued')
    expect(told(await ending((heard) => heard[1]!.header.senderNonce))).toBe('bank.bad-answer')
    expect(told(await ending(() => new Uint8Array(16)))).toBe('bank.bad-answer')
  })

  it('is polled for the answer to the question that proves a certificate, and has not said no while it waits', async () => {
    const known: Answer = { body: { kind: 'genp', information: [] } }
    const patient = bankSaying((_, index) => [notNow, later(3), known][index]!)
    expect(await clientOf(patient).bank.prove(sha256(current))).toEqual({ ok: true, value: { proven: 'recognised' } })
    expect(kindsOf(patient.heard)).toBe('genm pollReq pollReq')
    const slow = bankSaying((_, index) => (index === 0 ? notNow : later(7200)))
    expect(await clientOf(slow).bank.prove(sha256(current))).toMatchObject({
      failure: { code: 'bank.busy', retry: 'later' },
    })
  })

  it('is not asked for the CAs above a certificate whose chain is whole, and is where one is missing', async () => {
    const silent = bankSaying(() => unreachable)
    const whole = clientOf(silent, { authorities: () => [authority.middle] })
    expect(await whole.bank.above(sha256(current))).toEqual({ ok: true, value: [authority.middle] })
    expect(silent.heard).toEqual([])
    expect(await clientOf(silent).bank.above(sha256(current))).toEqual(unreachable)
    expect(kindsOf(silent.heard)).toBe('genm')
    expect(await clientOf(silent).bank.above('0'.repeat(64))).toEqual(failure('keystore.certificate-missing'))
  })

  it('may refuse the question that proves a certificate, and may not answer it with something else', async () => {
    const proving = (answer: Answer) => clientOf(bankSaying(() => answer)).bank.prove(sha256(current))
    expect(await proving(error('signerNotTrusted'))).toMatchObject({ failure: { code: 'bank.certificate-refused' } })
    expect(await proving({ body: { kind: 'pkiconf' } })).toMatchObject({
      failure: { code: 'bank.bad-answer', cause: 'CMP: pkiconf in answer to genm' },
    })
  })

  it('does not keep a confirmation waiting without end', async () => {
    const bank = bankSaying((message, index) =>
      index === 0 ? honest(message, index) : index === 1 ? notNow : later(0),
    )
    expect(await clientOf(bank).reenrol()).toMatchObject({ failure: { code: 'bank.bad-answer', retry: 'later' } })
    expect(bank.heard.length).toBeLessThan(20)
  })
})

describe('an answer that makes no sense', () => {
  const kup = (...responses: (Body & { kind: 'kup' })['responses'][number][]): Answer => ({
    body: { kind: 'kup', authorities: [], responses },
  })
  const good = { id: 0, status: accepted, certificate: issuedWith() }
  const odd = (status: StatusInfo['status']): StatusInfo => ({ ...accepted, status })
  it.each([
    ['another kind', { body: issuing('ir') }],
    ['a confirmation of nothing', { body: { kind: 'pkiconf' } as const }],
    ['no certificate at all', kup()],
    ['two certificates', kup(good, good)],
    ['a certificate for another request', kup({ ...good, id: 1 })],
    ['a yes without a certificate', kup({ id: 0, status: accepted })],
    ['a certificate that is about to be revoked', kup({ ...good, status: odd('revocationWarning') })],
  ])('%s is refused without being confirmed', async (_, answer: Answer) => {
    const bank = bankSaying(() => answer)
    expect(told(await clientOf(bank).reenrol())).toBe('bank.bad-answer')
    expect(bank.heard).toHaveLength(1)
  })
})

describe("the bank's no", () => {
  /** With an expired certificate, and with a one-time password. */
  const meanings: Readonly<Partial<Record<FailureName, readonly [string, string]>>> = {
    badTime: ['bank.clock-skew', 'bank.clock-skew'],
    certRevoked: ['certificate.revoked', 'certificate.revoked'],
    notAuthorized: ['certificate.lapsed', 'bank.unauthorized'],
    badMessageCheck: ['bank.refused', 'bank.unauthorized'],
    signerNotTrusted: ['bank.certificate-refused', 'bank.certificate-refused'],
    systemUnavail: ['bank.busy', 'bank.busy'],
    systemFailure: ['bank.busy', 'bank.busy'],
    transactionIdInUse: ['bank.busy', 'bank.busy'],
    duplicateCertReq: ['bank.bad-answer', 'bank.bad-answer'],
    certConfirmed: ['bank.bad-answer', 'bank.bad-answer'],
  }
  it.each(failureNames)('%s has a code of its own, or is a refusal', async (name) => {
    const codes = meanings[name] ?? ['bank.refused', 'bank.refused']
    const client = clientOf(bankSaying(() => error(name)))
    expect([told(await client.reenrol()), told(await client.enrol())]).toEqual(codes)
    const inAnswer: Body = { kind: 'kup', authorities: [], responses: [{ id: 0, status: rejected(name) }] }
    expect(await renewalAt(() => ({ body: inAnswer }))).toBe(codes[0])
  })

  it('is its own word on the request, where it says nothing of a certificate or of an earlier request', async () => {
    const authentic = async (name: FailureName) => {
      const answer = await clientOf(bankSaying(() => error(name))).reenrol()
      return !answer.ok && answer.failure.authentic === true
    }
    const others: FailureName[] = ['certRevoked', 'signerNotTrusted', 'badCertId', 'duplicateCertReq', 'systemUnavail']
    expect(await Promise.all(others.map(authentic))).toEqual(others.map(() => false))
    expect([await authentic('badAlg'), await authentic('notAuthorized')]).toEqual([true, true])
  })

  it('to a proof of possession that was verified here keeps the key, and the request can be repeated', async () => {
    const answer = await clientOf(bankSaying(() => error('badPOP'))).reenrol()
    expect(answer).toMatchObject({ ok: false, failure: { code: 'bank.refused', retry: 'later' } })
    expect(answer.ok || answer.failure.authentic).toBeUndefined()
    const purpose = { kind: 'enrolment', customerId: 'K1' } as const
    const state: RenewalState = { id: '1', purpose, startedAt: now, step: 'requesting', keyName: 'koshin-1', request }
    if (answer.ok) throw new Error('issued')
    expect(step(state, { type: 'failed', failure: answer.failure }, now)).toMatchObject({
      state: { step: 'stalled', at: { step: 'requesting', keyName: 'koshin-1', request } },
    })
  })

  it('is told with its words, which cannot forge a line of a log', async () => {
    const status: StatusInfo = { status: 'rejection', text: ['so', 'what\n[2026] ok'], failures: ['badAlg'] }
    const client = clientOf(bankSaying(() => ({ body: { kind: 'error', status, details: [] } })))
    expect(await client.reenrol()).toMatchObject({ failure: { cause: 'badAlg: so what [2026] ok' } })
  })
})

describe('a first enrolment', () => {
  it.each(['ir', 'p10cr'] as const)('by %s is proven by the password, which is not sent', async (command) => {
    const bank = bankSaying((message, index) => ({ ...(honest(message, index) as Answer), by: 'SECRET' }))
    expect(told(await clientOf(bank, { enrolment: { command, mac: 'pbmac1' } }).enrol())).toBe('issued')
    const [{ body, header, extraCertificates }] = bank.heard as [ReceivedMessage]
    expect(body.kind).toBe(command)
    if (body.kind === 'p10cr') expect(body.request).toEqual(request)
    expect(header.recipient).toEqual(nobody)
    expect(header.sender).toEqual(directoryName(commonNameOnly('K1')))
    expect(Buffer.from(header.senderKeyId!).toString()).toBe('K1')
    expect(extraCertificates).toEqual([])
  })

  it.each([
    ['ir', true, true],
    ['ir', true, false],
    ['ir', false, true],
    ['p10cr', true, true],
    ['p10cr', true, false],
    ['p10cr', false, true],
  ] as const)('by %s, with implicit confirmation asked for (%s) and granted (%s)', async (command, asked, granted) => {
    const id = command === 'p10cr' ? -1 : 0
    const bank = bankSaying(first({ body: issuing(command, issuedWith(), id), header: { implicitConfirm: granted } }))
    const client = clientOf(bank, { implicitConfirm: asked, enrolment: { command, mac: 'pbmac1' } })
    expect(told(await client.enrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe(asked && granted ? command : `${command} certConf`)
  })

  it('takes -1 for the number of a PKCS#10 request, and confirms by it', async () => {
    const bank = bankSaying(first({ body: issuing('p10cr', issuedWith(), -1) }))
    expect(told(await clientOf(bank, { enrolment: { command: 'p10cr', mac: 'pbmac1' } }).enrol())).toBe('issued')
    expect(bank.heard[1]!.body).toMatchObject({ confirmations: [{ id: -1 }] })
  })

  it('is not sent without an ID or a password', async () => {
    const bank = bankSaying(honest)
    const client = clientOf(bank)
    expect([told(await client.enrol('')), told(await client.enrol('K1', ''))]).toEqual([
      'bank.unauthorized',
      'bank.unauthorized',
    ])
    expect(bank.heard).toEqual([])
  })
})

describe('the key store', () => {
  it('that signs with another key than it should is found out before anything is sent', async () => {
    const bank = bankSaying(honest)
    const keyStore = {
      ...memoryKeys({}, [{ certificate: current, key: currentKeys.privateKey }]),
      sign: async () => success(new Uint8Array(256)),
    }
    expect(told(await clientOf(bank, { keyStore }).reenrol())).toBe('keystore.sign-failed')
    expect(bank.heard).toEqual([])
  })

  it('that has the certificate no more is told', async () => {
    const keyStore = memoryKeys({})
    expect(told(await clientOf(bankSaying(honest), { keyStore }).reenrol())).toBe('keystore.certificate-missing')
  })
})

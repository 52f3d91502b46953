import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { done, failure, success } from '../../../../main/renewal/errors.ts'
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
import { day, issue, makeAuthority, makeKeys, now } from '../../x509/authority.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'
import {
  type Answer,
  accepted,
  authority,
  bankSaying,
  client,
  clientOf,
  current,
  currentKeys,
  error,
  first,
  honest,
  issuedWith,
  issuing,
  kindsOf,
  nextKeys,
  rejected,
  renewalAt,
  request,
  type Script,
  told,
  unreachable,
} from './fake-bank.ts'
import { memoryKeys } from './memory-keys.ts'

function confirmationsIn({ body }: ReceivedMessage): readonly Confirmation[] {
  if (body.kind !== 'certConf') throw new Error(body.kind)
  return body.confirmations
}

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
      expect(bank.heard[0]!.header.implicitConfirm).toBe(implicitConfirm || undefined)
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
    // What cannot be read has no signature whose hash could be meant: the hash is named, as version 3 can.
    expect(bank.heard[1]!.header.version).toBe(code === 'issued.unreadable' ? 3 : 2)
    expect(confirmation!.status).toEqual({ status: 'rejection', text: [code], failures: ['incorrectData'] })
  })

  it('says why it turned a certificate down even when the bank does not want to hear it', async () => {
    const answers = [{ body: issuing('kur', authority.leaf(currentKeys)) }, unreachable]
    expect(await renewalAt((_, index) => answers[index]!)).toBe('issued.wrong-key')
  })
})

/** What was issued, before it is confirmed. */
async function unconfirmed(transport: ReturnType<typeof bankSaying>) {
  const answer = await clientOf(transport).bank.reenrol(sha256(current), request, { name: 'next' })
  if (!answer.ok || answer.value.kind !== 'issued') throw new Error('not issued')
  return answer.value
}

describe('a confirmation', () => {
  const confirmedBy = (answer: ReturnType<Script>) =>
    clientOf(bankSaying((message, index) => (index === 0 ? honest(message, index) : answer))).reenrol()

  it('that is lost is asked about again, and nothing is given up', async () => {
    expect(await confirmedBy(unreachable)).toMatchObject({ failure: { code: 'bank.unreachable', retry: 'later' } })
    const refused = (why: string) =>
      failure('bank.bad-answer', { retry: 'later', cause: `CMP: no confirmation but ${why}` })
    expect(await confirmedBy(error('badCertId'))).toEqual(refused('badCertId: no'))
    expect(await confirmedBy({ body: { kind: 'genp', information: [] } })).toEqual(refused('genp'))
  })

  it('is not given by whoever has neither the certificate nor what was kept', async () => {
    const { certificate, confirmation } = await unconfirmed(bankSaying(honest))
    const bank = bankSaying(honest)
    const stranger = { current: '0'.repeat(64) }
    expect(await clientOf(bank).bank.confirm(stranger, certificate, confirmation!)).toEqual(
      failure('keystore.certificate-missing'),
    )
    const cause = 'CMP: what was kept cannot be read'
    const garbage = await clientOf(bank).bank.confirm({ current: sha256(current) }, certificate, new Uint8Array([1]))
    expect(garbage).toEqual(failure('internal', { cause }))
    expect(bank.heard).toEqual([])
  })

  it('is given apart from the answer, also by a process that knows only what was kept', async () => {
    const transport = bankSaying(honest)
    const { certificate, confirmation } = await unconfirmed(transport)
    expect(kindsOf(transport.heard)).toBe('kur')
    const next = clientOf(transport).bank
    expect(await next.confirm({ current: sha256(current) }, certificate, confirmation!)).toMatchObject({ ok: true })
    expect(kindsOf(transport.heard)).toBe('kur certConf')
    const [asked, confirming] = transport.heard.map(({ header }) => header)
    expect(confirming!.transactionId).toEqual(asked!.transactionId)
    expect(confirming!.recipientNonce).toEqual(new Uint8Array(16).fill(7))
  })

  it('names its hash, as version 3 can, where the signature of the certificate names none', async () => {
    const { confirmation } = await unconfirmed(bankSaying(honest))
    const certificate = issue({ subject: '顧客', keys: makeKeys('ed25519') })
    const bank = bankSaying(honest)
    await clientOf(bank).bank.confirm({ current: sha256(current) }, certificate, confirmation!)
    expect(bank.heard[0]!.header.version).toBe(3)
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

describe('an answer that makes no sense', () => {
  const kup = (...responses: (Body & { kind: 'kup' })['responses'][number][]): Answer => ({
    body: { kind: 'kup', authorities: [], responses },
  })
  const good = { id: 0, status: accepted, certificate: issuedWith() }
  const odd = (status: StatusInfo['status']): StatusInfo => ({ ...accepted, status })
  it.each([
    ['another kind', { body: issuing('ir') }, 'ip in answer to kur'],
    ['a confirmation of nothing', { body: { kind: 'pkiconf' } as const }, 'pkiconf in answer to kur'],
    ['no certificate at all', kup(), undefined],
    ['two certificates', kup(good, good), 'an answer to another request'],
    ['a certificate for another request', kup({ ...good, id: 1 }), 'an answer to another request'],
    ['one for a PKCS#10 request, which this was not', kup({ ...good, id: -1 }), 'an answer to another request'],
    ['a yes without a certificate', kup({ id: 0, status: accepted }), 'accepted without a certificate'],
    [
      'a certificate that is about to be revoked',
      kup({ ...good, status: odd('revocationWarning') }),
      'revocationWarning without a certificate',
    ],
  ])('%s is refused without being confirmed', async (_, answer: Answer, cause) => {
    const bank = bankSaying(() => answer)
    const told = await clientOf(bank).reenrol()
    expect(told).toMatchObject({ failure: { code: 'bank.bad-answer', ...(cause && { cause: `CMP: ${cause}` }) } })
    expect(bank.heard).toHaveLength(1)
  })

  it('is not a certificate that the bank changed: it is looked at as every other one', async () => {
    expect(await renewalAt(first(kup({ ...good, status: odd('grantedWithMods') })))).toBe('issued')
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
    const empty = failure('bank.unauthorized', { cause: 'ID or password is empty' })
    expect([await client.enrol(''), await client.enrol('K1', '')]).toEqual([empty, empty])
    expect(bank.heard).toEqual([])
  })
})

describe('what is no request', () => {
  it('is not sent', async () => {
    const bank = bankSaying(honest)
    const client = clientOf(bank).bank
    const rubbish = new Uint8Array([5, 0])
    const credentials = { customerId: 'K1', password: 'SECRET' }
    const [renewal, first] = [
      await client.reenrol(sha256(current), rubbish, { name: 'next' }),
      await client.enrol(credentials, rubbish, { name: 'next' }),
    ]
    for (const answer of [renewal, first]) {
      expect(answer).toMatchObject({ failure: { code: 'internal', cause: expect.any(String) as string } })
    }
    expect(bank.heard).toEqual([])
  })
})

describe('the server of a bank that speaks CMP', () => {
  it('is reached by a question that is no message, and may tell its time', async () => {
    const { transport, log } = fakeTransport(answers(405, { date: 'Fri, 20 Nov 2026 00:00:03 GMT' }), answers(200))
    const { bank } = clientOf({ ...bankSaying(honest), ...transport })
    expect(await bank.reach()).toEqual(success(now + 3000))
    expect(await bank.connect()).toEqual(done)
    expect(log).toEqual(['anonymous GET cmp', 'anonymous GET cmp'])
  })

  it('is not reached where the network fails', async () => {
    const { transport } = fakeTransport(unreachable, unreachable)
    const { bank } = clientOf({ ...bankSaying(honest), ...transport })
    expect([await bank.reach(), await bank.connect()]).toEqual([unreachable, unreachable])
  })
})

describe('the key store', () => {
  it('that has something else than a certificate is told of it', async () => {
    const bank = bankSaying(honest)
    const keyStore = memoryKeys({}, [{ certificate: new Uint8Array([5, 0]), key: currentKeys.privateKey }])
    const { bank: client } = clientOf(bank, { keyStore })
    expect((await client.prove(sha256(new Uint8Array([5, 0])))).ok).toBe(false)
    expect(bank.heard).toEqual([])
  })

  it('that signs with another key than it should is found out before anything is sent', async () => {
    const bank = bankSaying(honest)
    const keyStore = {
      ...memoryKeys({}, [{ certificate: current, key: currentKeys.privateKey }]),
      sign: async () => success(new Uint8Array(256)),
    }
    const cause = 'the signature does not fit the public key'
    expect(await clientOf(bank, { keyStore }).reenrol()).toEqual(failure('keystore.sign-failed', { cause }))
    expect(bank.heard).toEqual([])
  })

  it('that has the certificate no more is told', async () => {
    const keyStore = memoryKeys({})
    const client = clientOf(bankSaying(honest), { keyStore })
    expect(told(await client.reenrol())).toBe('keystore.certificate-missing')
    expect(await client.bank.prove(sha256(current))).toEqual(failure('keystore.certificate-missing'))
  })

  it('that cannot be asked, or has not got the new key, is told, and nothing is sent', async () => {
    const bank = bankSaying(honest)
    const locked = { ...memoryKeys({}), read: async () => failure('keystore.locked') }
    expect(await clientOf(bank, { keyStore: locked }).reenrol()).toEqual(failure('keystore.locked'))
    const empty = memoryKeys({}, [{ certificate: current, key: currentKeys.privateKey }])
    const client = clientOf(bank, { keyStore: empty })
    const missing = failure('keystore.key-missing')
    expect([await client.reenrol(), await client.enrol()]).toEqual([missing, missing])
    expect(bank.heard).toEqual([])
  })
})

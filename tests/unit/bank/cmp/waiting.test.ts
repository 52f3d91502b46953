/** A bank that cannot answer at once: for how long it is waited for, and when it is asked again. */
import { describe, expect, it } from 'vitest'
import { failure } from '../../../../main/renewal/errors.ts'
import type { Body } from '../../../../main/x509/cmp/body.ts'
import type { ReceivedMessage } from '../../../../main/x509/cmp/message.ts'
import { sha256 } from '../../../../main/x509/read.ts'
import { day, issue, makeKeys, now } from '../../x509/authority.ts'
import {
  type Answer,
  authority,
  bankSaying,
  clientOf,
  current,
  error,
  honest,
  kindsOf,
  ra,
  renewalAt,
  request,
  told,
  unreachable,
  waiting,
} from './fake-bank.ts'

describe('a bank that needs time', () => {
  const later = (checkAfter: number, id = 0): Answer => ({
    body: { kind: 'pollRep', polls: [{ id, checkAfter, reason: [] }] },
  })
  const polling = (...polls: (Body & { kind: 'pollRep' })['polls'][number][]): Answer => ({
    body: { kind: 'pollRep', polls },
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
    const cause = 'CMP: polled for, badRequest: no'
    expect(await client.reenrol()).toEqual(failure('bank.busy', { retry: 'later', cause }))
    expect(told(await client.reenrol())).toBe('issued')
    expect(kindsOf(bank.heard)).toBe('kur pollReq kur certConf')
    const refusing = bankSaying((_, index) => (index === 0 ? notYet : error('badCertTemplate')))
    expect(await clientOf(refusing).reenrol()).toMatchObject({ failure: { code: 'bank.refused', authentic: true } })
  })

  it('is polled ten times in one go, and then left alone for a minute, or longer where it says so', async () => {
    const waited: number[] = []
    const wait = async (ms: number) => waited.push(ms)
    const bank = bankSaying((_, index) => (index === 0 ? notYet : later(0)))
    expect(told(await clientOf(bank, { wait }).reenrol())).toBe('pending 60')
    expect([kindsOf(bank.heard), waited]).toEqual([`kur${' pollReq'.repeat(10)}`, []])
    const slow = bankSaying((_, index) => (index === 0 ? notYet : later(index === 10 ? 61 : 0)))
    expect(told(await clientOf(slow).reenrol())).toBe('pending 61')
  })

  it('is waited for ten seconds in all, and then as long as it says', async () => {
    const waited: number[] = []
    const wait = async (ms: number) => waited.push(ms)
    const bank = bankSaying((_, index) => (index === 0 ? notYet : later(index === 3 ? 1 : 5)))
    expect(told(await clientOf(bank, { wait }).reenrol())).toBe('pending 1')
    expect([kindsOf(bank.heard), waited]).toEqual(['kur pollReq pollReq pollReq', [5000, 5000]])
  })

  it('that brings other certificates along each time has no more of them kept than one answer may hold', async () => {
    const keys = makeKeys('ec')
    let made = 0
    const other = (): Uint8Array => issue({ subject: `${made++}${'x'.repeat(10_000)}`, keys })
    const bank = bankSaying((message, index) => {
      const answer = [notYet, later(0), later(7200), later(0), later(7200)][index] ?? (honest(message, index) as Answer)
      return { ...answer, extraCertificates: [ra, authority.middle, ...Array.from({ length: 12 }, other)] }
    })
    const { bank: client } = clientOf(bank)
    const ask = () => client.reenrol(sha256(current), request, { name: 'next' })
    expect([told(await ask()), told(await ask())]).toEqual(['pending 7200', 'pending 7200'])
    const answer = await ask()
    if (!answer.ok || answer.value.kind !== 'issued') throw new Error(told(answer))
    const { certificates } = JSON.parse(new TextDecoder().decode(answer.value.confirmation)) as {
      certificates: string[]
    }
    expect(made).toBe(72)
    expect(certificates.length).toBeLessThan(33)
    expect(new Set(certificates).size).toBe(certificates.length)
    // Base64 takes a third more.
    expect(certificates.join('').length).toBeLessThan((256 * 1024 * 4) / 3 + 100)
  })

  it('is asked afresh where the answer to a poll is nobody’s', async () => {
    const bank = bankSaying((message, index) =>
      index === 0 ? later(7200) : { ...(honest(message, index) as Answer), ...(index === 1 ? { by: false } : {}) },
    )
    const client = clientOf(bank)
    expect(told(await client.reenrol())).toBe('pending 7200')
    expect([told(await client.reenrol()), told(await client.reenrol())]).toEqual(['bank.untrusted', 'issued'])
    expect(kindsOf(bank.heard)).toBe('kur pollReq kur certConf')
  })

  it('is asked again within a week, whatever it says', async () => {
    expect(await renewalAt((_, index) => (index === 0 ? notYet : later(2_000_000_000)))).toBe('pending 604800')
  })

  it.each([
    ['another request', later(5, 3)],
    ['the past', later(-5)],
    ['nothing', polling()],
    ['two requests', polling({ id: 0, checkAfter: 5, reason: [] }, { id: 1, checkAfter: 5, reason: [] })],
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

  it('is polled further in the same transaction where it still works on the message', async () => {
    const bank = bankSaying((message, index) => [notNow, later(7200), notNow][index] ?? honest(message, index))
    const client = clientOf(bank)
    expect([told(await client.reenrol()), told(await client.reenrol())]).toEqual(['pending 7200', 'issued'])
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
    expect(patient.heard[0]!.body).toEqual({
      kind: 'genm',
      information: [{ oid: '1.3.6.1.5.5.7.4.17', value: undefined }],
    })
    const slow = bankSaying((_, index) => (index === 0 ? notNow : later(7200)))
    const cause = 'CMP: genm is still worked on'
    expect(await clientOf(slow).bank.prove(sha256(current))).toEqual(failure('bank.busy', { retry: 'later', cause }))
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
    // It says nothing of a password, which nobody was asked for, and knows when the certificate ended.
    expect(await proving(error('badMessageCheck'))).toMatchObject({ failure: { code: 'bank.refused' } })
    expect(await proving(error('notAuthorized'))).toMatchObject({ failure: { code: 'certificate.lapsed' } })
    const clock = () => now - 10 * day
    const before = clientOf(
      bankSaying(() => error('notAuthorized')),
      { clock },
    )
    expect(await before.bank.prove(sha256(current))).toMatchObject({ failure: { code: 'bank.forbidden' } })
    expect(await proving({ body: { kind: 'pkiconf' } })).toMatchObject({
      failure: { code: 'bank.bad-answer', cause: 'CMP: pkiconf in answer to genm' },
    })
  })

  it('does not keep a confirmation waiting without end, nor for longer than ten seconds', async () => {
    const delaying = (checkAfter: number) =>
      bankSaying((message, index) => (index === 0 ? honest(message, index) : index === 1 ? notNow : later(checkAfter)))
    const cause = 'CMP: no confirmation but pollRep'
    const unconfirmed = failure('bank.bad-answer', { retry: 'later', cause })
    const [quick, slow] = [delaying(0), delaying(6)]
    expect(await clientOf(quick).reenrol()).toEqual(unconfirmed)
    expect(kindsOf(quick.heard)).toBe(`kur certConf${' pollReq'.repeat(10)}`)
    expect(await clientOf(slow).reenrol()).toEqual(unconfirmed)
    expect(kindsOf(slow.heard)).toBe('kur certConf pollReq pollReq')
  })

  it('is not polled for what it does not say that it works on', async () => {
    const bank = bankSaying((_, index) => (index === 0 ? notNow : later(1, 5)))
    const cause = 'CMP: a pollRep for another request'
    expect(await clientOf(bank).bank.prove(sha256(current))).toEqual(failure('bank.bad-answer', { cause }))
  })
})

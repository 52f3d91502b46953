import { describe, expect, it } from 'vitest'
import { greet } from '../../../../main/bank/cmp/greeting.ts'
import type { HttpAnswer } from '../../../../main/bank/transport/http.ts'
import { failure, type Result } from '../../../../main/renewal/errors.ts'
import { nobody } from '../../../../main/x509/cmp/header.ts'
import { readMessage, writeMessage } from '../../../../main/x509/cmp/message.ts'
import { now } from '../../x509/authority.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'

const refusal = writeMessage({
  header: { version: 2, sender: nobody, recipient: nobody },
  body: { kind: 'error', status: { status: 'rejection', text: [], failures: ['badMessageCheck'] }, details: [] },
  extraCertificates: [],
})

async function greeted(given: Result<HttpAnswer>, url = 'https://bank.example') {
  const { transport, sent } = fakeTransport(given)
  return { answer: await greet(transport, url, () => now + 999), sent }
}

describe('a greeting by CMP', () => {
  it('is a question of nobody’s, without protection or certificate, which asks for nothing in particular', async () => {
    const { sent } = await greeted(failure('bank.timeout'))
    const message = readMessage(sent[0]!.request.body!)
    if (!message.ok) throw new Error(message.failure.cause)
    const { header, body, protection, extraCertificates } = message.value
    expect({ body, protection, extraCertificates }).toEqual({
      body: { kind: 'genm', information: [] },
      protection: undefined,
      extraCertificates: [],
    })
    expect(header).toMatchObject({ version: 2, sender: nobody, recipient: nobody, messageTime: now })
    expect([header.transactionId, header.senderNonce].map((octets) => octets?.length)).toEqual([16, 16])
    expect(header.senderNonce).not.toEqual(header.transactionId)
    expect(sent).toMatchObject([{ identity: { kind: 'anonymous' } }])
  })

  it('is answered by any message, also by a refusal that nobody has signed', async () => {
    const { answer } = await greeted(answers(500, { 'content-type': 'application/pkixcmp' }, refusal))
    expect(answer.ok).toBe(true)
  })

  it('is told of a server that lets nobody ask without a certificate', async () => {
    const cause = 'net::ERR_BAD_SSL_CLIENT_AUTH_CERT'
    const alert = failure('bank.certificate-refused', { cause })
    expect((await greeted(alert)).answer).toEqual(failure('bank.certificate-demanded', { cause }))
    expect((await greeted(answers(496))).answer).toMatchObject({ failure: { code: 'bank.certificate-demanded' } })
  })

  it('fails as the network does, by what another kind of answer means, and at an address that is none', async () => {
    const timeout = failure('bank.timeout', { retry: 'later' })
    expect((await greeted(timeout)).answer).toEqual(timeout)
    expect((await greeted(answers(404))).answer).toMatchObject({ failure: { code: 'bank.refused' } })
    const { answer, sent } = await greeted(timeout, 'http://bank.example')
    expect([answer, sent]).toMatchObject([{ failure: { code: 'config.invalid' } }, []])
  })
})

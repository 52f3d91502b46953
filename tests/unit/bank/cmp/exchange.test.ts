import { describe, expect, it } from 'vitest'
import { messageUrl } from '../../../../main/bank/cmp/address.ts'
import { connect, exchange } from '../../../../main/bank/cmp/exchange.ts'
import { failure } from '../../../../main/renewal/errors.ts'
import { nobody } from '../../../../main/x509/cmp/header.ts'
import { writeMessage } from '../../../../main/x509/cmp/message.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'

const message = writeMessage({
  header: { version: 2, sender: nobody, recipient: nobody },
  body: { kind: 'pkiconf' },
  extraCertificates: [],
})
const pkixcmp = { 'content-type': 'application/pkixcmp' }

async function answered(...given: Parameters<typeof answers>) {
  const { transport, sent } = fakeTransport(answers(...given))
  const result = await exchange(transport, 'https://bank.example', message, 0)
  return { sent, told: result.ok ? result.value.body.kind : result.failure }
}

describe('a CMP message', () => {
  it('goes by POST, as what it is, to the well-known place, and without a client certificate', async () => {
    const { sent, told } = await answered(200, pkixcmp, message)
    expect(told).toBe('pkiconf')
    expect(sent).toMatchObject([
      {
        identity: { kind: 'anonymous' },
        request: { method: 'POST', url: 'https://bank.example/.well-known/cmp', headers: pkixcmp, body: message },
      },
    ])
  })

  it('counts whatever the status says (RFC 9811, 3.3), and however its type is spelt', async () => {
    const spelt = { 'content-type': 'Application/PKIXCMP; charset=binary' }
    expect((await answered(500, pkixcmp, message)).told).toBe('pkiconf')
    expect((await answered(200, spelt, message)).told).toBe('pkiconf')
  })

  it.each(['application/octet-stream', 'application/x-pkixcmp', ''])(
    'counts with the type “%s”, which some servers give it, too',
    async (type) => {
      const headers = { 'content-type': type }
      expect((await answered(200, headers, message)).told).toBe('pkiconf')
      expect((await answered(500, headers, '0 nothing')).told).toMatchObject({ code: 'bank.unreachable' })
      expect((await answered(200, { 'content-type': 'text/plain' }, message)).told).toMatchObject({
        code: 'bank.bad-answer',
      })
    },
  )

  it.each([
    ['a page', 200, { 'content-type': 'text/html' }, '<p>', 'bank.maintenance'],
    ['a page for people who wait', 503, { 'content-type': 'text/html' }, '<p>', 'bank.maintenance'],
    ['the way to such a page', 302, { location: '/maintenance' }, '', 'bank.maintenance'],
    ['nothing', 200, {}, '', 'bank.bad-answer'],
    ['an empty message', 200, pkixcmp, '', 'bank.bad-answer'],
    ['something else under its name', 200, pkixcmp, 'hello', 'bank.bad-answer'],
    ['a wrong address', 404, {}, '', 'bank.refused'],
    ['a demand for a password', 401, {}, '', 'bank.refused'],
    ['too much work', 503, { 'retry-after': '7' }, '', 'bank.busy'],
    ['a fault of the server', 500, {}, '', 'bank.unreachable'],
  ] as const)('answered with %s fails by its code', async (_, status, headers, body, code) => {
    expect((await answered(status, headers, body)).told).toMatchObject({ code })
  })

  it.each([[pkixcmp], [{}]])('answered with nothing, of the type %o, is told as that', async (headers) => {
    expect((await answered(200, headers, '')).told).toMatchObject({
      code: 'bank.bad-answer',
      cause: 'HTTP 200 with an empty body, where a message should be',
    })
  })
})

it('an answer of another type is told by its type', async () => {
  const of = (type: string) => answered(200, { 'content-type': type }, 'hello')
  expect((await of('image/png')).told).toMatchObject({ cause: 'Content-Type is image/png, not application/pkixcmp' })
  expect((await answered(200, {}, 'hello')).told).toMatchObject({
    cause: 'Content-Type is missing, not application/pkixcmp',
  })
  expect((await answered(299, { 'content-type': 'image/png' }, 'x')).told).toMatchObject({
    code: 'bank.bad-answer',
    cause: 'Content-Type is image/png, not application/pkixcmp',
  })
})

describe('the address of a CMP service', () => {
  it.each([
    ['https://bank.example', 'https://bank.example/.well-known/cmp'],
    ['https://bank.example:8443/', 'https://bank.example:8443/.well-known/cmp'],
    ['https://bank.example/.well-known/cmp/p/demo', 'https://bank.example/.well-known/cmp/p/demo'],
    ['https://bank.example/pkix/', 'https://bank.example/pkix/'],
  ])('%s is %s', (given, url) => {
    expect(messageUrl(given)).toEqual({ ok: true, value: url })
  })

  it.each([
    ['http://bank.example', 'https is needed'],
    ['bank.example', 'not an address'],
    ['https://user@bank.example', 'an address with a user name or password'],
    ['https://:secret@bank.example', 'an address with a user name or password'],
    ['https://bank.example/?x', 'an address with a query or fragment'],
    ['https://bank.example/#x', 'an address with a query or fragment'],
  ])('%s is refused before anything is sent', async (url, why) => {
    const { transport, sent } = fakeTransport()
    const cause = `CMP URL: ${why}`
    expect(await exchange(transport, url, message, 0)).toEqual(failure('config.invalid', { cause }))
    expect(sent).toEqual([])
  })
})

describe('the connection for messages', () => {
  it('is opened anew by a question of nobody’s to the very address, and tells the server’s time', async () => {
    const date = 'Fri, 20 Nov 2026 00:00:03 GMT'
    const { transport, sent } = fakeTransport(answers(405, { date }), answers(200))
    expect(await connect(transport, 'https://bank.example')).toEqual({ ok: true, value: Date.parse(date) })
    expect(await connect(transport, 'https://bank.example')).toEqual({ ok: true, value: undefined })
    expect(sent[0]).toMatchObject({
      identity: { kind: 'anonymous' },
      request: {
        method: 'GET',
        url: 'https://bank.example/.well-known/cmp',
        headers: { accept: 'application/pkixcmp' },
        fresh: true,
      },
    })
    expect(sent[0]!.request.body).toBeUndefined()
  })

  it('is not there where the server is not the bank’s, and is not tried at an address that is none', async () => {
    const { transport, sent } = fakeTransport(failure('bank.untrusted'))
    expect(await connect(transport, 'https://bank.example')).toEqual(failure('bank.untrusted'))
    expect((await connect(transport, 'no address')).ok).toBe(false)
    expect(sent).toHaveLength(1)
  })
})

/** What is sent before the portal has shown that it is the bank. */
import { describe, expect, it } from 'vitest'
import { createPortal } from '../../../../main/bank/portal/portal.ts'
import { failure } from '../../../../main/renewal/errors.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'

const ours = 'a'.repeat(64)
const json = (value: object) => answers(200, {}, JSON.stringify(value))
const recognised = (thumbprint = ours) => json({ customerId: 'K1', name: '経理', thumbprint, status: 'valid' })
const portal = (...given: Parameters<typeof fakeTransport>) => {
  const { transport, sent } = fakeTransport(...given)
  return { sent, signIn: createPortal('https://bank.example/portal', transport).logIn(ours, 'K1', 'hiraku-goma') }
}
const secrets = (sent: ReturnType<typeof portal>['sent']) =>
  sent.filter(({ request }) => Buffer.from(request.body ?? []).includes('hiraku-goma') || request.url.includes('K1'))

describe('signing in to the portal', () => {
  it('first has the bank recognise the certificate on a new connection, and then sends the password', async () => {
    const { signIn, sent } = portal(recognised(), json({ customerId: 'K1', name: '経理' }))
    expect(await signIn).toMatchObject({ ok: true, value: { customerId: 'K1' } })
    expect(sent.map(({ request }) => [request.method, request.url, request.fresh, request.secret])).toEqual([
      ['GET', 'https://bank.example/portal/who-am-i', true, false],
      ['POST', 'https://bank.example/portal/login', false, true],
    ])
    expect(secrets(sent)).toEqual(sent.slice(1))
  })

  it.each([
    ['did not ask for the certificate', failure('bank.certificate-not-asked'), 'bank.certificate-not-asked'],
    ['passed the request on without it', answers(403, {}, '{"code":"certificate-needed"}'), 'bank.certificate-refused'],
  ])(
    'sends neither customer ID nor password to a server that %s, as a proxy that inspects TLS',
    async (_title, told, code) => {
      const { signIn, sent } = portal(told)
      expect(await signIn).toMatchObject({ failure: { code } })
      expect(sent).toHaveLength(1)
      expect(secrets(sent)).toEqual([])
    },
  )

  it('sends neither where the bank saw another certificate', async () => {
    const { signIn, sent } = portal(recognised('b'.repeat(64)))
    expect(await signIn).toMatchObject({ failure: { code: 'bank.other-identity' } })
    expect(secrets(sent)).toEqual([])
  })

  it('sends neither to a server that does not know what it was asked', async () => {
    const { signIn, sent } = portal(answers(200, {}, '<html>Login</html>'))
    expect(await signIn).toMatchObject({ failure: { code: 'bank.maintenance' } })
    expect(secrets(sent)).toEqual([])
  })
})

import { describe, expect, it } from 'vitest'
import { createEstBank } from '../../../../main/bank/est/est-client.ts'
import type { HttpAnswer } from '../../../../main/bank/transport/http.ts'
import type { Result } from '../../../../main/renewal/errors.ts'
import { now } from '../../x509/authority.ts'
import { answers, fakeTransport } from '../transport/fake-transport.ts'

describe('a bank that goes round in circles', () => {
  it('is followed three times and no more, over all kinds of redirects', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const hops: Result<HttpAnswer>[] = [1, 2, 3, 4, 5].map((hop) => answers(status, { location: `/hop-${hop}` }))
      const { transport, sent } = fakeTransport(...hops)
      const bank = createEstBank({ url: 'https://bank.example', trustAnchors: () => [], transport, clock: () => now })
      expect(await bank.reach()).toMatchObject({ ok: false })
      expect(sent.map(({ request }) => new URL(request.url).pathname)).toEqual([
        '/.well-known/est/cacerts',
        '/hop-1',
        '/hop-2',
        '/hop-3',
      ])
    }
  })

  it.each([
    [`https://bank.example/${'a'.repeat(2048)}`, 302],
    [`https://${'銀行更新証明'.repeat(500)}.example/`, 301],
    [`https://${encodeURIComponent('銀行更新証明'.repeat(500))}.example/`, 300],
  ])(
    'is not followed to an address that is longer than any, nor is that one read for its host',
    async (location, status) => {
      const { transport, sent } = fakeTransport(answers(status, { location }))
      const bank = createEstBank({ url: 'https://bank.example', trustAnchors: () => [], transport, clock: () => now })
      const cause = expect.stringContaining(`HTTP ${status}: a redirect, not followed`) as string
      expect(await bank.reach()).toMatchObject({ ok: false, failure: { cause } })
      expect(sent).toHaveLength(1)
    },
  )

  it('is followed to the longest address that there is', async () => {
    const location = `https://bank.example/${'a'.repeat(2048 - 'https://bank.example/'.length)}`
    const { transport, sent } = fakeTransport(answers(302, { location }))
    const bank = createEstBank({ url: 'https://bank.example', trustAnchors: () => [], transport, clock: () => now })
    await bank.reach()
    expect(sent.map(({ request }) => request.url).slice(1)).toEqual([location])
  })

  it.each(['https://user@bank.example/ca', 'https://:secret@bank.example/ca'])(
    'is not followed to an address with a credential in it: %s',
    async (location) => {
      const { transport, sent } = fakeTransport(answers(302, { location }))
      const bank = createEstBank({ url: 'https://bank.example', trustAnchors: () => [], transport, clock: () => now })
      expect(await bank.reach()).toMatchObject({ ok: false })
      expect(sent).toHaveLength(1)
    },
  )
})

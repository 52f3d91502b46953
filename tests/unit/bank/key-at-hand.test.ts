import { expect, it, vi } from 'vitest'
import type { HttpRequest, Transport } from '../../../main/bank/transport/http.ts'
import { withKeyAtHand } from '../../../main/bank/key-at-hand.ts'
import { failure } from '../../../main/renewal/errors.ts'

it('a request with a certificate whose key waits for a PIN is not sent; every other one is', async () => {
  const send = vi.fn(async () => failure('bank.busy'))
  const transport: Transport = { send, forget: () => undefined }
  const missing = { code: 'keystore.pin-needed', retry: 'never' } as const
  const guarded = withKeyAtHand(transport, (thumbprint) => (thumbprint === 'in-database' ? undefined : missing))
  const request = {} as HttpRequest
  const withCertificate = (thumbprint: string) => guarded.send({ kind: 'certificate', thumbprint }, request)
  expect(await withCertificate('on-token')).toEqual({ ok: false, failure: missing })
  expect(send).not.toHaveBeenCalled()
  await withCertificate('in-database')
  await guarded.send({ kind: 'anonymous' }, request)
  expect(send).toHaveBeenCalledTimes(2)
})

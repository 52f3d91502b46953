/** Whatever certificates an answer carries, looking at them costs the main process what one answer may cost. */
import { type KeyObject, verify } from 'node:crypto'
import type * as nodeCrypto from 'node:crypto'
import { beforeEach, expect, it, vi } from 'vitest'
import { createEstBank } from '../../../main/bank/est/est-client.ts'
import { writeBase64 } from '../../../main/bank/est/base64.ts'
import { verificationCost } from '../../../main/x509/chain/budget.ts'
import { writeCertificates } from '../../../main/x509/cms.ts'
import { makeAuthority, now } from '../x509/authority.ts'
import { crossed, crossedKeys } from '../x509/chain/crossed.ts'
import { authority, honest, type Answer, keyIdentifier, ra, renewalAt } from './cmp/fake-bank.ts'
import { answers, fakeTransport } from './transport/fake-transport.ts'

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof nodeCrypto>()
  return { ...crypto, verify: vi.fn(crypto.verify) }
})
/** In microseconds of a slow machine; 100 ms with the reading. */
const affordable = 30_000
const cost = (): number =>
  vi.mocked(verify).mock.calls.reduce((sum, [, , key]) => sum + verificationCost(key as KeyObject), 0)

const keys = crossedKeys('p521', 32)
beforeEach(() => void vi.mocked(verify).mockClear())

it('/cacerts with 32 cross-signed certificates on P-521', async () => {
  const { root } = makeAuthority()
  const body = writeBase64(writeCertificates(crossed(keys, 'Test Root')))
  const { transport } = fakeTransport(answers(200, { 'content-type': 'application/pkcs7-mime' }, body))
  const bank = createEstBank({
    url: 'https://bank.example',
    label: undefined,
    trustAnchors: () => [root],
    transport,
    clock: () => now,
  })
  expect(await bank.reach()).toMatchObject({ failure: { code: 'bank.untrusted' } })
  expect(cost()).toBeGreaterThan(10_000)
  expect(cost()).toBeLessThanOrEqual(affordable)
})

it('a CMP answer among whose certificates the one that signed is named', async () => {
  const certificates = [...crossed(keys.slice(0, 20), 'RA'), ra, authority.middle]
  const said = (senderKeyId: Uint8Array | undefined) =>
    renewalAt((message, index) => ({
      ...(honest(message, index) as Answer),
      header: { senderKeyId },
      extraCertificates: certificates,
    }))
  expect(await said(keyIdentifier)).toBe('issued')
  expect(await said(undefined)).toBe('bank.untrusted')
})

it('a CMP answer whose 22 certificates all have the name of its sender', async () => {
  const said = renewalAt((message, index) => ({
    ...(honest(message, index) as Answer),
    extraCertificates: [...crossed(keys.slice(0, 21), 'RA'), authority.middle],
  }))
  expect(await said).toBe('bank.untrusted')
  expect(cost()).toBeGreaterThan(10_000)
  // Beside it: our own request and its proof of possession, which were checked before they were sent.
  expect(cost()).toBeLessThanOrEqual(affordable + 1_000)
})

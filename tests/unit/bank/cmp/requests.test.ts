/** What goes into a request of our own, whose names are copied from the PKCS#10 request byte for byte. */
import { expect, it } from 'vitest'
import { askForFirst, askForKeyUpdate } from '../../../../main/bank/cmp/requests.ts'
import type { Result } from '../../../../main/renewal/errors.ts'
import { decode, encode, fromHex, hex, sequence } from '../../../../main/x509/der.ts'
import { extensionsOf } from '../../../../main/x509/extensions.ts'
import { readCertificate } from '../../../../main/x509/read.ts'
import { readRequest } from '../../../../main/x509/request.ts'
import { current, currentKeys, nextKeys, request } from './fake-bank.ts'
import { memoryKeys } from './memory-keys.ts'

const keyStore = memoryKeys({ next: nextKeys.privateKey }, [{ certificate: current, key: currentKeys.privateKey }])
const keys = { newKey: { name: 'next' }, keyStore }
function known<T>(read: Result<T>): T {
  if (!read.ok) throw new Error(read.failure.cause)
  return read.value
}
const own = known(readRequest(request))
const facts = known(readCertificate(current))

async function templateOf(change: Partial<typeof own>) {
  const form = { command: 'ir', mac: 'pbmac1' } as const
  const asked = { der: request, own: { ...own, ...change } }
  const asking = await askForFirst({ customerId: 'K1', password: 'SECRET' }, asked, { ...keys, form })
  if (!asking.ok || asking.value.body.kind === 'p10cr') throw new Error('not asked')
  const [{ request: sent, possession }] = asking.value.body.requests as [(typeof asking.value.body.requests)[number]]
  return { ...sent.template, possession }
}

it('an alternative name is asked for where there is one, and is critical where there is no other name', async () => {
  const nameless = hex(encode(sequence()))
  const alternative = ({ extensions }: Awaited<ReturnType<typeof templateOf>>) =>
    extensionsOf(decode(extensions!)).get('2.5.29.17')
  const value = fromHex(own.subjectAltName!)
  expect(alternative(await templateOf({}))).toEqual({ critical: false, value })
  const bare = await templateOf({ subject: nameless })
  expect([bare.subject, alternative(bare)]).toEqual([fromHex(nameless), { critical: true, value }])
  expect(await templateOf({ subjectAltName: undefined })).toEqual({
    subject: fromHex(own.subject),
    publicKey: nextKeys.spki,
    possession: { kind: 'signature', algorithm: expect.anything() as object, signature: expect.anything() as object },
  })
})

it('whose it is, and whether a certificate that speaks for it has expired, decides what a refusal means', async () => {
  const asked = async (now: number) => {
    const asking = await askForKeyUpdate(facts, own, { ...keys, chain: [], now })
    return asking.ok && asking.value.asked
  }
  const { notAfter } = facts
  expect([await asked(notAfter), await asked(notAfter + 1)]).toEqual([{ expired: false }, { expired: true }])
  const form = { command: 'p10cr', mac: 'pbmac1' } as const
  const credentials = { customerId: 'K1', password: 'SECRET' }
  expect(await askForFirst(credentials, { der: request, own }, { ...keys, form })).toMatchObject({
    value: { asked: { byPassword: true }, purpose: { kind: 'enrolment', customerId: 'K1' } },
  })
})

import type { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { characterNames } from '../../../main/demo-bank/characters.ts'
import type { Character } from '../../../main/demo-bank/control.ts'
import { readCertificate } from '../../../main/x509/read.ts'
import { type RunningBank, startBank, temporaryFolder } from '../peers/bank-process.ts'
import { cmp, holds, messagesOf, newKey } from '../peers/openssl-cmp.ts'
import {
  certificatesIn,
  holderOf,
  identityOf,
  makeRequest,
  missing,
  openssl,
  pkcs10,
  refusal,
  wrapped,
} from '../peers/openssl.ts'

const est = '/.well-known/est'

async function customer(character: Character, more: { amount?: number; variant?: string } = {}) {
  const bank = await startBank()
  const work = temporaryFolder()
  const holder = await holderOf(bank, work)
  await bank.fault({ where: 'bank', fault: character, times: 1000, ...more })
  const { der } = await makeRequest(work, 'next')
  return {
    bank,
    work,
    holder,
    async reenrol() {
      const answer = await bank.ask(`${est}/simplereenroll`, { headers: pkcs10, body: wrapped(der), identity: holder })
      expect(answer.status).toBe(200)
      return (await certificatesIn(answer.body))[0]!
    },
    keyUpdate: async (options = {}) =>
      cmp(bank, work, 'kur', { ...holds(holder), ...(await newKey(work)), ...options }),
  }
}

/** Did the server ask for a client certificate? */
async function asks(bank: RunningBank): Promise<boolean> {
  const { host } = new URL(bank.origin)
  const told = await openssl(['s_client', '-connect', host, '-CAfile', bank.trustAnchors], 'Q\n')
  return !told.toString().includes('No client certificate CA names sent')
}

const beginsIn = (certificate: X509Certificate): number => (Date.parse(certificate.validFrom) - Date.now()) / 1000

describe.skipIf(missing !== undefined)('a character of the demo bank, seen with curl and OpenSSL', () => {
  it('not-idempotent: the same request is issued again', async () => {
    const { bank, reenrol } = await customer('not-idempotent')
    const issued = [await reenrol(), await reenrol(), await reenrol()]
    expect(new Set(issued.map(({ serialNumber }) => serialNumber)).size).toBe(3)
    await bank.control('DELETE', 'faults')
    // The first is the one that the ledger has for the key.
    expect((await reenrol()).serialNumber).toBe(issued[0]!.serialNumber)
    expect(await bank.certificates()).toHaveLength(4)
  })

  it('not-idempotent: by CMP, too', async () => {
    const { bank, keyUpdate, work } = await customer('not-idempotent')
    const key = await newKey(work)
    const [first, second] = [await keyUpdate(key), await keyUpdate(key)]
    expect(first.certificate?.serialNumber).not.toBe(second.certificate?.serialNumber)
    expect(await bank.certificates()).toHaveLength(3)
  })

  it('not-backdated: a certificate begins when it is issued', async () => {
    const { reenrol } = await customer('not-backdated')
    const seconds = beginsIn(await reenrol())
    expect(seconds).toBeGreaterThan(-30)
    expect(seconds).toBeLessThanOrEqual(0)
  })

  it('starts-later: it begins some seconds later, by EST and by CMP', async () => {
    const { reenrol, keyUpdate } = await customer('starts-later', { amount: 200 })
    const issued = [await reenrol(), (await keyUpdate()).certificate!]
    for (const seconds of issued.map(beginsIn)) expect(Math.abs(seconds - 185)).toBeLessThan(16)
  })

  it.each([
    ['503', { status: 503, headers: { 'retry-after': '60', 'content-type': 'text/html; charset=utf-8' } }],
    ['503-until', { status: 503, headers: { 'retry-after': expect.stringMatching(/ GMT$/) as string } }],
    ['302', { status: 302, headers: { location: 'https://maintenance.example/' } }],
    ['200', { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } }],
  ])(
    'maintenance (%s): everything is a page, of a server that asks nobody for a certificate',
    async (variant, seen) => {
      const { bank, holder } = await customer('maintenance', { variant, amount: 60 })
      for (const path of [`${est}/cacerts`, `${est}/simplereenroll`, '/.well-known/cmp', '/portal/who-am-i']) {
        expect(await bank.ask(path, { identity: holder })).toMatchObject(seen)
      }
      expect(await asks(bank)).toBe(false)
      await bank.control('DELETE', 'faults')
      expect(await asks(bank)).toBe(true)
      expect((await bank.ask('/portal/who-am-i', { identity: holder })).status).toBe(200)
    },
  )

  it.each(['string-type', 'letter-case'])(
    'names-rebuilt (%s): the subject is the same in other octets',
    async (variant) => {
      const { reenrol, holder } = await customer('names-rebuilt', { variant })
      const renewed = await reenrol()
      const read = (der: Uint8Array) => readCertificate(new Uint8Array(der))
      const [before, after] = [holder.read, renewed].map(({ raw }) => read(raw))
      const subjects = [before, after].map((facts) => (facts?.ok === true ? facts.value.subject : undefined))
      expect(subjects[0]).not.toBe(subjects[1])
      const plain = [holder.read, renewed].map(({ subject }) => subject.toLowerCase())
      expect(plain[0]).toBe(plain[1])
    },
  )

  it('root-only-cacerts: the CA that issues is not published', async () => {
    const { bank } = await customer('root-only-cacerts')
    const [root, ...others] = await certificatesIn((await bank.ask(`${est}/cacerts`)).body)
    expect([root!.subject === root!.issuer, others]).toEqual([true, []])
  })

  it('demands-certificate: without one there is a page with 400, or no answer; with one all is well', async () => {
    const { bank, holder } = await customer('demands-certificate')
    expect(await bank.ask(`${est}/cacerts`)).toMatchObject(refusal(400, /No required SSL certificate/))
    expect((await bank.ask(`${est}/cacerts`, { identity: holder })).status).toBe(200)
    await bank.control('DELETE', 'faults')
    await bank.fault({ where: 'bank', fault: 'demands-certificate', times: 1, variant: 'closed' })
    // 52, 56: nothing or a failure instead of an answer
    expect([52, 56]).toContain((await bank.ask(`${est}/cacerts`)).exit)
    expect((await bank.ask(`${est}/cacerts`)).status).toBe(200)
  })

  it('forgets: whoever polls or confirms hears that there is no such transaction', async () => {
    const { bank, keyUpdate } = await customer('forgets')
    const { exit, log } = await keyUpdate()
    expect([exit === 0, /there is no such transaction/.test(log)]).toEqual([false, true])
    await bank.fault({ where: 'cmp', fault: 'pending', times: 1 })
    const polled = await keyUpdate()
    expect(messagesOf(polled).join(' ')).toContain('POLLREQ')
    expect(polled.log).toMatch(/there is no such transaction/)
  })

  it('revokes-at-issue: what was issued opens nothing', async () => {
    const { bank, reenrol, work } = await customer('revokes-at-issue')
    const revoked = await reenrol()
    const holder = identityOf(work, 'revoked', revoked, `${work}/next.key`)
    expect(await bank.ask('/portal/who-am-i', { identity: holder })).toMatchObject(refusal(403, /"revoked"/))
  })

  it('supersedes: what was renewed opens nothing', async () => {
    const { bank, reenrol, holder, work } = await customer('supersedes')
    const renewed = await reenrol()
    expect(await bank.ask('/portal/who-am-i', { identity: holder })).toMatchObject(refusal(403, /"revoked"/))
    const successor = identityOf(work, 'successor', renewed, `${work}/next.key`)
    expect((await bank.ask('/portal/who-am-i', { identity: successor })).status).toBe(200)
  })

  it('closes-on-revoked: a revoked certificate gets no answer at all', async () => {
    const { bank, holder } = await customer('closes-on-revoked')
    expect((await bank.ask('/portal/who-am-i', { identity: holder })).status).toBe(200)
    await bank.control('POST', 'revocations', { thumbprint: (await bank.certificates())[0]!.thumbprint })
    for (const path of ['/portal/who-am-i', `${est}/csrattrs`]) {
      expect([52, 56]).toContain((await bank.ask(path, { identity: holder })).exit)
    }
    expect((await bank.ask(`${est}/csrattrs`)).status).toBe(200)
  })

  it('can be switched on and off by name, as its window does', async () => {
    const bank = await startBank()
    for (const name of characterNames) await bank.control('POST', 'characters', { name, on: true })
    await bank.control('POST', 'characters', { name: 'maintenance', on: false })
    await bank.control('POST', 'characters', { name: 'forgets', on: true })
    const faults = await bank.control<{ fault: string }[]>('GET', 'faults')
    const others = characterNames.filter((name) => name !== 'maintenance' && name !== 'forgets')
    expect(faults.map(({ fault }) => fault)).toEqual([...others, 'forgets'])
    await expect(bank.control('POST', 'characters', { name: 'busy', on: true })).rejects.toThrow(/400/)
    const odd = { where: 'bank', fault: 'maintenance', times: 1, variant: '418' }
    await expect(bank.control('POST', 'faults', odd)).rejects.toThrow(/400/)
  })
})

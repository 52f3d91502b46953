/** What the demo bank answers, and what the client sends and makes of it, is what the portal's contract says. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Identity, Transport } from '../../../../main/bank/transport/http.ts'
import { createPortal, type Portal } from '../../../../main/bank/portal/portal.ts'
import { signInRefusals } from '../../../../main/demo-bank/faults.ts'
import { findCustomer, foundCustomers, listCustomers } from '../../../../main/demo-bank/ledger/customers.ts'
import { openDatabase } from '../../../../main/demo-bank/ledger/database.ts'
import { issueNoticeCode } from '../../../../main/demo-bank/ledger/notice-codes.ts'
import { createPortal as createService } from '../../../../main/demo-bank/portal/portal.ts'
import type { Question, Service } from '../../../../main/demo-bank/web/exchange.ts'
import type { Peer } from '../../../../main/demo-bank/web/peer.ts'
import { type Result, success } from '../../../../main/renewal/errors.ts'
import { address, contract, fits, operations, own, responseTo, type } from './contract.ts'

describe('the demo bank and the client keep to the contract', () => {
  let database: ReturnType<typeof openDatabase>
  const now = Date.UTC(2030, 5, 1, 3)
  const day = 24 * 60 * 60 * 1000
  let folder: string
  let service: Service
  let password: string
  let known: Extract<Peer, { kind: 'known' }>

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'koshin-portal-'))
    database = openDatabase(folder)
    await foundCustomers(database)
    const customer = findCustomer(database, 'K1000001')!
    password = listCustomers(database).find(({ customerId }) => customerId === customer.customerId)!.password
    service = createService({ database, clock: () => now })
    const certificate = { thumbprint: own, notAfter: now + 20 * day, revokedAt: null }
    known = { kind: 'known', customer, certificate: certificate as typeof known.certificate }
  })
  afterAll(() => {
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** To the demo bank, with a cookie as a browser keeps it; whatever does not fit the contract fails. */
  function transportTo(peer: Peer, heard: string[] = [], fault?: Question['fault']): Transport {
    let cookie: string | undefined
    const peerOf = (identity: Identity): Peer => (identity.kind === 'anonymous' ? { kind: 'none' } : peer)
    return {
      async send(identity, { method, url, headers, body = new Uint8Array(), cookies }) {
        const at = url.slice(address.length)
        const operation = contract.paths[at]![method.toLowerCase()]!
        const asked = operation.requestBody?.content[type]
        expect(asked === undefined ? body.length === 0 : fits(asked, JSON.parse(Buffer.from(body).toString()))).toBe(
          true,
        )
        const sent = { ...headers, ...(cookies === true && cookie !== undefined ? { cookie } : {}) }
        const question = { method, path: `/portal${at}`, headers: sent, body, fault, amount: undefined }
        const answer = await service({ ...question, peer: peerOf(identity) })
        cookie = answer.headers['set-cookie']?.split(';')[0] ?? cookie
        const said = Buffer.from(answer.body).toString()
        const content = responseTo(operation, answer.status).content?.[type]
        expect(said === '' ? answer.status === 204 : fits(content!, JSON.parse(said))).toBe(true)
        heard.push(`${method} ${at} ${answer.status}`)
        return success({ ...answer, date: undefined })
      },
      forget: () => undefined,
    }
  }
  const portalFor = (peer: Peer, heard?: string[], fault?: Question['fault']): Portal =>
    createPortal(address, transportTo(peer, heard, fault), () => now)
  const codeOf = (result: Result<unknown>): string => (result.ok ? 'accepted' : result.failure.code)
  /** What the contract says of an answer by its name. */
  const told = (at: string, status: number, name: string): string => {
    const [operation] = Object.values(contract.paths[at]!)
    const outcome = responseTo(operation!, status)['x-koshin'].find(({ answer }) => answer === name)!
    return outcome.code ?? outcome.does
  }

  it('through a whole session', async () => {
    const heard: string[] = []
    const portal = portalFor(known, heard)
    const code = issueNoticeCode(database, { customerId: 'K1000001', thumbprint: own }, now)
    const results = [
      await portal.logIn(own, 'K1000001', password),
      await portal.whoAmI(own),
      await portal.policy(own),
      await portal.registeredEmail(own),
      await portal.checkNotice(code, { thumbprints: [own] }, own),
      await portal.checkNotice(code, { customerId: 'K1000001' }, undefined),
      await portal.checkNotice('NOBODYS-CODE', { thumbprints: [own] }, own),
    ]
    await portal.logOut(own)
    expect(results.map(codeOf)).toEqual(results.map(() => 'accepted'))
    expect(results.slice(4).map((result) => result.ok && result.value)).toMatchObject([
      { result: 'sent' },
      { result: 'sent' },
      { result: 'unknown' },
    ])
    expect(new Set(heard.map((one) => one.split(' ')[1]))).toEqual(new Set(Object.keys(contract.paths)))
  })

  it.each([
    ['certificate-needed', (): Peer => ({ kind: 'none' })],
    ['certificate-unknown', (): Peer => ({ kind: 'foreign' })],
    ['expired', (): Peer => ({ ...known, certificate: { ...known.certificate, notAfter: now - 1 } })],
    ['revoked', (): Peer => ({ ...known, certificate: { ...known.certificate, revokedAt: now } })],
  ])('where it refuses a certificate: %s', async (name, peer) => {
    const portal = portalFor(peer())
    const refused = [await portal.whoAmI(own), await portal.registeredEmail(own)]
    expect(refused.map(codeOf)).toEqual([told('/who-am-i', 403, name), told('/registered-email', 403, name)])
  })

  it('where it lets no such old version of the app in', async () => {
    const portal = portalFor(known, [], 'app-too-old')
    const refused = [await portal.whoAmI(own), await portal.registeredEmail(own)]
    expect(refused.map(codeOf)).toEqual(['/who-am-i', '/registered-email'].map((at) => told(at, 403, 'app-too-old')))
  })

  it('where it wants a login before a renewal', async () => {
    const policy = await portalFor(known, [], 'needs-login').policy(own)
    expect(policy).toMatchObject({ value: { renewalNeedsLogin: true } })
  })

  it('where it is closed until a time that it tells', async () => {
    const refused = await portalFor(known, [], 'maintenance-until').whoAmI(own)
    expect(refused).toMatchObject({ failure: { until: now + 600_000, retryAfter: 600 } })
    expect(codeOf(refused)).toBe(told('/who-am-i', 503, 'maintenance'))
  })

  it.each(signInRefusals)(
    'where it refuses a sign-in by the right password, and only that one: %s',
    async (refusal) => {
      const portal = portalFor(known, [], refusal)
      expect(codeOf(await portal.whoAmI(own))).toBe('accepted')
      expect(codeOf(await portal.logIn(own, 'K1000001', `${password}x`))).toBe('bank.login-refused')
      expect(codeOf(await portal.logIn(own, 'K1000001', password))).toBe(told('/login', 403, refusal))
    },
  )

  it('where there is no session, where a password is wrong, and where there were too many wrong ones', async () => {
    const portal = portalFor(known)
    expect(codeOf(await portal.registeredEmail(own))).toBe(told('/registered-email', 401, 'login-needed'))
    const wrong = () => portal.logIn(own, 'K1000001', 'wrong').then(codeOf)
    const before = [await wrong(), await wrong(), await wrong(), await wrong(), await wrong()]
    expect(before).toEqual(before.map(() => told('/login', 401, 'login-refused')))
    expect(await wrong()).toBe(told('/login', 429, 'too-many-attempts'))
  })

  it.each(operations)('where $at is asked in another way than by $method', async ({ at, method, operation }) => {
    const other = method === 'get' ? 'POST' : 'GET'
    const question = { method: other, path: `/portal${at}`, headers: {}, body: new Uint8Array(), peer: known }
    const answer = await service({ ...question, fault: undefined, amount: undefined })
    expect([answer.status, answer.headers['allow']]).toEqual([405, method.toUpperCase()])
    const content = responseTo(operation, 405).content?.[type]
    expect(fits(content!, JSON.parse(Buffer.from(answer.body).toString()))).toBe(true)
  })
})

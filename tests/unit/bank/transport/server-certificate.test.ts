/** Whom the transport takes for the bank's server, with a stand-in for Electron. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Session } from 'electron'
import type { ConnectionOptions } from '../../../../main/bank/transport/connection.ts'
import { derToPem } from '../../../../main/x509/pem.ts'
import { certificateSigning, day, extension, issue, makeAuthority, makeKeys, now } from '../../x509/authority.ts'
import { replaceElectron, respond, soon } from './electron-stand-in.ts'

let electron: ReturnType<typeof replaceElectron>

beforeEach(() => {
  electron = replaceElectron()
})

const url = 'https://bank.example/.well-known/est/cacerts'
const { root, middle, leaf } = makeAuthority('Bank')
const inspector = makeAuthority('Inspector')
const named = [extension.dnsNames('bank.example'), extension.extendedKeyUsage('serverAuth')]
const believed = 0
/** net::ERR_CERT_AUTHORITY_INVALID */
const refused = -202

/** As Chromium hands a chain over: the server's own certificate, and through it its issuers. */
function chained(...ders: readonly Uint8Array[]): object | undefined {
  const [first, ...above] = ders
  return first && { data: derToPem(first), issuerCert: chained(...above) }
}

/** What the session answers Chromium, and whether the server counts as the bank's once it has answered. */
async function meet(
  certificate: object | undefined,
  {
    anchor = root,
    networkRoots = [],
    trust = () => [anchor],
    errorCode = refused,
  }: {
    anchor?: Uint8Array
    networkRoots?: readonly Uint8Array[]
    trust?: ConnectionOptions['trust']
    errorCode?: number
  } = {},
) {
  const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
  const transport = createTransport({ trust, networkRoots, clock: () => now })
  const asking = { method: 'GET', url, headers: {}, timeout: 60_000, maximumBody: 1000 } as const
  const answer = transport.send({ kind: 'anonymous' }, asking)
  const under = await vi.waitUntil(() => electron.requests[0], soon)
  let code: number | undefined
  const met = { hostname: 'bank.example', errorCode, certificate }
  electron.sessions[0]!.verify?.(met, (told) => (code = told))
  respond(under)
  await answer
  return { code, verified: transport.verifiedAt(url) !== undefined }
}

it('is the one whose certificate chains to the bank’s anchors, also where the network has roots of its own', async () => {
  const own = chained(leaf(makeKeys(), { extensions: named }), middle)
  expect(await meet(own, { networkRoots: [inspector.root] })).toEqual({ code: believed, verified: true })
})

it('is not a proxy that inspects TLS: policy lets it pass, and no window calls it the bank', async () => {
  const theirs = chained(inspector.leaf(makeKeys(), { extensions: named }), inspector.middle)
  expect(await meet(theirs, { networkRoots: [inspector.root] })).toEqual({ code: believed, verified: false })
})

it('is whom the system’s roots vouch for, where they are believed beside the network’s', async () => {
  const theirs = chained(makeAuthority('Public').leaf(makeKeys(), { extensions: named }))
  const met = await meet(theirs, { trust: 'system', networkRoots: [inspector.root], errorCode: 0 })
  expect(met).toEqual({ code: -3, verified: true })
})

it('is not such a proxy either where the system’s roots are believed beside the network’s', async () => {
  const theirs = chained(inspector.leaf(makeKeys(), { extensions: named }), inspector.middle)
  const met = await meet(theirs, { trust: 'system', networkRoots: [inspector.root] })
  expect(met).toEqual({ code: believed, verified: false })
})

it.each([
  ['as Chromium says', {}],
  ['although Chromium, and so the system, believes it', { errorCode: 0 }],
  ['also where the network has roots of its own', { errorCode: 0, networkRoots: [makeAuthority('Office').root] }],
])('is nobody whom no root vouches for, %s', async (_what, more) => {
  const theirs = chained(inspector.leaf(makeKeys(), { extensions: named }), inspector.middle)
  expect(await meet(theirs, more)).toMatchObject({ code: refused })
})

it('is the bank’s however long its chain is', async () => {
  const issuing = [extension.basicConstraints(true), certificateSigning]
  const authorities = Array.from({ length: 15 }, (_, at) => ({ subject: `CA ${at}`, keys: makeKeys() }))
  const certificates = authorities.map((own, at) => {
    const { subject, keys } = authorities[at + 1] ?? own
    return issue({ ...own, issuer: subject, signer: keys, extensions: issuing })
  })
  const { subject, keys } = authorities[0]!
  const server = issue({ subject: 'bank', issuer: subject, keys: makeKeys(), signer: keys, extensions: named })
  const answer = await meet(chained(server, ...certificates.slice(0, -1)), { anchor: certificates.at(-1)! })
  expect(answer).toEqual({ code: believed, verified: true })
})

describe('a password', () => {
  const serverOf = (by: Pick<typeof inspector, 'leaf' | 'middle'>): object =>
    chained(by.leaf(makeKeys(), { extensions: named }), by.middle)!
  const [bank, otherBank, proxy] = [serverOf({ middle, leaf }), serverOf({ middle, leaf }), serverOf(inspector)]

  /**
   * Servers show themselves to a session: `before` while a request without secrets is under way, `then` while the one
   * with a password is. Tells what Chromium was answered in the second one, and what became of that.
   */
  async function send(
    before: readonly object[],
    then: readonly object[],
    options: Partial<ConnectionOptions> = { trust: 'system' },
    errorCode = 0,
  ) {
    const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
    const transport = createTransport({ trust: 'system', clock: () => now, ...options })
    const asking = { method: 'POST', url, headers: {}, timeout: 60_000, maximumBody: 1000 } as const
    const codes: number[] = []
    const show = (certificate: object) =>
      electron.sessions[0]!.verify?.({ hostname: 'bank.example', errorCode, certificate }, (code) => codes.push(code))
    const first = transport.send({ kind: 'anonymous' }, asking)
    const harmless = await vi.waitUntil(() => electron.requests[0], soon)
    before.forEach(show)
    respond(harmless)
    expect(await first).toMatchObject({ ok: true })
    codes.splice(0)
    const second = transport.send({ kind: 'anonymous' }, { ...asking, secret: true })
    const settled = second.then((answer) => (answer.ok ? 'sent' : answer.failure.code))
    const under = await Promise.race([settled, vi.waitUntil(() => electron.requests[1], soon)])
    if (typeof under === 'string') return { codes, became: under }
    then.forEach(show)
    if (codes.some((code) => code === refused)) under.emit('error', new Error('net::ERR_CERT_AUTHORITY_INVALID'))
    else respond(under)
    return { codes, became: await settled }
  }
  const asChromiumSays = -3

  it.each([
    ['the server that the session knows, on a new connection', [bank]],
    ['the first server that there is', []],
  ])('is sent to %s', async (_whom, before) => {
    expect(await send(before, [bank])).toEqual({ codes: [asChromiumSays], became: 'sent' })
  })

  it('is not sent to a proxy that lets the first connection through and inspects the second', async () => {
    expect(await send([bank], [proxy])).toEqual({ codes: [refused], became: 'network.tls-inspected' })
    // Nor is what that session has seen kept for the next time.
    expect(electron.sessions.map(({ cleared }) => cleared)).toEqual([true])
  })

  it('is not sent at all where two have answered before it; the next session begins anew', async () => {
    expect(await send([bank, proxy], [])).toEqual({ codes: [], became: 'network.tls-inspected' })
    expect(electron.sessions.map(({ cleared }) => cleared)).toEqual([true])
  })

  it.each([
    ['before', [proxy], []],
    ['on its way', [], [proxy]],
  ])(
    'is not sent through a proxy that only a root of the network vouches for, seen %s',
    async (_when, before, then) => {
      const options = { trust: () => [root], networkRoots: [inspector.root] }
      expect((await send(before, then, options, refused)).became).toBe('network.tls-inspected')
    },
  )

  it('is sent to the bank’s server in spite of a stranger who was not believed before it', async () => {
    const stranger = serverOf(makeAuthority('Stranger'))
    const options = { trust: () => [root], networkRoots: [inspector.root] }
    expect((await send([stranger], [bank], options, refused)).became).toBe('sent')
  })

  it('does not follow a server that takes another’s place where the network has roots of its own', async () => {
    const options = { trust: () => [root], networkRoots: [inspector.root] }
    expect((await send([bank], [otherBank], options, refused)).became).toBe('network.tls-inspected')
  })

  it('is withheld with the reason', async () => {
    const { intruderAt } = await import('../../../../main/bank/transport/server-trust.ts')
    const seen = (inspected: readonly string[], shown: readonly string[]) => ({
      untrusted: new Map(),
      inspected: new Set(inspected),
      shown: new Map([['bank.example', new Set(shown)]]),
      guarded: true,
    })
    const causeAt = (...given: Parameters<typeof seen>) => {
      const intruder = intruderAt('bank.example', { trust: 'system', clock: () => now }, seen(...given))
      if (intruder !== undefined) expect(intruder).toMatchObject({ code: 'network.tls-inspected', retry: 'later' })
      return intruder?.cause
    }
    expect(causeAt(['bank.example'], [])).toBe('no password was sent: a proxy inspects TLS')
    expect(causeAt(['other.example'], ['a', 'b'])).toBe('no password was sent: another server has taken its place')
    expect(causeAt([], ['a'])).toBeUndefined()
  })

  it('is not kept from the bank by a stranger whom Chromium did not believe in its place', async () => {
    const { watchServers } = await import('../../../../main/bank/transport/server-trust.ts')
    let verify: Parameters<Session['setCertificateVerifyProc']>[0] = null
    const session = { setCertificateVerifyProc: (proc: typeof verify) => void (verify = proc) }
    const watched = watchServers(session as never, { trust: 'system', clock: () => now })
    const codes: number[] = []
    const met = (certificate: object, errorCode: number) =>
      verify!({ hostname: 'bank.example', certificate, errorCode } as never, (code) => codes.push(code))
    met(proxy, refused)
    expect(watched.shown.size).toBe(0)
    met(bank, 0)
    expect(codes).toEqual([asChromiumSays, asChromiumSays])
    expect(watched.shown.get('bank.example')?.size).toBe(1)
  })

  it('goes to any of a bank’s servers where its own anchors vouch for them', async () => {
    const options = { trust: () => [root] }
    expect((await send([bank], [otherBank], options, refused)).became).toBe('sent')
  })
})

describe('where the clock of this computer is 400 days ahead', () => {
  /** @param errorCode Chromium's, of the certificate. @param error its name, of the request that ends by it */
  async function answered(errorCode: number, error: string): Promise<unknown> {
    const { createTransport } = await import('../../../../main/bank/transport/transport.ts')
    const transport = createTransport({ trust: 'system', clock: () => now + 400 * day })
    const asking = { method: 'GET', url, headers: {}, timeout: 60_000, maximumBody: 1000 } as const
    const answer = transport.send({ kind: 'anonymous' }, asking)
    const under = await vi.waitUntil(() => electron.requests[0], soon)
    const certificate = chained(leaf(makeKeys(), { extensions: named }), middle)
    electron.sessions[0]!.verify?.({ hostname: 'bank.example', errorCode, certificate }, () => undefined)
    under.emit('error', new Error(error))
    return answer
  }

  it('is not told from a wrong clock by Chromium, so the certificate that it shows is looked at', async () => {
    expect(await answered(-201, 'net::ERR_CERT_DATE_INVALID')).toMatchObject({
      failure: { code: 'bank.clock-skew', retry: 'never' },
    })
  })

  it('is not looked at for the clock where Chromium refuses it for something else', async () => {
    const told = await answered(refused, 'net::ERR_CERT_AUTHORITY_INVALID')
    expect(told).toMatchObject({ failure: { code: 'bank.untrusted' } })
  })
})

describe('a session that has nothing to do with a bank', () => {
  type Verify = (request: object, decide: (code: number) => void) => void
  const asChromiumSays = -3

  async function asked(roots: readonly Uint8Array[], errorCode: number, by: Pick<typeof inspector, 'leaf' | 'middle'>) {
    const { alsoBelieve } = await import('../../../../main/bank/transport/server-trust.ts')
    let verify: Verify | undefined
    const session = { setCertificateVerifyProc: (proc: Verify) => void (verify = proc) }
    alsoBelieve(session as never, roots, () => now)
    const certificate = chained(by.leaf(makeKeys(), { extensions: named }), by.middle)
    let code: number | undefined
    verify?.({ hostname: 'bank.example', errorCode, certificate }, (told) => (code = told))
    return code
  }

  it('believes whom Chromium believes, and beside them whom these roots vouch for, and nobody else', async () => {
    expect(await asked([inspector.root], 0, inspector)).toBe(asChromiumSays)
    expect(await asked([inspector.root], refused, inspector)).toBe(believed)
    expect(await asked([inspector.root], refused, makeAuthority('Stranger'))).toBe(refused)
  })

  it('is left to Chromium alone where there are no such roots', async () => {
    expect(await asked([], refused, inspector)).toBeUndefined()
  })
})

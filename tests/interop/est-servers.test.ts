/** Our client at EST servers that others made: Bouncy Castle's, alone and with nginx or Apache in front of it. */
import { afterAll, describe, expect } from 'vitest'
import { curves, type Customer, customerOf, type CustomerOptions, told } from './customer.ts'
import {
  type BouncyCastle,
  type BouncyCastleOptions,
  type Manners,
  missing as noBouncyCastle,
  startBouncyCastle,
} from './peers/bouncy-castle.ts'
import { apache, type Front, type FrontOptions, nginx } from './peers/fronts.ts'
import { startGlobalSign } from './peers/globalsign-est.ts'
import { startLibest } from './peers/libest.ts'
import { lighttpd } from './peers/lighttpd.ts'
import { type Operation, type Refused, row } from './table.ts'

interface Wanted {
  readonly keys?: BouncyCastleOptions['keys']
  readonly tls?: FrontOptions['tls']
  readonly h2?: true
  /** Certificates of both its CAs are taken. */
  readonly bothRoots?: true
  readonly manners?: Manners
}

interface Server {
  readonly bank: BouncyCastle
  readonly origin: string
  /** Which TLS and HTTP its last requests came by. */
  spoken(): Promise<string> | string
}

interface Kind {
  readonly name: string
  readonly imitated?: true
  readonly missing: string | undefined
  /** A certificate for everything. */
  readonly demands: boolean
  /** Why no renewal is possible there, by the failure that tells it. */
  readonly renewsNothing?: Refused & { readonly code: string; readonly enrols: boolean }
  /** What it cannot do, and what it refuses, by the names of the reasons. */
  readonly lacks?: Partial<Record<Operation, string>>
  /** It refuses by a status that says nothing of the request. */
  readonly refusesBy500?: true
  start(wanted: Wanted): Promise<Server>
}

const banks = new Map<string, Promise<BouncyCastle>>()
const fronts: Front[] = []

function bankOf(options: BouncyCastleOptions): Promise<BouncyCastle> {
  const name = JSON.stringify(options)
  const bank = banks.get(name) ?? startBouncyCastle(options)
  banks.set(name, bank)
  return bank
}

afterAll(async () => {
  for (const front of fronts) await front.stop()
  for (const bank of banks.values()) await (await bank).stop()
})

/** @param clients a PEM file: whose certificates are taken while no rollover is under way */
const behind = (
  front: typeof nginx,
  verify: FrontOptions['verify'],
  clients: 'root.pem' | 'issuing.pem' = 'root.pem',
): Omit<Kind, 'name'> => ({
  missing: noBouncyCastle ?? front.missing,
  demands: verify === 'on',
  async start({ keys, tls = 'TLSv1.3', h2 = false, bothRoots }) {
    const bank = await bankOf({ ...(keys && { keys }) })
    const { origin, spoken, stop } = await front.start({
      certificate: bank.file('server.pem'),
      key: bank.file('server.key'),
      clients: bank.file(bothRoots ? 'roots.pem' : clients),
      verify,
      tls,
      h2,
      routes: { '/.well-known/': bank.plain },
    })
    fronts.push({ origin, spoken, stop })
    return { bank, origin, spoken }
  },
})

const alone = (clients: 'want' | 'need'): Omit<Kind, 'name'> => ({
  missing: noBouncyCastle,
  demands: clients === 'need',
  async start({ keys, tls }) {
    const bank = await bankOf({ clients, ...(keys && { keys }), ...(tls && { tls: [tls] }) })
    return { bank, origin: bank.origin, spoken: () => bank.seen() }
  },
})

/** As their public sources say. */
const imitated = (open: (bank: BouncyCastle, wanted: Wanted, clients: string) => Promise<Front>) => ({
  imitated: true as const,
  missing: noBouncyCastle,
  demands: false,
  async start(wanted: Wanted) {
    const bank = await bankOf(wanted.keys ? { keys: wanted.keys } : {})
    const front = await open(bank, wanted, bank.file(wanted.bothRoots ? 'roots.pem' : 'root.pem'))
    fronts.push(front)
    return { bank, origin: front.origin, spoken: front.spoken }
  },
})
const libest = (passwordToo: boolean) =>
  imitated((bank, { keys }) =>
    startLibest(bank, { passwordToo, curve: keys === 'ec-p384' ? 'secp384r1' : 'prime256v1' }),
  )

const kinds: readonly Kind[] = [
  { name: 'Bouncy Castle 1.72, JSSE, setWantClientAuth', ...alone('want'), lacks: { h2: 'http-1' } },
  { name: 'Bouncy Castle 1.72, JSSE, setNeedClientAuth', ...alone('need'), lacks: { h2: 'http-1' } },
  { name: 'nginx 1.26, ssl_verify_client optional', ...behind(nginx, 'optional') },
  { name: 'nginx 1.26, ssl_verify_client on', ...behind(nginx, 'on') },
  { name: 'Apache 2.4, SSLVerifyClient optional', ...behind(apache, 'optional') },
  { name: 'Apache 2.4, SSLVerifyClient require', ...behind(apache, 'on') },
  {
    name: 'Apache 2.4, SSLVerifyClient in a <Location>',
    ...behind(apache, 'location'),
    renewsNothing: { refused: 'asks-after-handshake', code: 'bank.certificate-not-asked', enrols: false },
  },
  {
    name: 'lighttpd 1.4 with GnuTLS 3.8, ssl.verifyclient.enforce',
    // It names nobody, so that it is shown the certificate alone.
    ...behind(lighttpd, 'on', 'issuing.pem'),
    lacks: { rollover: 'first-ca' },
  },
  {
    name: 'libest 3.2, estserver -o',
    ...libest(false),
    lacks: { 'TLS 1.3': 'tls-1.2', h2: 'http-1' },
    refusesBy500: true,
  },
  {
    name: 'libest 3.2, estserver',
    ...libest(true),
    lacks: { 'TLS 1.3': 'tls-1.2', h2: 'http-1' },
    renewsNothing: { refused: 'password-too', code: 'bank.certificate-refused', enrols: true },
  },
  {
    name: 'GlobalSign EST server 1.0',
    ...imitated((bank, { tls = 'TLSv1.3' }, clients) => startGlobalSign(bank, { clients, tls })),
  },
]

const done = { outcome: 'done' }

describe.each(kinds)('our client at an EST server: $name', (kind) => {
  const { name, demands, renewsNothing, start } = kind
  const { tries, lacks: lacking } = row('server', name, kind.missing, kind.imitated)

  async function met(wanted: Wanted, options: CustomerOptions): Promise<Server & { readonly customer: Customer }> {
    const server = await start(wanted)
    const { bank, origin } = server
    await bank.behave(wanted.manners)
    const anchors = bank.file('root.pem')
    // Where nobody is told anything without a certificate, its CA has to have come with it.
    const authority = demands || renewsNothing?.enrols === false ? { authority: bank.file('issuing.pem') } : {}
    const customer = await customerOf({ origin, anchors, ...authority, certificate: bank.certificate }, options)
    return { ...server, customer }
  }

  async function renewed(wanted: Wanted, options: CustomerOptions): Promise<Server | Refused> {
    const { customer, ...server } = await met(wanted, { days: 20, ...options })
    const line = await customer.run('renew')
    if (renewsNothing !== undefined) {
      told(line).toMatchObject({ failure: { code: renewsNothing.code } })
      expect(customer.certificates().map(({ thumbprint }) => thumbprint)).toEqual([customer.thumbprint])
      return renewsNothing
    }
    told(line).toMatchObject(done)
    const [own, ...others] = customer.certificates()
    expect(others).toEqual([])
    expect(own!.thumbprint).not.toBe(customer.thumbprint)
    expect(own!.curve).toBe(curves[options.keys ?? 'rsa'])
    const seen = await server.bank.seen()
    expect(seen).toContain(`${customer.thumbprint} simplereenroll`)
    // The proof: another connection, with the new one.
    expect(seen).toContain(`${own!.thumbprint} csrattrs`)
    return server
  }

  /** What is asked in several cells is done once. */
  const known = new Map<string, ReturnType<typeof renewed>>()
  function renews(wanted: Wanted, options: CustomerOptions = {}): ReturnType<typeof renewed> {
    const usual = { tls: 'TLSv1.3', ...wanted, keys: 'rsa', strings: 'utf8', ...options } as const
    const title = JSON.stringify(Object.entries(usual).sort())
    const outcome = known.get(title) ?? renewed({ ...wanted, ...(options.keys && { keys: options.keys }) }, options)
    known.set(title, outcome)
    return outcome
  }

  /** Renews, and looks at what the server has noted. */
  const by = (wanted: Wanted, note: string) => async () => {
    const server = await renews(wanted)
    if ('refused' in server) return server
    expect(await server.spoken()).toContain(note)
  }
  const holding = (options: CustomerOptions) => async () => {
    const server = await renews({}, options)
    return 'refused' in server ? server : undefined
  }

  tries('enrol', async () => {
    const { customer } = await met({}, {})
    const line = await customer.run('enrol')
    if (renewsNothing?.enrols === false) {
      // It is issued; its proof is what the server cannot take part in.
      told(line).toMatchObject({ failure: { code: renewsNothing.code } })
      expect(customer.certificates()).toHaveLength(1)
      return renewsNothing
    }
    if (!demands) return void told(line).toMatchObject(done)
    told(line).toMatchObject({ failure: { code: 'bank.certificate-demanded' } })
    return { refused: 'demands-certificate' }
  })
  tries('renew', holding({}))
  tries('proof', holding({}))
  tries('grace', async () => {
    const { customer } = await met({}, { days: -5 })
    told(await customer.run('renew')).toMatchObject({ outcome: 'grace' })
    return { refused: 'expired-in-tls' }
  })
  if (renewsNothing !== undefined) {
    for (const one of ['pending', 'refused', 'rollover'] as const) lacking(one, renewsNothing.refused)
  } else {
    tries('pending', async () => {
      const { customer, bank } = await met({ manners: { pending: 1 } }, { days: 20 })
      told(await customer.run('renew')).toMatchObject({ outcome: 'pending' })
      told(await customer.run('renew')).toMatchObject(done)
      expect((await bank.seen()).match(/simplereenroll/g)).toHaveLength(2)
    })
    tries('refused', async () => {
      const { customer } = await met({ manners: { refuse: true } }, { days: 20 })
      const cause: unknown = expect.stringContaining(kind.refusesBy500 ? '500' : '403')
      const outcome = kind.refusesBy500 ? 'bank-unreachable' : 'bank-refused'
      told(await customer.run('renew')).toMatchObject({ outcome, failure: { cause } })
      expect(customer.certificates().map(({ thumbprint }) => thumbprint)).toEqual([customer.thumbprint])
    })
    if (kind.lacks?.rollover !== undefined) lacking('rollover', kind.lacks.rollover)
    else {
      tries('rollover', async () => {
        const { customer, bank } = await met({ bothRoots: true }, { days: 20 })
        told(await customer.run('status')).toMatchObject({ outcome: 'due' })
        await bank.behave({ rollover: true })
        told(await customer.run('renew')).toMatchObject(done)
        told(await customer.run('status')).toMatchObject(done)
      })
    }
  }
  tries('TLS 1.2', by({ tls: 'TLSv1.2' }, 'TLSv1.2'))
  if (kind.lacks?.['TLS 1.3'] !== undefined) lacking('TLS 1.3', kind.lacks['TLS 1.3'])
  else tries('TLS 1.3', by({ tls: 'TLSv1.3' }, 'TLSv1.3'))
  if (kind.lacks?.h2 !== undefined) lacking('h2', kind.lacks.h2)
  // Chromium is kept to HTTP/1.1, which a front that offers both has to speak.
  else tries('h2', by({ h2: true }, 'HTTP/1.1'))
  tries('RSA', holding({ keys: 'rsa' }))
  tries('EC', holding({ keys: 'ec' }))
  tries('P-384', holding({ keys: 'ec-p384' }))
  tries('UTF8', holding({ strings: 'utf8' }))
  tries('BMP', holding({ strings: 'bmp' }))
  tries('T61', holding({ strings: 't61' }))
})

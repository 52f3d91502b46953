/** Our client at CMP servers that others made, over the TLS that stands in front of them. */
import { afterAll, describe, expect } from 'vitest'
import { curves, type Customer, customerOf, type CustomerOptions, told } from './customer.ts'
import { type BouncyCastle, type Manners, missing as noBouncyCastle, startBouncyCastle } from './peers/bouncy-castle.ts'
import { type Front, type FrontOptions, nginx } from './peers/fronts.ts'
import { mockPath, startCmpBank } from './peers/openssl-cmp-bank.ts'
import { missing as noNamespace } from '../protocol/peers/openssl-cmp-server.ts'
import { row } from './table.ts'

interface Wanted extends CustomerOptions, Manners {
  readonly tls?: FrontOptions['tls']
  readonly h2?: true
}

interface Kind {
  readonly name: string
  readonly imitated?: true
  readonly missing: string | undefined
  /** The http:// address that CMP messages go to, and their path. */
  serve(bank: BouncyCastle, wanted: Wanted): Promise<{ readonly path: string; readonly address: string }>
  readonly manners?: Manners
  /** It updates no key but under the serial number that it had, which no key store has twice. */
  readonly firstOnly?: true
}

const banks = new Map<string, Promise<BouncyCastle>>()
const ends: (() => Promise<void>)[] = []

afterAll(async () => {
  for (const end of ends) await end()
  for (const bank of banks.values()) await (await bank).stop()
})

const openssl = (name: string, program: string | undefined, lacking: string | undefined): Kind => ({
  name,
  missing: noBouncyCastle ?? noNamespace ?? lacking ?? nginx.missing,
  async serve(ca, { pending, refuse, days = 20, strings = 'utf8' }) {
    const options = {
      ...(pending && { poll_count: '1', check_after: '1' }),
      ...(refuse && { pkistatus: '2' }),
      // It verifies certificates as OpenSSL does everywhere: an expired one counts where time does not.
      ...(days < 0 && { no_check_time: true as const }),
    }
    const server = await startCmpBank({ program: program!, ca, strings, options })
    ends.push(() => server.stop())
    return { path: mockPath, address: server.address }
  },
})

const newer = process.env['KOSHIN_OPENSSL']
const own = (path: string) => async (bank: BouncyCastle) => ({ path, address: bank.plain })
const kinds: readonly Kind[] = [
  { ...openssl('OpenSSL 3.0, openssl cmp -port', 'openssl', undefined), firstOnly: true },
  openssl(
    'OpenSSL 3.5, openssl cmp -port',
    newer,
    newer === undefined ? (process.env['KOSHIN_NO_OPENSSL'] ?? 'npm run interop') : undefined,
  ),
  { name: 'Bouncy Castle 1.72, CMP', missing: noBouncyCastle ?? nginx.missing, serve: own('/.well-known/cmp') },
  {
    name: 'EJBCA, CMP',
    imitated: true,
    missing: noBouncyCastle ?? nginx.missing,
    serve: own('/ejbca/publicweb/cmp/bank'),
    manners: { ejbca: true },
  },
]

const done = { outcome: 'done' }

describe.each(kinds)(
  'our client at a CMP server: $name',
  ({ name, imitated = false, missing, serve, manners, firstOnly }) => {
    const { tries, lacks } = row('server', name, missing, imitated)

    async function met(wanted: Wanted): Promise<{ bank: BouncyCastle; customer: Customer; front: Front }> {
      const { keys = 'rsa', tls = 'TLSv1.3', h2 = false, pending, refuse } = wanted
      const bank = await (banks.get(keys) ?? banks.set(keys, startBouncyCastle({ keys })).get(keys)!)
      await bank.behave({ ...manners, ...(pending && { pending }), ...(refuse && { refuse }) })
      const { path, address } = await serve(bank, wanted)
      const front = await nginx.start({
        certificate: bank.file('server.pem'),
        key: bank.file('server.key'),
        clients: bank.file('roots.pem'),
        verify: 'optional',
        tls,
        h2,
        routes: { [path]: address, '/.well-known/est/': bank.plain },
      })
      ends.push(() => front.stop())
      const { origin } = front
      const cmp = { url: `${origin}${path}`, mac: 'password-based' }
      const anchors = bank.file('root.pem')
      const customer = await customerOf({ origin, anchors, cmp, certificate: bank.certificate }, wanted)
      return { bank, customer, front }
    }

    async function renewed(wanted: Wanted): Promise<Front> {
      const { customer, front } = await met(firstOnly ? wanted : { days: 20, ...wanted })
      told(await customer.run(firstOnly ? 'enrol' : 'renew')).toMatchObject(done)
      const [issued, ...others] = customer.certificates()
      expect(others).toEqual([])
      expect(issued!.thumbprint).not.toBe(customer.thumbprint)
      expect(issued!.curve).toBe(curves[wanted.keys ?? 'rsa'])
      return front
    }

    const known = new Map<string, Promise<Front>>()
    function renews(wanted: Wanted): Promise<Front> {
      const title = JSON.stringify(Object.entries({ tls: 'TLSv1.3', keys: 'rsa', strings: 'utf8', ...wanted }).sort())
      const outcome = known.get(title) ?? renewed(wanted)
      known.set(title, outcome)
      return outcome
    }
    const holding = (wanted: Wanted) => async () => void (await renews(wanted))
    const by = (wanted: Wanted, note: string) => async () => {
      expect((await renews(wanted)).spoken()).toContain(note)
    }

    async function rollover(): Promise<void> {
      const { bank, customer } = await met({ days: 20 })
      told(await customer.run('status')).toMatchObject({ outcome: 'due' })
      await bank.behave({ ...manners, rollover: true })
      told(await customer.run('renew')).toMatchObject(done)
      told(await customer.run('status')).toMatchObject(done)
    }

    tries('enrol', async () => {
      const { customer } = await met({})
      told(await customer.run('enrol')).toMatchObject(done)
    })
    if (firstOnly) {
      for (const one of ['renew', 'grace', 'rollover'] as const) lacks(one, 'mock-update')
    } else {
      tries('renew', holding({}))
      tries('grace', holding({ days: -5 }))
      tries('rollover', rollover)
    }
    tries('pending', holding({ pending: 1 }))
    tries('refused', async () => {
      const { customer } = await met(firstOnly ? { refuse: true } : { days: 20, refuse: true })
      told(await customer.run(firstOnly ? 'enrol' : 'renew')).toMatchObject({
        outcome: 'bank-refused',
        // By what the server gives for its reason: a bad request, or no right to it.
        failure: { code: expect.stringMatching(/^bank\.(refused|forbidden)$/) as string, authentic: true },
      })
      expect(customer.certificates().map(({ thumbprint }) => thumbprint)).toEqual(
        customer.thumbprint === undefined ? [] : [customer.thumbprint],
      )
    })
    tries('proof', holding({}))
    tries('TLS 1.2', by({ tls: 'TLSv1.2' }, 'TLSv1.2'))
    tries('TLS 1.3', by({ tls: 'TLSv1.3' }, 'TLSv1.3'))
    // Chromium is kept to HTTP/1.1, which a front that offers both has to speak.
    tries('h2', by({ h2: true }, 'HTTP/1.1'))
    tries('RSA', holding({ keys: 'rsa' }))
    tries('EC', holding({ keys: 'ec' }))
    tries('P-384', holding({ keys: 'ec-p384' }))
    tries('UTF8', holding({ strings: 'utf8' }))
    tries('BMP', holding({ strings: 'bmp' }))
    tries('T61', holding({ strings: 't61' }))
  },
)

/** The bank on Bouncy Castle (tests/interop/bouncy-castle), in a process of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startTelling } from './process.ts'

/** Its classes and Bouncy Castle's, as Java wants them. */
const classPath = process.env['KOSHIN_BOUNCY_CASTLE']
/** Why there is none; undefined: there is. */
export const missing =
  classPath === undefined ? (process.env['KOSHIN_NO_BOUNCY_CASTLE'] ?? 'npm run interop') : undefined

export type Strings = 'utf8' | 'bmp' | 't61'
/** Of customers and of the bank itself; `ec` is P-256. */
export type Keys = 'rsa' | 'ec' | 'ec-p384'

/** What it does otherwise until it is told again; `pending`: so many times. */
export interface Manners {
  readonly pending?: number
  readonly refuse?: true
  /** Another CA below another root issues, and both are published. */
  readonly rollover?: true
  /** Writes names into the headers of its CMP messages as EJBCA does. */
  readonly ejbca?: true
}

export interface BouncyCastle {
  /** Of its own TLS. */
  readonly origin: string
  /** Without TLS, for a server in front of it. */
  readonly plain: string
  /** A PEM file of this folder: root, roots, issuing, issuers, server.pem and server.key. */
  file(name: string): string
  behave(manners?: Manners): Promise<void>
  /** A customer's certificate (DER) with so many days left. @param spki DER */
  certificate(spki: Uint8Array, days: number, strings: Strings): Promise<Uint8Array>
  /** Who asked what since it was last told how to behave: a thumbprint or `nobody`, and the operation. */
  seen(): Promise<string>
  stop(): Promise<void>
}

/** The one customer whom it knows. */
export const invited = { customerId: 'K1000001', password: 'ABCD-EFGH-JKLM' }

export interface BouncyCastleOptions {
  readonly keys?: Keys
  readonly clients?: 'want' | 'need'
  readonly tls?: readonly string[]
}

export async function startBouncyCastle({
  keys = 'rsa',
  clients = 'want',
  tls = ['TLSv1.2', 'TLSv1.3'],
}: BouncyCastleOptions = {}): Promise<BouncyCastle> {
  const folder = mkdtempSync(path.join(tmpdir(), 'koshin-bouncy-castle-'))
  const started = await startTelling('java', ['-cp', classPath!, 'Bank', folder, keys, clients, tls.join(',')])
  const [port, securePort] = started.line.split(' ')
  const plain = `http://127.0.0.1:${port}`
  async function control(name: string, body?: Uint8Array): Promise<Uint8Array> {
    const answer = await fetch(`${plain}/control/${name}`, { method: 'POST', body: Buffer.from(body ?? []) })
    const content = new Uint8Array(await answer.arrayBuffer())
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${Buffer.from(content).toString()}`)
    return content
  }
  return {
    origin: `https://localhost:${securePort}`,
    plain,
    file: (name) => path.join(folder, name),
    async behave(manners = {}) {
      const query = Object.entries(manners).map(([name, value]) => `${name}=${value}`)
      await control(`set?${query.join('&')}`)
    },
    certificate: (spki, days, strings) => control(`certificate?days=${days}&strings=${strings}`, spki),
    seen: async () => Buffer.from(await control('seen')).toString(),
    async stop() {
      await started.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Whom a session believes as a TLS server, what it has seen of them, and who of them is told a secret. */
import type { Certificate, Session } from 'electron'
import type { Failure } from '../../renewal/errors.ts'
import { maximumLength } from '../../x509/chain/chain.ts'
import { checkServer, clockFault } from '../../x509/chain/server-identity.ts'
import { pemToDer } from '../../x509/pem.ts'

export interface TrustOptions {
  /** Whom to believe: these anchors (DER) alone, as they are now, or `system` for the operating system's roots. */
  readonly trust: (() => readonly Uint8Array[]) | 'system'
  /** Further roots (DER) to believe as TLS servers: of proxies that inspect TLS. */
  readonly networkRoots?: readonly Uint8Array[]
  /** ms since the epoch */
  readonly clock: () => number
}

/** By host. Chromium asks once about each certificate and remembers the answer for the session, so we must, too. */
export interface SeenServers {
  /** Why a host was not believed. */
  readonly untrusted: Map<string, Failure>
  /** Hosts that were believed by a root of the network's alone: whoever inspects TLS spoke there, not the bank. */
  readonly inspected: Set<string>
  /** The certificates (PEM) that a host was believed by: one, unless somebody else has taken its place meanwhile. */
  readonly shown: Map<string, Set<string>>
  /** A secret is on its way: it is not for everybody who is believed. */
  guarded: boolean
}

type VerifiedServer = Pick<
  Parameters<Parameters<Session['setCertificateVerifyProc']>[0] & {}>[0],
  'hostname' | 'certificate' | 'errorCode'
>

const believed = 0
const asChromiumSays = -3
/** net::ERR_CERT_AUTHORITY_INVALID */
const certAuthorityInvalid = -202
/** net::ERR_CERT_DATE_INVALID */
const certDateInvalid = -201

/** From now on the session believes by these rules. */
export function watchServers(own: Session, options: TrustOptions): SeenServers {
  const seen: SeenServers = { untrusted: new Map(), inspected: new Set(), shown: new Map(), guarded: false }
  own.setCertificateVerifyProc((request, decide) => {
    const { hostname, certificate, errorCode } = request
    const answer = judge(request, options, seen)
    if (answer === certAuthorityInvalid || (answer === asChromiumSays && errorCode !== 0)) return decide(answer)
    const intruder = seen.guarded ? intruderAt(hostname, options, seen, certificate.data) : undefined
    if (intruder !== undefined) {
      seen.untrusted.set(hostname, intruder)
      return decide(certAuthorityInvalid)
    }
    seen.shown.set(hostname, new Set(seen.shown.get(hostname)).add(certificate.data))
    decide(answer)
  })
  return seen
}

/** For a session that has nothing to do with a bank: believes whom Chromium believes, and these roots (DER). */
export function alsoBelieve(own: Session, roots: readonly Uint8Array[], clock: () => number): void {
  if (roots.length === 0) return
  own.setCertificateVerifyProc((request, decide) => {
    if (request.errorCode === 0) return decide(asChromiumSays)
    const fits = checkServer(chainOf(request.certificate), request.hostname, roots, clock()).ok
    decide(fits ? believed : certAuthorityInvalid)
  })
}

/**
 * Why a secret is not for the server at this host, although policy or the system has it believed: a proxy that inspects
 * TLS, or somebody in the place of the server that has recognised us. By the bank's own anchors nobody can be that.
 *
 * @param certificate that it shows now (PEM), beside those that were shown before
 */
export function intruderAt(
  host: string,
  { trust, networkRoots = [] }: TrustOptions,
  { inspected, shown }: SeenServers,
  certificate?: string,
): Failure | undefined {
  if (inspected.has(host)) return withheld('a proxy inspects TLS')
  const servers = new Set(shown.get(host))
  if (certificate !== undefined) servers.add(certificate)
  const anchorsAlone = trust !== 'system' && networkRoots.length === 0
  return anchorsAlone || servers.size < 2 ? undefined : withheld('another server has taken its place')
}

const withheld = (why: string): Failure => ({
  code: 'network.tls-inspected',
  retry: 'later',
  cause: `no password was sent: ${why}`,
})

/** Chromium's number for what is to become of the connection. */
function judge(request: VerifiedServer, options: TrustOptions, { untrusted, inspected }: SeenServers): number {
  const { trust, networkRoots = [], clock } = options
  const { hostname, certificate, errorCode } = request
  const chain = chainOf(certificate)
  if (trust === 'system' && networkRoots.length === 0) {
    const off = errorCode === certDateInvalid ? clockFailure(chain[0]!, clock()) : undefined
    if (off === undefined) untrusted.delete(hostname)
    else untrusted.set(hostname, off)
    return asChromiumSays
  }
  if (trust === 'system' && errorCode === 0) return asChromiumSays
  // Put together now: the anchors grow when the bank takes a new root.
  const banks = trust === 'system' ? [] : trust()
  const checked = checkServer(chain, hostname, [...banks, ...networkRoots], clock())
  if (!checked.ok) {
    untrusted.set(hostname, checked.failure)
    return certAuthorityInvalid
  }
  untrusted.delete(hostname)
  const itself = networkRoots.length === 0 || checkServer(chain, hostname, banks, clock()).ok
  if (!itself) inspected.add(hostname)
  return believed
}

/** Chromium refuses a certificate that is out of its time; whose clock is wrong it does not say. */
function clockFailure(leaf: string, now: number): Failure | undefined {
  const ders = pemToDer(leaf)
  const off = ders.ok ? clockFault(ders.value[0]!, now) : undefined
  return off && { code: 'bank.clock-skew', retry: 'never', cause: off.cause }
}

/** The server's chain as PEM, leaf first; as long as one may be, with its ends. A root is its own issuer. */
function chainOf(leaf: Certificate): string[] {
  const chain: string[] = []
  let next: Certificate | undefined = leaf
  while (next !== undefined && chain.length < maximumLength + 2 && !chain.includes(next.data)) {
    chain.push(next.data)
    next = next.issuerCert
  }
  return chain
}

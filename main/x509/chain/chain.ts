import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { budgetOf, type SignatureBudget } from './budget.ts'
import { anchorFault, authorityFault, type ChainOptions, endEntityFault, isSelfIssued } from './constraints.ts'
import { authorityKeyIdOf, subjectKeyIdOf } from '../extensions.ts'
import { sameNames } from '../names/name-comparison.ts'
import { type ParsedCertificate, parsedOnce } from '../parse.ts'
import { sha256 } from '../read.ts'
import { pathFault } from './path.ts'
import { verified } from './verification.ts'

export type { ChainPurpose } from './constraints.ts'

/** CA certificates between the end and the anchor; more are seen only in attacks. The budget bounds what they cost. */
export const maximumLength = 20

/**
 * Does `leaf` chain to one of the trust anchors (RFC 5280 section 6)? All certificates are DER.
 *
 * Only the given certificates are used: nothing is fetched, no system store is asked, and revocation is the bank's
 * word (it refuses the connection). Fails with issued.foreign-issuer; the cause names the certificate that spoils the
 * best chain by the first digits of its thumbprint.
 */
export function checkChain(
  leaf: Uint8Array,
  intermediates: readonly Uint8Array[],
  trustAnchors: readonly Uint8Array[],
  options: ChainOptions,
): Result<void> {
  const found = findChain(leaf, intermediates, trustAnchors, options)
  return found.ok ? done : found
}

/** As checkChain; the value is the CA certificates (DER) between `leaf` and the anchor, the issuer of `leaf` first. */
export function findChain(
  leaf: Uint8Array,
  intermediates: readonly Uint8Array[],
  trustAnchors: readonly Uint8Array[],
  options: ChainOptions,
): Result<Uint8Array[]> {
  const end = parsedOnce(leaf)
  if (end === undefined) return foreign('the certificate cannot be read')
  const anchors = parseAll(trustAnchors)
  if (anchors.length === 0) return foreign('there are no trust anchors')
  const fault = faultOf(() => endEntityFault(end, options))
  if (fault !== undefined) return foreign(`${call(end)} ${fault}`)
  // A certificate that was configured as an anchor is its own chain, e.g. a test server's self-signed one.
  if (anchors.some((anchor) => same(anchor, end))) return success([])
  const pool = parseAll(intermediates).filter((one) => !anchors.some((anchor) => same(anchor, one)))
  return search(end, pool, anchors, { ...options, budget: options.budget ?? budgetOf(intermediates) })
}

function search(
  end: ParsedCertificate,
  pool: readonly ParsedCertificate[],
  anchors: readonly ParsedCertificate[],
  options: ChainOptions & { readonly budget: SignatureBudget },
): Result<Uint8Array[]> {
  // Cross-certified CAs make the paths grow exponentially (RFC 4158 section 2.4).
  let spent = false
  // The complaint about the longest chain is the one that helps.
  let complaint = { length: 0, text: '' }
  const complain = (path: readonly ParsedCertificate[], text: string): void => {
    if (path.length > complaint.length) complaint = { length: path.length, text }
  }

  function climb(path: readonly ParsedCertificate[]): readonly ParsedCertificate[] | undefined {
    const top = path.at(-1)!
    const below = path.slice(1).filter((one) => !isSelfIssued(one)).length
    for (const issuer of issuersOf(top, [...anchors, ...pool])) {
      // RFC 4158 2.4.2: a name and key that come again make a loop, whichever certificate carries them.
      if (path.some((one) => sameEntity(one, issuer))) continue
      const trusted = anchors.includes(issuer)
      const fault = faultOf(() => {
        const own = (trusted ? anchorFault : authorityFault)(issuer, below, options)
        if (own !== undefined) return own
        const signed = verified(top, issuer, options.budget)
        spent ||= signed === undefined
        return signed === true ? undefined : `did not sign ${call(top)}`
      })
      if (spent) return undefined
      if (fault !== undefined) complain(path, `${trusted ? 'trust anchor' : 'CA certificate'} ${call(issuer)} ${fault}`)
      else if (trusted) {
        const whole = faultOf(() => pathFault(issuer, path, options.budget))
        if (whole === undefined) return path.slice(1)
        complain(path, `a certificate of the chain ${whole}`)
      } else if (path.length <= maximumLength) {
        const found = climb([...path, issuer])
        if (found !== undefined) return found
      } else complain(path, 'the chain is too long')
    }
    complain(path, `no trust anchor and no given CA certificate issued ${call(top)}`)
    return undefined
  }

  const path = climb([end])
  if (path !== undefined) return success(path.map(({ der }) => der))
  return foreign(spent ? 'too many possible chains' : complaint.text)
}

/** Unreadable ones are passed over: they cannot be part of a chain, and a bundle may hold anything. */
function parseAll(ders: readonly Uint8Array[]): ParsedCertificate[] {
  return ders.map(parsedOnce).filter((one) => one !== undefined)
}

/** A certificate whose parts cannot be read is a fault of that certificate, not of ours. */
function faultOf(check: () => string | undefined): string | undefined {
  try {
    return check()
  } catch (error) {
    return `cannot be checked (${error instanceof Error ? error.message : String(error)})`
  }
}

/**
 * Those whose name is the issuer's. Where several have it, as after a key rollover, the one whose key is named comes
 * first (RFC 4158 3.5.12): a hint, which saves signatures and decides nothing.
 */
function issuersOf(
  certificate: ParsedCertificate,
  candidates: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
  const found = candidates.filter(({ subject }) => sameNames(certificate.issuer, subject))
  const wanted = authorityKeyIdOf(certificate.extensions)
  if (found.length < 2 || wanted === undefined) return found
  const named = found.filter(({ extensions }) => subjectKeyIdOf(extensions) === wanted)
  return [...named, ...found.filter((one) => !named.includes(one))]
}

function same(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return Buffer.from(a.der).equals(b.der)
}

function sameEntity(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return Buffer.from(a.publicKey).equals(b.publicKey) && sameNames(a.subject, b.subject)
}

/** Eight digits of the thumbprint: enough to find it, and nothing that its maker could write into our log. */
function call({ der }: ParsedCertificate): string {
  return sha256(der).slice(0, 8)
}

function foreign(cause: string): ReturnType<typeof failure> {
  return failure('issued.foreign-issuer', { cause })
}

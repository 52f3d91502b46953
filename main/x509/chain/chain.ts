import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { anchorFault, authorityFault, type ChainOptions, endEntityFault, isSelfIssued } from './constraints.ts'
import { encode } from '../der.ts'
import { type ParsedCertificate, parseCertificate } from '../parse.ts'
import { sha256 } from '../read.ts'

export type { ChainPurpose } from './constraints.ts'

/** CA certificates between the end and the anchor; more are seen only in attacks. */
const maximumLength = 8
/** Signatures tried for one chain: cross-certified CAs make the paths grow exponentially (RFC 4158 section 2.4). */
const maximumAttempts = 200

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
  let end: ParsedCertificate
  try {
    end = parseCertificate(leaf)
  } catch {
    return foreign('the certificate cannot be read')
  }
  const anchors = parseAll(trustAnchors)
  if (anchors.length === 0) return foreign('there are no trust anchors')
  const fault = faultOf(() => endEntityFault(end, options))
  if (fault !== undefined) return foreign(`${call(end)} ${fault}`)
  // A certificate that was configured as an anchor is its own chain, e.g. a test server's self-signed one.
  if (anchors.some((anchor) => same(anchor, end))) return success([])
  const pool = parseAll(intermediates).filter((one) => !anchors.some((anchor) => same(anchor, one)))
  return search(end, pool, anchors, options)
}

function search(
  end: ParsedCertificate,
  pool: readonly ParsedCertificate[],
  anchors: readonly ParsedCertificate[],
  options: ChainOptions,
): Result<Uint8Array[]> {
  let attempts = 0
  // The complaint about the longest chain is the one that helps.
  let complaint = { length: 0, text: '' }
  const complain = (path: readonly ParsedCertificate[], text: string): void => {
    if (path.length > complaint.length) complaint = { length: path.length, text }
  }

  function climb(path: readonly ParsedCertificate[]): readonly ParsedCertificate[] | undefined {
    const top = path.at(-1)!
    const below = path.slice(1).filter((one) => !isSelfIssued(one)).length
    for (const issuer of [...anchors, ...pool]) {
      const trusted = anchors.includes(issuer)
      // RFC 4158 2.4.2: a name and key that come again make a loop, whichever certificate carries them.
      if (path.some((one) => sameEntity(one, issuer)) || !issuedBy(top, issuer)) continue
      if (++attempts > maximumAttempts) return undefined
      const fault = faultOf(() =>
        verifies(top, issuer)
          ? (trusted ? anchorFault : authorityFault)(issuer, below, options)
          : `did not sign ${call(top)}`,
      )
      if (fault !== undefined) complain(path, `${trusted ? 'trust anchor' : 'CA certificate'} ${call(issuer)} ${fault}`)
      else if (trusted) return path.slice(1)
      else if (path.length <= maximumLength) {
        const found = climb([...path, issuer])
        if (found !== undefined) return found
      } else complain(path, 'the chain is too long')
    }
    complain(path, `no trust anchor and no given CA certificate issued ${call(top)}`)
    return undefined
  }

  const path = climb([end])
  if (path !== undefined) return success(path.map(({ der }) => der))
  return foreign(attempts > maximumAttempts ? 'too many possible chains' : complaint.text)
}

/** Unreadable ones are passed over: they cannot be part of a chain, and a bundle may hold anything. */
function parseAll(ders: readonly Uint8Array[]): ParsedCertificate[] {
  return ders.flatMap((der) => {
    const known = authorities.get(der)
    if (known !== undefined) return [known]
    try {
      const parsed = parseCertificate(der)
      authorities.set(der, parsed)
      return [parsed]
    } catch {
      return []
    }
  })
}

/** The same few authorities are looked at for each certificate of a whole key store. */
const authorities = new WeakMap<Uint8Array, ParsedCertificate>()

/** A certificate whose parts cannot be read is a fault of that certificate, not of ours. */
function faultOf(check: () => string | undefined): string | undefined {
  try {
    return check()
  } catch (error) {
    return `cannot be checked (${error instanceof Error ? error.message : String(error)})`
  }
}

/** Byte for byte, else by the platform's name comparison (RFC 5280 7.1: letter case and string types may differ). */
function issuedBy(certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  if (Buffer.from(encode(certificate.issuer)).equals(encode(issuer.subject))) return true
  return certificate.platform.checkIssued(issuer.platform)
}

function verifies(certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  return certificate.platform.verify(issuer.platform.publicKey)
}

function same(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return Buffer.from(a.der).equals(b.der)
}

function sameEntity(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return Buffer.from(a.publicKey).equals(b.publicKey) && Buffer.from(encode(a.subject)).equals(encode(b.subject))
}

/** Eight digits of the thumbprint: enough to find it, and nothing that its maker could write into our log. */
function call({ der }: ParsedCertificate): string {
  return sha256(der).slice(0, 8)
}

function foreign(cause: string): ReturnType<typeof failure> {
  return failure('issued.foreign-issuer', { cause })
}

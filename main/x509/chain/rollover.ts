/** A CA's key update (RFC 4210 4.4, RFC 7030 4.1.3): when a new root is the successor of one that we trust. */
import { checkChain } from './chain.ts'
import { authorityFault, type ChainOptions, isSelfIssued } from './constraints.ts'
import { basicConstraintsOf, extensionIds } from '../extensions.ts'
import { sameNames } from '../names/name-comparison.ts'
import { type ParsedCertificate, parsedOnce } from '../parse.ts'
import { budgetOf, type SignatureBudget } from './budget.ts'
import { verified } from './verification.ts'

/** All that shows that a root follows another, so that it can be checked again at any time. Bytes are DER. */
export interface Succession {
  /** NewWithNew. */
  readonly root: Uint8Array
  /** NewWithOld: the new key, signed by the old one. */
  readonly link: Uint8Array
  /** When both were found to be valid, ms since the epoch. */
  readonly since: number
}

/**
 * The successors of our trust anchors among the CA certificates that a bank publishes. A new root is one when
 * - NewWithNew is a CA certificate of the anchor's very name, signed by itself, and lasts longer than the anchor:
 *   RFC 7030 4.1.3 calls that the newest. Without it, a predecessor would look like a successor, because the new root
 *   vouches for the old one, too.
 * - NewWithOld has the same name and key, and chains to the anchor: the old key has said so.
 * - it is held to all that the anchor is held to: an anchor for one bank's names must not make itself one for all.
 * - OldWithNew, if it is published, is signed by the new key: else the publication is not to be relied on.
 * - all of them are valid at `now`, ms since the epoch.
 */
export function findSuccessions(
  published: readonly Uint8Array[],
  anchors: readonly Uint8Array[],
  now: number,
): readonly Succession[] {
  const budget = budgetOf(published)
  const certificates = published.map(parsedOnce).filter((one) => one !== undefined)
  const trusted = anchors.map(parsedOnce).filter((one) => one !== undefined)
  return certificates.flatMap((root) => {
    // What costs nothing is asked first.
    const followed = trusted.filter(
      (anchor) => sameName(root, anchor) && root.notAfter > anchor.notAfter && isHeldToAsMuch(root, anchor),
    )
    if (followed.length === 0 || !isSelfIssued(root) || isAmong(root, anchors) || !signed(root, root, budget)) return []
    const link = followed
      .filter((anchor) => isSpokenWellOf(root, anchor, certificates, budget))
      .flatMap((anchor) => certificates.filter((one) => vouches(anchor, one, root, { now, purpose: 'any', budget })))[0]
    return link === undefined ? [] : [{ root: root.der, link: link.der, since: now }]
  })
}

/**
 * The configured anchors and, behind them, the roots that succeeded them. Each is checked again as of when it was
 * taken over: whoever can write our files must not be able to make us trust a root, and a root that followed an anchor
 * which is configured no more goes with it.
 *
 * @param successions oldest first, so that a root may follow one that followed another
 */
export function withSuccessors(
  anchors: readonly Uint8Array[],
  successions: readonly Succession[],
): readonly Uint8Array[] {
  return successions.reduce<readonly Uint8Array[]>((known, { root, link, since }) => {
    const [successor] = findSuccessions([root, link], known, since)
    return successor === undefined ? known : [...known, successor.root]
  }, anchors)
}

/** Does the anchor say by `link` that `root` is its successor? */
function vouches(
  anchor: ParsedCertificate,
  link: ParsedCertificate,
  root: ParsedCertificate,
  options: ChainOptions & { readonly budget: SignatureBudget },
): boolean {
  return (
    sameName(root, link) &&
    sameKey(root, link) &&
    !sameKey(root, anchor) &&
    [root, link].every((one) => mayIssue(one, options)) &&
    signed(link, anchor, options.budget) &&
    checkChain(link.der, [], [anchor.der], options).ok
  )
}

function mayIssue(certificate: ParsedCertificate, options: ChainOptions): boolean {
  try {
    return authorityFault(certificate, 0, options) === undefined
  } catch {
    return false
  }
}

/** OldWithNew, where it is published, has the old one's name, and is signed by the new key. */
function isSpokenWellOf(
  root: ParsedCertificate,
  anchor: ParsedCertificate,
  published: readonly ParsedCertificate[],
  budget: SignatureBudget,
): boolean {
  const oldWithNew = published.filter((one) => sameKey(one, anchor) && !signed(one, anchor, budget))
  return oldWithNew.every((one) => sameName(one, anchor) && isSelfIssued(one) && signed(one, root, budget))
}

/** What narrows what may be issued below a CA, beside the length of its chains. */
const narrowing = [
  extensionIds.nameConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.policyConstraints,
  extensionIds.inhibitAnyPolicy,
]

/** In the very words of the anchor: whether others say less is not for us to work out. */
function isHeldToAsMuch(root: ParsedCertificate, anchor: ParsedCertificate): boolean {
  const isRepeated = narrowing.every((oid) => {
    const [own, wanted] = [root, anchor].map(({ extensions }) => extensions.get(oid)?.value)
    return wanted === undefined || (own !== undefined && Buffer.from(own).equals(wanted))
  })
  return isRepeated && longestBelow(root) <= longestBelow(anchor)
}

/** CA certificates; one whose extension cannot be read is refused for that elsewhere. */
function longestBelow({ extensions }: ParsedCertificate): number {
  try {
    return basicConstraintsOf(extensions)?.pathLength ?? Infinity
  } catch {
    return Infinity
  }
}

function isAmong({ der }: ParsedCertificate, ders: readonly Uint8Array[]): boolean {
  return ders.some((one) => Buffer.from(one).equals(der))
}

function sameName(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return sameNames(a.subject, b.subject)
}

function sameKey(a: ParsedCertificate, b: ParsedCertificate): boolean {
  return Buffer.from(a.publicKey).equals(b.publicKey)
}

/** A key that the platform cannot read has signed nothing, nor has one for which nothing is left to check it. */
function signed(certificate: ParsedCertificate, issuer: ParsedCertificate, budget: SignatureBudget): boolean {
  try {
    return verified(certificate, issuer, budget) === true
  } catch {
    return false
  }
}

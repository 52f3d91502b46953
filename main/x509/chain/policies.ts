/**
 * Certificate policies (RFC 5280 6.1), with every policy welcome: what remains is whether a chain keeps to a policy where
 * one of its CAs demands it. So of the valid policy tree only its lowest level is kept, as RFC 9618 does, and no
 * qualifiers; it cannot grow with the length of the chain.
 */
import { child, children, content, isContext, isUniversal, type Node, oidOf, Type } from '../der.ts'
import { extensionIds, extensionValue, naturalNumber } from '../extensions.ts'
import type { ParsedCertificate } from '../parse.ts'
import { isSelfIssued } from './constraints.ts'

const anyPolicy = '2.5.29.32.0'

/** For how many certificates more something is not demanded, or is allowed (6.1.2). */
interface Counters {
  explicit: number
  mapping: number
  any: number
}

/** The policies of the lowest level, each with what is expected of the next certificate; undefined: there is no tree. */
type Level = ReadonlyMap<string, ReadonlySet<string>> | undefined

/**
 * Why the chain breaks what its CAs demand of policies; undefined when it does not.
 * @param chain below the anchor, the end last
 * @throws Error when one of the extensions cannot be read
 */
export function policyFault(anchor: ParsedCertificate, chain: readonly ParsedCertificate[]): string | undefined {
  const counters: Counters = { explicit: chain.length + 1, mapping: chain.length + 1, any: chain.length + 1 }
  // RFC 5937 3.2: what the anchor's own certificate demands holds from the start.
  constrain(counters, anchor)
  let level: Level = new Map([[anyPolicy, new Set([anyPolicy])]])
  for (const [at, certificate] of chain.entries()) {
    const last = at === chain.length - 1
    level = nextLevel(level, certificate, counters.any > 0 || (!last && isSelfIssued(certificate)))
    if (counters.explicit === 0 && level === undefined) return 'has no policy that the chain demands'
    if (last) return wrapUp(counters, certificate, level)
    level = mapped(level, certificate, counters.mapping > 0)
    if (!isSelfIssued(certificate)) decrement(counters)
    constrain(counters, certificate)
  }
  return undefined
}

/** 6.1.5 (a), (b) and (g) */
function wrapUp({ explicit }: Counters, certificate: ParsedCertificate, level: Level): string | undefined {
  const demanded = explicit <= 1 || demandOf(certificate, 0) === 0
  return demanded && level === undefined ? 'has no policy that the chain demands' : undefined
}

/** 6.1.3 (d) and (e) */
function nextLevel(level: Level, { extensions }: ParsedCertificate, anyAllowed: boolean): Level {
  const stated = extensionValue(extensions, extensionIds.certificatePolicies)
  if (level === undefined || stated === undefined) return undefined
  const policies = children(stated).map((one) => oidOf(child(one, 0)))
  const expected = new Set([...level.values()].flatMap((set) => [...set]))
  const next = new Map<string, ReadonlySet<string>>()
  for (const policy of policies) {
    if (policy !== anyPolicy && (expected.has(policy) || level.has(anyPolicy))) next.set(policy, new Set([policy]))
  }
  if (policies.includes(anyPolicy) && anyAllowed) {
    for (const policy of expected) next.set(policy, next.get(policy) ?? new Set([policy]))
  }
  return next.size === 0 ? undefined : next
}

/** 6.1.4 (a) and (b) */
function mapped(level: Level, { extensions }: ParsedCertificate, allowed: boolean): Level {
  const mappings = extensionValue(extensions, extensionIds.policyMappings)
  if (mappings === undefined) return level
  const targets = new Map<string, Set<string>>()
  for (const pair of children(mappings)) {
    const [from, to] = [oidOf(child(pair, 0)), oidOf(child(pair, 1))]
    if (from === anyPolicy || to === anyPolicy) throw new Error('X.509: anyPolicy is mapped')
    targets.set(from, (targets.get(from) ?? new Set()).add(to))
  }
  if (level === undefined) return undefined
  const next = new Map(level)
  for (const [from, to] of targets) {
    if (!allowed) next.delete(from)
    else if (level.has(from) || level.has(anyPolicy)) next.set(from, to)
  }
  return next.size === 0 ? undefined : next
}

/** 6.1.4 (h) */
function decrement(counters: Counters): void {
  for (const name of ['explicit', 'mapping', 'any'] as const) counters[name] = Math.max(0, counters[name] - 1)
}

/** 6.1.4 (i) and (j) */
function constrain(counters: Counters, certificate: ParsedCertificate): void {
  counters.explicit = Math.min(counters.explicit, demandOf(certificate, 0))
  counters.mapping = Math.min(counters.mapping, demandOf(certificate, 1))
  const skip = extensionValue(certificate.extensions, extensionIds.inhibitAnyPolicy)
  if (skip === undefined) return
  if (!isUniversal(skip, Type.INTEGER)) throw new Error('X.509: inhibitAnyPolicy is not a number')
  counters.any = Math.min(counters.any, naturalNumber(content(skip)))
}

/** policyConstraints: requireExplicitPolicy ([0]) or inhibitPolicyMapping ([1]); infinite when it is not there. */
function demandOf({ extensions }: ParsedCertificate, tag: number): number {
  const demands = extensionValue(extensions, extensionIds.policyConstraints)
  const parts: readonly Node[] = demands === undefined ? [] : children(demands)
  const found = parts.find((part) => isContext(part, tag))
  return found === undefined ? Number.POSITIVE_INFINITY : naturalNumber(content(found))
}

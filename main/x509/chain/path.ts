/** What RFC 5280 section 6.1 asks of a chain as a whole, once every certificate of it is accepted by itself. */
import type { ParsedCertificate } from '../parse.ts'
import type { SignatureBudget } from './budget.ts'
import { isSelfIssued } from './constraints.ts'
import { nameConstraintFault } from './name-constraints.ts'
import { policyFault } from './policies.ts'

/**
 * Why the chain is not accepted; undefined when it is.
 * @param path below the anchor, the end first
 * @throws Error when an extension cannot be read
 */
export function pathFault(
  anchor: ParsedCertificate,
  path: readonly ParsedCertificate[],
  budget: SignatureBudget,
): string | undefined {
  const chain = [anchor, ...path.toReversed()]
  for (const [at, authority] of chain.entries()) {
    for (const [later, below] of chain.slice(at + 1).entries()) {
      // 6.1.3 (b): a CA's own rollover certificates are not meant, the end of the chain always is.
      if (isSelfIssued(below) && at + 1 + later < chain.length - 1) continue
      const fault = nameConstraintFault(authority, below, budget)
      if (fault !== undefined) return fault
    }
  }
  return policyFault(anchor, chain.slice(1))
}

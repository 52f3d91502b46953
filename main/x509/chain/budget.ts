/**
 * What the checking of signatures may cost. A server can send forty kilobytes of certificates on P-521 that all claim to
 * have issued each other: checked one by one in every order they would stop the main process for minutes.
 */
import type { KeyObject } from 'node:crypto'

/** All costs are microseconds of the main process, as the slower of Node and Electron takes them on a slow machine. */
export interface SignatureBudget {
  /** Takes this from what is left; false when there is not so much, and from then on. */
  take(cost: number): boolean
}

/**
 * With the reading of all that an answer may hold (main/x509/cms.ts, der.ts) this stays below 100 ms, which
 * tests/bench/certificates.bench.ts measures. A chain of honest ones costs some hundreds.
 */
const wholeAnswer = 30_000
/** Enough for four CAs on P-521, the most costly curve. */
const singleChain = 20_000
/** How long (ms) one and the same list of certificates gets no further budget. */
const renewedAfter = 60_000

export function signatureBudget(limit = wholeAnswer): SignatureBudget {
  let left = limit
  return {
    take(cost) {
      left = cost > left ? 0 : left - cost
      return left > 0
    },
  }
}

/**
 * For one certificate of the user's own: a key store may hold hundreds, which no server sent and which have to be judged
 * all of them.
 */
export const singleChainBudget = (): SignatureBudget => signatureBudget(singleChain)

const budgets = new WeakMap<object, { readonly budget: SignatureBudget; readonly since: number }>()

/**
 * The budget of an answer, whoever judges it and however many chains are built from it. A list that is kept, as that of
 * the bank's CA certificates, is looked at for as long as the app runs: it gets a new one after a minute.
 *
 * @param answer the list of certificates as it was read from the answer; another list is another answer
 */
export function budgetOf(answer: object): SignatureBudget {
  const now = performance.now()
  const known = budgets.get(answer)
  if (known !== undefined && now - known.since < renewedAfter) return known.budget
  const budget = signatureBudget()
  budgets.set(answer, { budget, since: now })
  return budget
}

const small = 250
const large = 4000
const curveCosts: Readonly<Record<string, number>> = { prime256v1: small, secp384r1: 1500, secp521r1: large }

/** What one verification with this key costs. */
export function verificationCost({ asymmetricKeyType: type, asymmetricKeyDetails: details }: KeyObject): number {
  if (type === 'ec') return curveCosts[details?.namedCurve ?? ''] ?? large
  if (type !== 'rsa') return small
  // Grows with the square of the modulus and with the length of the exponent, which is 17 bits nearly everywhere.
  const exponent = (details?.publicExponent ?? 65_537n).toString(2).length
  return Math.ceil(100 * ((details?.modulusLength ?? 0) / 2048) ** 2 * Math.max(1, exponent / 17))
}

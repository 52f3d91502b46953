/**
 * When a step that failed is tried again by itself. There are two classes: what could not reach the bank is repeated,
 * with growing waits; what the bank (or this machine) refused is not, so that no account is ever locked out by us.
 */
import type { Failure, FailureCode } from './errors.ts'

const passing: ReadonlySet<FailureCode> = new Set([
  'network.offline',
  'network.proxy-unreachable',
  'network.proxy-refused',
  'network.captive-portal',
  'bank.unreachable',
  'bank.timeout',
  'bank.busy',
  'bank.maintenance',
  'bank.connection-closed',
  // Its user has locked it, and said はい before that.
  'renewal.locked',
])

export function retriesByItself({ code, retry }: Failure): boolean {
  return retry === 'later' && passing.has(code)
}

const shortest = 30_000
const longest = 60 * 60 * 1000

/**
 * How long to wait before the next try, in ms: 30 s, doubled each time up to an hour, of which a random part between
 * the half and the whole, so that a bank that comes back is not met by all its customers at once. It begins when the
 * bank wants to be asked again: else all whom it asked to come back in five minutes would do so in the same second, for ever.
 *
 * @param tries how often it was tried by itself so far
 * @param chance 0 to 1
 * @param retryAfter seconds that the bank asked to be left alone
 */
export function retryDelay(tries: number, chance: number, retryAfter = 0): number {
  const share = 0.5 + 0.5 * chance
  const wait = Math.min(longest, shortest * 2 ** Math.min(tries, 10))
  return retryAfter * 1000 + wait * share
}

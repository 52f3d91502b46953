import type { Failure } from '../../renewal/errors.ts'
import { retriesByItself, retryDelay } from '../../renewal/retry.ts'

export interface RetryPorts {
  readonly defer: (ms: number, action: () => void) => void
  /** 0 to 1 */
  readonly chance: () => number
}

/** The tries of one renewal that nobody asked for. */
export function createRetries({ defer, chance }: RetryPorts) {
  let tries = 0
  let awaited = 0

  return {
    /** Is it the first failure since somebody acted? */
    isFirst: () => tries === 0,
    /** Will this failure be tried again by itself? Then `again` is called, unless another try was arranged meanwhile. */
    arrange(failure: Failure, again: () => void): boolean {
      if (!retriesByItself(failure)) return false
      const mine = ++awaited
      defer(retryDelay(tries++, chance(), failure.retryAfter), () => mine === awaited && again())
      return true
    },
    /** It worked, or the user takes it up: what was arranged is off, and the waits are short again. */
    reset(): void {
      tries = 0
      awaited++
    },
  }
}

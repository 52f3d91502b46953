/** Slows guessing down: after a few failures a customer waits. In memory; a restart forgives. */
export interface Attempts {
  /** Seconds to wait before the next attempt is looked at; 0: now. */
  wait(customerId: string): number
  failed(customerId: string): void
  succeeded(customerId: string): void
}

const allowed = 5
const window = 5 * 60 * 1000
/** Names that nobody has are counted as well; the oldest make room. */
const remembered = 1000

export function createAttempts(clock: () => number): Attempts {
  const failures = new Map<string, number[]>()
  const recent = (customerId: string): number[] =>
    (failures.get(customerId) ?? []).filter((time) => time > clock() - window)
  return {
    wait(customerId) {
      const times = recent(customerId)
      return times.length < allowed ? 0 : Math.max(1, Math.ceil((times[0]! + window - clock()) / 1000))
    },
    failed(customerId) {
      const times = [...recent(customerId), clock()]
      failures.delete(customerId)
      failures.set(customerId, times)
      const oldest = failures.keys().next()
      if (failures.size > remembered && !oldest.done) failures.delete(oldest.value)
    },
    succeeded: (customerId) => void failures.delete(customerId),
  }
}

/**
 * A day in which nothing is acquired and no renewal goes on, at the word of a user who was asked to renew by somebody who
 * may not be the bank. It is against haste, not against whoever has this computer in hand.
 */
import { done, type Failure, failure, type Result, success } from './errors.ts'
import type { Effect } from './machine/machine.ts'

/** ms since the epoch */
export interface Lock {
  readonly since: number
  readonly until: number
}

/** Where it is kept: one for all banks of this user. */
export interface LockRecord {
  read(): Result<Lock | null>
  write(lock: Lock | null): Result<void>
}

export interface RenewalLock {
  /** undefined where nothing is locked. Fails where that cannot be read. */
  standing(): Result<Lock | undefined>
  /** Fails with renewal.locked while it lasts, and where nobody can tell: then nothing is begun either. */
  check(): Result<void>
  /** For a day from now on. */
  set(): Result<Lock>
  lift(): Result<void>
}

/** ms */
const duration = 24 * 60 * 60 * 1000

export function createLock(record: LockRecord, clock: () => number): RenewalLock {
  function from(since: number): Result<Lock> {
    const lock = { since, until: since + duration }
    const written = record.write(lock)
    return written.ok ? success(lock) : written
  }

  function standing(): Result<Lock | undefined> {
    const read = record.read()
    if (!read.ok) return read
    const now = clock()
    if (read.value === null) return success(undefined)
    const { since } = read.value
    // Whoever writes the record may write any end.
    const until = Math.min(read.value.until, since + duration)
    if (until <= now) return success(undefined)
    // A clock that was ahead at that time must not make it last for years, and one that is put back not end it.
    return since > now ? from(now) : success({ since, until })
  }

  return {
    standing,
    check() {
      const found = standing()
      if (!found.ok) return found
      return found.value === undefined ? done : { ok: false, failure: locked(found.value) }
    },
    set: () => from(clock()),
    lift: () => record.write(null),
  }
}

function locked({ until }: Lock): Failure {
  return failure('renewal.locked', { retry: 'later', cause: `until ${new Date(until).toISOString()}` }).failure
}

/**
 * What a renewal under way does no more while it is locked. The bank's answer is still taken, and what is installed goes
 * on to its end: stopped there, its user would have two certificates and not know which one works.
 */
export const held: ReadonlySet<Effect> = new Set([
  'make-key',
  'ask-request',
  'make-request',
  'send-request',
  'ask-installation',
  'install',
])

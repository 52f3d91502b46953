import { overallStatus } from '../../renewal/certificates/bank-certificates.ts'
import type { Outcome } from './outcomes.ts'
import { toldAttempts, toldWatched } from './lines.ts'
import { absentDetail, type Run } from './run.ts'

/** Where this machine stands, for detection rules: 0 while nothing is to be done, else a code that says what is. */
export async function status(run: Run): Promise<number> {
  const { inventory, lock, watched, policy, clock, end, fail, told } = run
  const locked = lock.standing()
  if (!locked.ok) return fail(locked.failure)
  const listed = await inventory.refresh()
  if (!listed.ok) return fail(listed.failure)
  const others = await watched()
  if (!others.ok) return fail(others.failure)
  const attempts = run.automatic?.attempts.read()
  if (attempts?.ok === false) return fail(attempts.failure)
  const overall = overallStatus(listed.value, [], policy, clock())
  const outcomes: Readonly<Partial<Record<typeof overall, Outcome>>> = {
    due: 'due',
    grace: 'grace',
    lapsed: 'lapsed',
    absent: 'absent',
  }
  const [best] = listed.value
  const waiting = run.policyWaits()
  const schedule = await run.schedule()
  return end(outcomes[overall] ?? 'done', {
    ...(best === undefined ? {} : { certificate: told(best) }),
    certificates: listed.value.map(told),
    keyProvider: policy.keyProvider,
    renewal: run.automatic === undefined ? 'user' : 'automatic',
    ...(schedule !== undefined && { schedule }),
    ...(waiting.length > 0 && { policyWaits: [...waiting] }),
    ...toldAttempts(attempts?.value ?? {}, listed.value),
    ...toldWatched(others.value, clock()),
    ...(locked.value && { lockedUntil: new Date(locked.value.until).toISOString() }),
    ...(overall === 'absent' && (await absentDetail(run))),
  })
}

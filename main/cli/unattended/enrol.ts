import { lifeStatus } from '../../renewal/certificates/certificate.ts'
import { isUnfinished } from '../../renewal/renew.ts'
import { endWith, needsConsent, type Run } from './run.ts'

/** 電子証明書取得: a new certificate where none opens a connection, with the one-time password that the bank handed out. */
export async function enrol(run: Run): Promise<number> {
  const { inventory, renewals, policy, clock, end, fail, told } = run
  // Before the journal is looked into: what is under way stays as it is.
  const allowed = run.lock.check()
  if (!allowed.ok) return fail(allowed.failure)
  if (needsConsent(run)) return end('consent-needed')
  const resumed = await renewals.restart()
  if (!resumed.ok) return fail(resumed.failure)
  const listed = await inventory.refresh()
  if (!listed.ok) return fail(listed.failure)

  const usable = listed.value.find((one) => ['valid', 'due'].includes(lifeStatus(one, policy, clock())))
  if (usable !== undefined) {
    const state = resumed.value
    // It is here, but the bank does not take it (yet): that is no success, and not "nothing to do" either.
    if (state?.purpose.kind === 'enrolment' && isUnfinished(state)) return endWith(state, run)
    return end(state?.step === 'complete' && run.moved() ? 'done' : 'nothing-to-do', { certificate: told(usable) })
  }
  if (!run.yes) return end('consent-needed')
  const credentials = run.credentials()
  if (!credentials.ok) return fail(credentials.failure)
  const { customerId } = credentials.value
  const result = await renewals.start({ kind: 'enrolment', customerId }, credentials.value)
  return result.ok ? endWith(result.value, run) : fail(result.failure)
}

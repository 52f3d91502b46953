import { goesOn, renewUnasked } from '../../renewal/automatic/unasked.ts'
import { lifeStatus, needsLogin } from '../../renewal/certificates/certificate.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import { isHopeless, renewalOf, type RenewalState } from '../../renewal/machine/machine.ts'
import { samePurpose } from '../../renewal/renew.ts'
import type { Outcome } from './outcomes.ts'
import { absentDetail, endWith, needsConsent, type Run } from './run.ts'

/** Renews the certificate that is due, after carrying on with what an earlier run left half-done. */
export async function renew(run: Run): Promise<number> {
  const { inventory, renewals, end, fail, told } = run
  // Before the journal is looked into: what is under way stays as it is.
  const allowed = run.lock.check()
  if (!allowed.ok) return fail(allowed.failure)
  if (needsConsent(run)) return end('consent-needed')
  const resumed = await renewals.restart()
  if (!resumed.ok) return fail(resumed.failure)
  const listed = await inventory.refresh()
  if (!listed.ok) return fail(listed.failure)

  // A renewal that an earlier run left half-done may just have been completed by reading its journal.
  const finished = resumed.value?.step === 'complete' && run.moved() ? renewals.issuedFacts(resumed.value) : undefined
  const carriedOn = listed.value.find((one) => one.thumbprint === finished?.thumbprint)
  if (carriedOn !== undefined) return end('done', { certificate: told(carriedOn) })

  const chosen = choose(listed.value, run)
  if ('outcome' in chosen) {
    const detail = chosen.outcome === 'absent' ? await absentDetail(run) : {}
    return end(chosen.outcome, { certificates: listed.value.map(told), ...detail })
  }
  const { certificate } = chosen
  const left = resumed.value
  if (!goesOn(left, certificate) && needsLogin(certificate, run.policy, run.clock())) {
    return fail({ code: 'renewal.login-needed', retry: 'never' }, { certificate: told(certificate) })
  }
  if (!run.yes) return end('consent-needed', { certificate: told(certificate) })
  const purpose = renewalOf(certificate)
  if (left !== undefined && run.moved() && samePurpose(left.purpose, purpose) && wasTried(left)) {
    return endWith(left, run, [certificate.thumbprint])
  }
  const result = await renewUnasked(certificate, { renewals, prepare: (current) => run.prepare(current, run.onCheck) })
  return result.ok ? endWith(result.value, run, [certificate.thumbprint]) : fail(result.failure)
}

/** One run sends one request: what it took up and could not finish waits for the next run. */
function wasTried(left: RenewalState): boolean {
  return ['stalled', 'waiting', 'discarding'].includes(left.step) && !isHopeless(left)
}

type Choice = { readonly certificate: BankCertificate } | { readonly outcome: Outcome }

/** Never "the first certificate": the one that is due, or the one that was named. */
function choose(certificates: readonly BankCertificate[], { policy, clock, renewsInGrace, thumbprint }: Run): Choice {
  const named = thumbprint === undefined ? certificates : certificates.filter((one) => one.thumbprint === thumbprint)
  const now = clock()
  const renewable = (status: string): boolean => status === 'due' || (status === 'grace' && renewsInGrace)
  const due = named.filter((one) => renewable(lifeStatus(one, policy, now)))
  if (due.length > 1) return { outcome: 'several-due' }
  if (due[0] !== undefined) return { certificate: due[0] }
  const status = lifeStatus(named[0], policy, now)
  return { outcome: status === 'absent' || status === 'grace' || status === 'lapsed' ? status : 'nothing-to-do' }
}

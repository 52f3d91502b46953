import { type CertificateFacts, lifeStatus } from './certificate.ts'
import type { Policy } from './policy.ts'

const day = 24 * 60 * 60 * 1000

/**
 * The reminder that is due now: the most urgent rung of the ladder that was reached and not yet shown. After weeks
 * switched off that is one reminder, not a row of them; the rungs above it count as shown.
 *
 * @param shown rungs (days before expiry) already shown for this certificate
 * @param now ms since the epoch
 */
export function dueReminder(
  certificate: Pick<CertificateFacts, 'notAfter'>,
  policy: Policy,
  shown: readonly number[],
  now: number,
): { readonly days: number; readonly reached: readonly number[] } | undefined {
  if (lifeStatus(certificate, policy, now) !== 'due') return undefined
  const left = certificate.notAfter - now
  const reached = policy.reminderDays.filter((days) => left <= rung(days))
  const days = Math.min(...reached)
  return reached.length === 0 || shown.includes(days) ? undefined : { days, reached }
}

/** The time left (ms) at which a rung is reached. Rung 1 means a day before, rung 0 the last day's second half. */
function rung(days: number): number {
  return days === 0 ? day / 2 : days * day
}

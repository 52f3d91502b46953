const dayLength = 24 * 60 * 60 * 1000

type DaysLeft =
  | { readonly kind: 'left' | 'expired'; readonly days: number }
  | { readonly kind: 'last-day' | 'just-expired' }

/**
 * How to say a certificate's `daysLeft` (whole days, rounded down): 0 is less than a day left, -1 expired within the
 * last 24 hours, -2 expired one whole day ago.
 */
export function sayDaysLeft(daysLeft: number): DaysLeft {
  if (daysLeft > 0) return { kind: 'left', days: daysLeft }
  if (daysLeft === 0) return { kind: 'last-day' }
  return daysLeft === -1 ? { kind: 'just-expired' } : { kind: 'expired', days: -daysLeft - 1 }
}

/** Whole days of grace that remain; 0 within the last 24 hours and after. `graceUntil` and `notAfter` in ms. */
export function graceDaysLeft(certificate: { graceUntil: number; notAfter: number; daysLeft: number }): number {
  const grace = Math.floor((certificate.graceUntil - certificate.notAfter) / dayLength)
  return Math.max(0, grace + certificate.daysLeft)
}

import type { View } from '../../../preload/contract.ts'

export type Failure = NonNullable<Extract<View, { window: 'login' }>['failure']>
export type Phase = NonNullable<Extract<View, { window: 'ended' }>['phase']>

/** Nothing of a certificate that failed its checks is kept; this is said of it wherever it happens. */
const neverInstalled = /^issued\./
/** What is missing cannot be said to be safe; what these say of everything else is true at any time. */
const missing: ReadonlySet<Failure['code']> = new Set(['keystore.certificate-missing', 'keystore.key-missing'])

/**
 * Where the sentence stands that says what is safe. A code's own was written for a renewal that has sent nothing: once
 * something was sent, issued or installed, what is safe depends on that, not on what went wrong.
 *
 * @param phase undefined where no renewal is under way
 */
export function safetyOf(code: Failure['code'], phase: Phase | undefined) {
  const ownIsTrue =
    phase === undefined ||
    phase === 'before-sending' ||
    missing.has(code) ||
    (neverInstalled.test(code) && (phase === 'sent-unanswered' || phase === 'issued-not-installed'))
  return ownIsTrue ? (`failures.${code}.safe` as const) : (`failure.safety.${phase}` as const)
}

/** What a state says of the certificate and the key that it stands for. */
import type { RenewalState } from './state.ts'
import { sent } from './requesting.ts'

/**
 * Has the renewal come to a certificate that is certainly of no use? To begin again then means another certificate. A
 * renewed one that the bank refuses without such a word may only not be known everywhere yet.
 */
export function isHopeless(state: RenewalState): boolean {
  if (state.step !== 'stalled' || (state.at.step !== 'installing' && state.at.step !== 'proving')) return false
  const { code, retry } = state.failure
  // A certificate that looks expired may only be seen by a clock that is ahead.
  const wrong = code.startsWith('issued.') && code !== 'issued.expired' && retry === 'never'
  const useless = code === 'certificate.revoked' || wrong
  return useless || (state.purpose.kind === 'enrolment' && retry === 'never')
}

/** Is it certain that no certificate exists, or ever will, for the key of this one? */
export function isWithoutTrace(state: RenewalState): boolean {
  switch (state.step) {
    case 'making-key-ahead':
    case 'key-ahead':
    case 'confirming-request':
    case 'ended':
      return true
    case 'making-request':
      return (state.sendings ?? 0) === 0
    case 'requesting':
    case 'password-needed':
      return sent(state) === 0
    case 'waiting':
      return 'request' in state && sent(state) === 0
    case 'stalled':
      return state.at.step === 'making-request'
        ? (state.at.sendings ?? 0) === 0
        : state.at.step === 'requesting' && sent(state.at) === 0
    case 'discarding':
      return state.keeps !== true
    default:
      return false
  }
}

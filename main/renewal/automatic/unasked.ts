/** A renewal that nobody watches, as unattended runs and the app by itself do it: what people see in four windows, in one go. */
import type { BankCertificate } from '../certificates/bank-certificates.ts'
import type { Result } from '../errors.ts'
import { isHopeless, renewalOf, type RenewalState } from '../machine/machine.ts'
import { isUnfinished, type Renewals, samePurpose } from '../renew.ts'

export interface UnaskedPorts {
  readonly renewals: Pick<Renewals, 'makeAhead' | 'start'>
  readonly prepare: (current: BankCertificate) => Promise<Result<void>>
}

/** Checks what could fail later, then renews. Fails with what the checks found, before anything is begun. */
export async function renewUnasked(
  certificate: BankCertificate,
  { renewals, prepare }: UnaskedPorts,
): Promise<Result<RenewalState>> {
  const prepared = await prepare(certificate)
  if (!prepared.ok) return prepared
  const purpose = renewalOf(certificate)
  // As in the windows: whatever comes between the request and its answer, it is not the making of a key.
  await renewals.makeAhead(purpose)
  return renewals.start(purpose)
}

/** Is one of these an unfinished renewal of the certificate with this thumbprint? */
export function isUnderWay(states: readonly (RenewalState | undefined)[], thumbprint: string): boolean {
  return states.some(
    (one) =>
      one !== undefined && isUnfinished(one) && one.purpose.kind === 'renewal' && one.purpose.current === thumbprint,
  )
}

/** Was a renewal of this certificate begun that goes on, rather than being made anew? Then its checks are behind it. */
export function goesOn(state: RenewalState | undefined, certificate: BankCertificate): boolean {
  if (state === undefined || !isUnfinished(state) || isHopeless(state)) return false
  return samePurpose(state.purpose, renewalOf(certificate))
}

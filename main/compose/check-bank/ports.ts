/** The app's own parts, put together for a check of a bank, on whatever transport and key store. */
import { randomBytes, randomUUID } from 'node:crypto'
import { writeTicket } from '../../bank/cmp/confirmation-ticket.ts'
import type { Transport } from '../../bank/http.ts'
import type { CheckPorts } from '../../cli/check-bank/ports.ts'
import { recording } from '../../cli/check-bank/look/recording.ts'
import type { Authorities, Clock, KeyStore } from '../../renewal/ports.ts'
import type { BankConfiguration } from '../../storage/settings/configuration.ts'
import { createCertificates } from '../../x509/certificates.ts'
import { composeBank } from '../bank.ts'

interface Surroundings extends Pick<CheckPorts, 'mayIssue' | 'credentials' | 'lookAtFront' | 'publicRoots' | 'wait'> {
  readonly transport: Transport
  readonly authorities: Authorities
  readonly keyStore: KeyStore
  readonly customerId: string | undefined
  readonly clock: Clock
}

export function checkPorts(
  configuration: BankConfiguration & { readonly estUrl: string },
  { transport, authorities, keyStore, customerId, clock, ...rest }: Surroundings,
): CheckPorts {
  const { estUrl, cmpUrl, portalUrl, cmpForm, policy, trustAnchors } = configuration
  const recorded = recording(transport, clock)
  const { est, ...parts } = composeBank(configuration, { transport: recorded.transport, authorities, keyStore, clock })
  return {
    ...rest,
    ...parts,
    est: est!,
    recording: recorded,
    authorities,
    certificates: createCertificates(authorities.trustAnchors),
    keyStore,
    policy,
    settings: {
      estUrl,
      portalUrl,
      hasCmp: cmpUrl !== undefined,
      hasPortal: portalUrl !== undefined,
      implicitConfirm: cmpForm?.implicitConfirm ?? false,
      customerId,
      trustAnchors,
      maximumClockSkew: policy.maximumClockSkew,
    },
    strangeConfirmation: writeTicket({
      ticket: { id: new Uint8Array(randomBytes(16)), awaited: undefined, nonce: new Uint8Array(randomBytes(16)) },
      id: 0,
      granted: false,
    }),
    clock,
    newId: randomUUID,
  }
}

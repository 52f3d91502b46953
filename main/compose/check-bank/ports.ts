/** The app's own parts, put together for a check of a bank, on whatever transport and key store. */
import { randomBytes, randomUUID } from 'node:crypto'
import { speaking } from '../../bank/choose-protocol.ts'
import { writeTicket } from '../../bank/cmp/confirmation-ticket.ts'
import { greet } from '../../bank/cmp/greeting.ts'
import type { Transport } from '../../bank/transport/http.ts'
import type { CheckPorts } from '../../cli/check-bank/ports.ts'
import { recording } from '../../cli/check-bank/look/recording.ts'
import type { Authorities, Clock, KeyStore } from '../../renewal/ports.ts'
import type { BankConfiguration } from '../../storage/settings/configuration.ts'
import { createCertificates } from '../../x509/certificates.ts'
import { composeBank } from '../bank.ts'

interface Surroundings
  extends Pick<CheckPorts, 'named' | 'mayIssue' | 'credentials' | 'lookAtFront' | 'publicRoots' | 'wait'> {
  readonly transport: Transport
  readonly authorities: Authorities
  readonly keyStore: KeyStore
  readonly customerId: string | undefined
  readonly clock: Clock
}

export function checkPorts(
  configuration: BankConfiguration,
  { transport, authorities, keyStore, customerId, clock, ...rest }: Surroundings,
): CheckPorts {
  const { estUrl, cmpUrl, portalUrl, cmpForm, policy, trustAnchors } = configuration
  const recorded = recording(transport, clock)
  const surroundings = { transport: recorded.transport, authorities, keyStore, clock, wait: rest.wait }
  const { est, cmp, portal } = composeBank(configuration, surroundings)
  // Beside EST, CMP is looked at apart.
  const offered =
    est === undefined ? ({ est, cmp, preferred: 'cmp' } as const) : ({ est, cmp: undefined, preferred: 'est' } as const)
  return {
    ...rest,
    bank: speaking({ ...surroundings, ...offered, portal, trustAnchors: authorities.trustAnchors }),
    cmp,
    portal,
    greetCmp: cmpUrl === undefined ? undefined : () => greet(recorded.transport, cmpUrl, clock),
    recording: recorded,
    authorities,
    certificates: createCertificates(authorities.trustAnchors),
    keyStore,
    policy,
    settings: {
      // Settings without either are refused before.
      url: (estUrl ?? cmpUrl)!,
      portalUrl,
      hasEst: estUrl !== undefined,
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

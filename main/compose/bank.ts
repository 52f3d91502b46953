/** A bank's parts as its settings name them: its CA certificates, EST, CMP, portal, on whatever transport. */
import { createCmpBank } from '../bank/cmp/cmp-client.ts'
import { createEstBank } from '../bank/est/est-client.ts'
import type { Transport } from '../bank/transport/http.ts'
import { createPortal } from '../bank/portal/portal.ts'
import { knownAuthorities } from '../renewal/certificates/known-authorities.ts'
import type { Authorities, Clock, KeyStore } from '../renewal/ports.ts'
import type { BankConfiguration } from '../storage/settings/configuration.ts'

interface BankPorts {
  readonly transport: Transport
  readonly authorities: Authorities
  readonly keyStore: KeyStore
  readonly clock: Clock
  /** Waits some ms between two polls; undefined: by the clock of this machine. */
  readonly wait?: (ms: number) => Promise<unknown>
}

export function composeBank(
  { estUrl, estLabel, cmpUrl, cmpSigners, cmpForm, portalUrl, bankingUrl }: BankConfiguration,
  { transport, authorities, keyStore, clock, wait }: BankPorts,
) {
  const { trustAnchors } = authorities
  const portal = portalUrl === undefined ? undefined : createPortal(portalUrl, transport, clock, bankingUrl)
  const est =
    estUrl === undefined
      ? undefined
      : createEstBank({
          url: estUrl,
          ...(estLabel === undefined ? {} : { label: estLabel }),
          trustAnchors,
          transport,
          clock,
          authorities: () => knownAuthorities({ authorities, keyStore }),
          ...(portal === undefined ? {} : { recognise: portal.whoAmI }),
        })
  const cmp =
    cmpUrl === undefined
      ? undefined
      : createCmpBank({
          url: cmpUrl,
          transport,
          clock,
          trustAnchors,
          authorities: authorities.list,
          ...(cmpSigners === undefined ? {} : { signers: cmpSigners }),
          keyStore,
          enrolment: { command: cmpForm?.enrolment ?? 'p10cr', mac: cmpForm?.mac ?? 'password-based' },
          implicitConfirm: cmpForm?.implicitConfirm ?? false,
          ...(wait === undefined ? {} : { wait }),
        })
  return { est, cmp, portal }
}

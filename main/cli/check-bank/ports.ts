/** What a run works with: the app's own parts, on a key store of its own. */
import type { CmpBank } from '../../bank/cmp/cmp-client.ts'
import type { Front } from '../../bank/front/front.ts'
import type { Transport } from '../../bank/transport/http.ts'
import type { Portal } from '../../bank/portal/portal.ts'
import type { Result } from '../../renewal/errors.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Authorities, Bank, Certificates, Clock, EnrolmentCredentials, KeyStore } from '../../renewal/ports.ts'
import type { Recording } from './look/recording.ts'
import type { Session } from './session.ts'

export interface BankParts {
  /** By EST; where the settings name none, by CMP alone. */
  readonly bank: Bank
  readonly cmp: CmpBank | undefined
  readonly portal: Portal | undefined
}

export interface CheckPorts extends BankParts {
  /** What the parts send by. */
  readonly recording: Recording<Transport>
  readonly authorities: Authorities
  readonly certificates: Certificates
  readonly keyStore: KeyStore
  readonly policy: Policy
  readonly settings: Session['settings'] & {
    /** Of whom the bank is asked by: EST, or CMP alone. */
    readonly url: string
    readonly portalUrl: string | undefined
  }
  /** Certificates of the user's, by thumbprint, that are no more what they were. */
  readonly named: { readonly expired?: string | undefined; readonly revoked?: string | undefined }
  /** What costs certificates may be done. */
  readonly mayIssue: boolean
  /** Who enrols, and the password; read when it is needed. */
  readonly credentials: () => Result<EnrolmentCredentials>
  readonly lookAtFront: (url: string) => Promise<Front | 'proxied' | undefined>
  /** Is CMP spoken? undefined: there is no CMP server. */
  readonly greetCmp: (() => Promise<Result<unknown>>) | undefined
  readonly publicRoots: readonly Uint8Array[]
  /** What confirms a certificate in a transaction that there never was. */
  readonly strangeConfirmation: Uint8Array
  readonly clock: Clock
  /** Waits some ms. */
  readonly wait: (ms: number) => Promise<unknown>
  /** Different each time. */
  readonly newId: () => string
}

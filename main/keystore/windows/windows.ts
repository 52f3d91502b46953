import type { Calls } from './calls.ts'
import type { Capi } from './capi.ts'
import type { CertificateKeys } from './certificate-keys.ts'
import type { Cng } from './cng.ts'
import type { NamedKeys } from './named-keys.ts'

/** All of Windows that an operation works with. */
export interface Windows {
  readonly calls: Calls
  readonly cng: Cng
  readonly capi: Capi
  readonly named: NamedKeys
  readonly keys: CertificateKeys
  /** The current user's system store: MY in the product. */
  readonly location: string
}

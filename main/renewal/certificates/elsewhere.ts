import type { Failure } from '../errors.ts'
import type { Authorities, Certificates, Clock, KeyStore } from '../ports.ts'
import { type BankCertificate, listBankCertificates } from './bank-certificates.ts'

/** A key store of another program, which neither Koshin nor the browsers that it works with look into. */
export interface OtherStore {
  /** As people know it. */
  readonly program: string
  /** Where it is, without the name of the user. */
  readonly place: string
  readonly list: KeyStore['list']
  /** Frees what looking took. */
  readonly close: () => void
}

/** What of this bank is in another program's key store. */
export interface FoundElsewhere extends Pick<OtherStore, 'program' | 'place'> {
  readonly certificates: readonly BankCertificate[]
  /** Why it could not be looked into, such as a password of its own. */
  readonly failure?: Failure
}

interface ElsewherePorts {
  readonly certificates: Certificates
  readonly authorities: Authorities
  readonly clock: Clock
}

/** Looks into each, one after the other. Those that hold nothing of this bank are left out. */
export async function lookElsewhere(
  stores: readonly OtherStore[],
  { certificates, authorities, clock }: ElsewherePorts,
): Promise<readonly FoundElsewhere[]> {
  const found: FoundElsewhere[] = []
  for (const { program, place, list, close } of stores) {
    const ports = { keyStore: { list }, certificates, clock }
    const listed = await listBankCertificates(ports, authorities.list())
    close()
    if (!listed.ok) found.push({ program, place, certificates: [], failure: listed.failure })
    else if (listed.value.length > 0) found.push({ program, place, certificates: listed.value })
  }
  return found
}

import type { Result } from '../renewal/errors.ts'
import { type BankCertificate, listBankCertificates } from '../renewal/inventory.ts'
import type { Bank, Certificates, Clock, KeyStore } from '../renewal/ports.ts'
import type { Authorities } from '../storage/authorities.ts'

/** The bank's certificates in this machine's key store, as last looked up. */
export interface Holdings {
  /** Longest-lasting first. */
  list(): readonly BankCertificate[]
  find(thumbprint: string): BankCertificate | undefined
  /** Looks into the key store again. */
  refresh(): Promise<Result<readonly BankCertificate[]>>
  /** The retired ones, too; they are not remembered. */
  listAll(): Promise<Result<readonly BankCertificate[]>>
}

interface HoldingsPorts {
  readonly keyStore: KeyStore
  readonly certificates: Certificates
  readonly bank: Bank
  readonly authorities: Authorities
  readonly clock: Clock
}

export function createHoldings(ports: HoldingsPorts): Holdings {
  let known: readonly BankCertificate[] = []

  async function look(retired: boolean): Promise<Result<readonly BankCertificate[]>> {
    // Without the bank's intermediates no chain can be built; a bank that cannot be reached now is asked next time.
    const reached = ports.authorities.list().length === 0 ? await ports.bank.reach() : undefined
    const listed = await listBankCertificates(ports, ports.authorities.list(), { retired })
    // "No certificate" would be a guess where the bank could not be asked which certificates are its own.
    const unknown = listed.ok && listed.value.length === 0
    return unknown && reached?.ok === false ? reached : listed
  }

  return {
    list: () => known,
    find: (thumbprint) => known.find((certificate) => certificate.thumbprint === thumbprint),
    async refresh() {
      const listed = await look(false)
      if (listed.ok) known = listed.value
      return listed
    },
    listAll: () => look(true),
  }
}

/**
 * A bank whose CA certificates are remembered each time that it is reached.
 *
 * @param onSuccessor told of a root (DER) that is trusted from now on because a trusted one vouches for it
 */
export function rememberingAuthorities(
  bank: Bank,
  { authorities, clock }: Pick<HoldingsPorts, 'authorities' | 'clock'>,
  onSuccessor: (root: Uint8Array) => void,
): Bank {
  return {
    ...bank,
    async reach() {
      const reached = await bank.reach()
      if (reached.ok) authorities.remember(reached.value.caCertificates, clock()).forEach(onSuccessor)
      return reached
    },
  }
}

import type { Result } from '../errors.ts'
import {
  type BankCertificate,
  type FaultyCertificate,
  listBankCertificates,
  listKeylessCertificates,
} from './bank-certificates.ts'
import type { Authorities, Bank, Certificates, Clock, KeyStore } from '../ports.ts'

/** The bank's certificates in this machine's key store, as last looked up. */
export interface Inventory {
  /** Longest-lasting first; without what can open nothing. */
  list(): readonly BankCertificate[]
  /** What is here and can open nothing: revoked ones, and, where nothing else is here, those without their key. */
  faulty(): readonly FaultyCertificate[]
  /** The bank said that this one is revoked. */
  markRevoked(thumbprint: string): void
  find(thumbprint: string): BankCertificate | undefined
  /** Looks into the key store again. */
  refresh(): Promise<Result<readonly BankCertificate[]>>
  /** The retired ones, too; they are not remembered. */
  listAll(): Promise<Result<readonly BankCertificate[]>>
}

interface InventoryPorts {
  readonly keyStore: KeyStore
  readonly certificates: Certificates
  readonly bank: Bank
  readonly authorities: Authorities
  readonly clock: Clock
}

export function createInventory(ports: InventoryPorts): Inventory {
  let known: readonly BankCertificate[] = []
  let keyless: readonly FaultyCertificate[] = []
  /** As the bank said since the app was started; it says it again to whoever tries again. */
  const revoked = new Set<string>()

  /** Has the bank been asked again, although its CA certificates were known? Once is enough until something is found. */
  let askedAgain = false

  async function look(retired: boolean): Promise<Result<readonly BankCertificate[]>> {
    // Without the bank's intermediates no chain can be built; a bank that cannot be reached now is asked next time.
    const reached = ports.authorities.list().length === 0 ? await ports.bank.reach() : undefined
    const list = () => listBankCertificates(ports, ports.authorities.list(), { retired })
    const listed = await list()
    if (!listed.ok) return listed
    if (listed.value.length > 0) {
      askedAgain = false
      return listed
    }
    // "No certificate" would be a guess where the bank could not be asked which certificates are its own.
    if (reached !== undefined || askedAgain) return reached?.ok === false ? reached : listed
    askedAgain = true
    // What it published before may have been too little, or is no longer all: another CA may issue now.
    const again = await ports.bank.reach()
    return again.ok ? await list() : listed
  }

  return {
    list: () => known.filter(({ thumbprint }) => !revoked.has(thumbprint)),
    faulty: () => [
      ...known
        .filter(({ thumbprint }) => revoked.has(thumbprint))
        .map((one) => ({ ...one, fault: 'revoked' as const })),
      ...keyless,
    ],
    markRevoked: (thumbprint) => void revoked.add(thumbprint),
    find: (thumbprint) => known.find((certificate) => certificate.thumbprint === thumbprint),
    async refresh() {
      const listed = await look(false)
      if (!listed.ok) return listed
      known = listed.value
      keyless = known.length > 0 ? [] : await listKeylessCertificates(ports, ports.authorities.list())
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
  { authorities, clock }: Pick<InventoryPorts, 'authorities' | 'clock'>,
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

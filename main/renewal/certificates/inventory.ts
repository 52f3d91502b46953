import { type Failure, type Result, success } from '../errors.ts'
import {
  type BankCertificate,
  type FaultyCertificate,
  listKeylessCertificates,
  type Sorted,
  sortCertificates,
} from './bank-certificates.ts'
import { opensConnection } from './certificate.ts'
import { knownAuthorities } from './known-authorities.ts'
import { createTurns } from '../turns.ts'
import type { Authorities, Bank, Certificates, Clock, EnrolmentAnswer, KeyStore } from '../ports.ts'

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

/** What was installed and proven is not found among the bank's certificates afterwards. */
export const notListed: Failure = {
  code: 'keystore.read-back-failed',
  retry: 'later',
  cause: 'the certificate is not among the bank’s',
}

/** The bank was asked again, although its CA certificates were known. */
interface Asked {
  /** The thumbprints that could not be told to be its own. */
  readonly about: string
  /** ms since the epoch */
  readonly at: number
  readonly answer: Result<unknown>
}

/** ms */
const minute = 60_000
const hour = 60 * minute

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

  let asked: Asked | undefined
  const beginTurn = createTurns()

  async function look(retired: boolean): Promise<Result<readonly BankCertificate[]>> {
    // Where nothing was ever heard, "no certificate" would be a guess; a bank that cannot be reached is asked next time.
    const unheard = ports.authorities.list().length === 0
    let first = await sort(retired)
    const reached = unheard && first.ok ? await ports.bank.reach(visitor(first.value)) : undefined
    if (reached?.ok === true) first = await sort(retired)
    if (!first.ok) return first
    const { bank, unclear, others } = first.value
    if (bank.length > 0 && unclear.length === 0) {
      asked = undefined
      return success(bank)
    }
    if (reached !== undefined) return bank.length > 0 || reached.ok ? success(bank) : reached
    // What it published before may have been too little, or is no longer all: another CA may issue now.
    const about = others.join()
    if (isToBeAsked(about)) asked = { about, at: ports.clock(), answer: await ports.bank.reach(visitor(first.value)) }
    const { answer } = asked!
    // One that says to be the bank's, and cannot be told to be, is no reason to say that there is none.
    if (!answer.ok) return bank.length === 0 && unclear.length > 0 ? answer : success(bank)
    const again = await sort(retired)
    return again.ok ? success(again.value.bank) : again
  }

  async function sort(retired: boolean) {
    return sortCertificates(ports, await knownAuthorities(ports), { retired })
  }

  /** The one to show to a bank that tells nobody anything: of its name, by its issuer's own word, and usable. */
  function visitor({ bank, unclear }: Sorted): string | undefined {
    return [...bank, ...unclear].find((one) => opensConnection(one, ports.clock()))?.thumbprint
  }

  /** Not at every look: certificates of others may be there for good. */
  function isToBeAsked(about: string): boolean {
    if (asked === undefined || asked.about !== about) return true
    // An empty store becomes no fuller by asking.
    const pause = about === '' ? Infinity : asked.answer.ok ? hour : minute
    return Math.abs(ports.clock() - asked.at) >= pause
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
      const counts = beginTurn()
      const listed = await look(false)
      if (!listed.ok) return listed
      const held = listed.value.length > 0 ? [] : await listKeylessCertificates(ports, await knownAuthorities(ports))
      if (!counts()) return listed
      known = listed.value
      keyless = held
      return listed
    },
    listAll: () => look(true),
  }
}

/**
 * A bank whose CA certificates are remembered each time that it is reached, or issues.
 *
 * @param onSuccessor told of a root (DER) that is trusted from now on because a trusted one vouches for it
 */
export function rememberingAuthorities(
  bank: Bank,
  { authorities, clock }: Pick<InventoryPorts, 'authorities' | 'clock'>,
  onSuccessor: (root: Uint8Array) => void,
): Bank {
  const learned = (answer: Result<EnrolmentAnswer>): Result<EnrolmentAnswer> => {
    if (answer.ok && answer.value.kind === 'issued') authorities.learn(answer.value.intermediates, clock())
    return answer
  }
  return {
    ...bank,
    async reach(current) {
      const reached = await bank.reach(current)
      if (reached.ok) authorities.remember(reached.value.caCertificates, clock()).forEach(onSuccessor)
      return reached
    },
    reenrol: async (...request) => learned(await bank.reenrol(...request)),
    enrol: async (...request) => learned(await bank.enrol(...request)),
  }
}

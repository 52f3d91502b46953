import { type CertificateFacts, opensConnection } from './certificates/certificate.ts'
import { knownAuthorities } from './certificates/known-authorities.ts'
import { done, failure, type Result } from './errors.ts'
import type { Policy } from './policy.ts'
import type { Authorities, Bank, Certificates, Clock, Journal, KeyStore } from './ports.ts'

/** What 電子証明書更新前処理中 looks at, in this order: everything that could fail later, while nothing has been begun. */
export const checks = ['bank', 'trust-anchors', 'clock', 'key-store', 'key', 'journal'] as const
export type Check = (typeof checks)[number]

export interface CheckProgress {
  readonly check: Check
  readonly state: 'waiting' | 'running' | 'passed' | 'failed'
  /** ms */
  readonly took?: number
}

export interface PreparationPorts {
  readonly keyStore: KeyStore
  readonly certificates: Certificates
  readonly bank: Bank
  readonly authorities: Pick<Authorities, 'list'>
  readonly journal: Journal
  readonly clock: Clock
  readonly policy: Policy
}

/**
 * Runs the checks one after the other and stops at the first that fails. Changes nothing anywhere.
 *
 * @param onProgress told of all checks each time one of them moves
 */
export async function prepare(
  current: CertificateFacts,
  ports: PreparationPorts,
  onProgress: (progress: readonly CheckProgress[]) => void,
): Promise<Result<void>> {
  const progress: CheckProgress[] = checks.map((check) => ({ check, state: 'waiting' }))
  const run = runChecks(current, ports)
  for (const [index, check] of checks.entries()) {
    const started = ports.clock()
    progress[index] = { check, state: 'running' }
    onProgress([...progress])
    const result = await run[check]()
    progress[index] = { check, state: result.ok ? 'passed' : 'failed', took: ports.clock() - started }
    onProgress([...progress])
    if (!result.ok) return result
  }
  return done
}

function runChecks(current: CertificateFacts, ports: PreparationPorts): Record<Check, () => Promise<Result<void>>> {
  const { keyStore, certificates, bank, journal, clock, policy } = ports
  let bankTime: number | undefined
  let caCertificates: readonly Uint8Array[] = []
  return {
    async bank() {
      const reached = await bank.reach(opensConnection(current, clock()) ? current.thumbprint : undefined)
      if (!reached.ok) return reached
      bankTime = reached.value.bankTime
      caCertificates = reached.value.caCertificates
      const { requested } = reached.value
      return requested === undefined || requested.ok ? done : requested
    },
    // The current certificate is the bank's if it chains to the same anchors that the new one will have to chain to.
    // What the bank publishes now need not be what issued it.
    async 'trust-anchors'() {
      const known = await knownAuthorities(ports)
      return certificates.checkChain(current.der, [...caCertificates, ...known], Math.min(clock(), current.notAfter))
    },
    async clock() {
      if (bankTime === undefined) return done
      const skew = bankTime - clock()
      if (Math.abs(skew) <= policy.maximumClockSkew) return done
      return failure('bank.clock-skew', { cause: `${Math.round(skew / 1000)} s` })
    },
    'key-store': () => keyStore.checkWritable({ trial: true, provider: policy.keyProvider }),
    // It must sign, and open a connection to the bank: over the same one the request will go, without a wait.
    async key() {
      const signed = await keyStore.sign({ thumbprint: current.thumbprint }, probe)
      return signed.ok ? await bank.connect(current.thumbprint) : signed
    },
    journal: async () => checkJournal(journal),
  }
}

/** What the key signs to show that it can: `koshin` in ASCII. */
const probe = Uint8Array.of(0x6b, 0x6f, 0x73, 0x68, 0x69, 0x6e)

/** Another renewal that is unfinished stands in nobody's way: it is carried on, or put aside. It must be on record, though. */
function checkJournal(journal: Journal): Result<void> {
  const loaded = journal.load()
  return loaded.ok ? journal.save(loaded.value) : loaded
}

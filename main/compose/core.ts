/** Everything below the windows: where adapters meet the domain. Read it as a table of contents. */
import { randomUUID } from 'node:crypto'
import { speaking } from '../bank/choose-protocol.ts'
import { deliveringChains } from '../bank/chain-delivery.ts'
import { createDestination } from '../bank/destination.ts'
import { withKeyAtHand } from '../bank/key-at-hand.ts'
import { createTransport } from '../bank/transport/transport.ts'
import { lookElsewhere, type OtherStore } from '../renewal/certificates/elsewhere.ts'
import { createInventory, rememberingAuthorities } from '../renewal/certificates/inventory.ts'
import type { ProxySignIn } from '../bank/proxy/sign-in.ts'
import type { Recorder } from '../logging/events.ts'
import { watchJournal, watchRenewal } from '../logging/instrumentation.ts'
import type { Failure } from '../renewal/errors.ts'
import type { RenewalState } from '../renewal/machine/machine.ts'
import { prepare } from '../renewal/prepare.ts'
import type { KeyStore, Question } from '../renewal/ports.ts'
import { createLock } from '../renewal/lock.ts'
import { createRenewals, type Renewals } from '../renewal/renew.ts'
import { openAuthorities } from '../storage/authorities.ts'
import type { BankConfiguration } from '../storage/settings/configuration.ts'
import { openAttempts } from '../storage/automatic.ts'
import { openHistory } from '../storage/history.ts'
import { openJournal } from '../storage/journal/journal.ts'
import { openLockRecord } from '../storage/renewal-lock.ts'
import type { ManagedPolicy } from '../storage/managed-policy/managed-policy.ts'
import { managedNetwork } from '../storage/managed-policy/network.ts'
import { createCertificates } from '../x509/certificates.ts'
import { composeBank } from './bank.ts'
import { composePolicy, renewsByItself } from './policy/in-force.ts'

export interface BankContext {
  readonly configuration: BankConfiguration
  /** Folder of journal, history and the like. */
  readonly stateFolder: string
  /** Where those of all banks lie, this one's among them. */
  readonly stateRoot: string
  readonly keyStore: KeyStore
  /** Why this certificate's key cannot be used yet, where it waits for a PIN. */
  readonly pinMissing: (thumbprint: string) => Failure | undefined
  /** Those of other programs, looked for at each call. */
  readonly otherStores: () => readonly OtherStore[]
  readonly managed: ManagedPolicy
  readonly record: Recorder
  readonly logFolder: string
}

interface Hooks {
  readonly proxy: Pick<ProxySignIn, 'answer'>
  readonly consent: (question: Question, state: RenewalState) => Promise<boolean>
  readonly onState: (state: RenewalState) => void
}

/** Hours over which the machines that renew by themselves are spread, where policy does not say. */
const usualSpread = 24

/** Everything below the windows; the same for people and for unattended runs. */
export function composeCore(
  { configuration, stateFolder, stateRoot, keyStore, pinMissing, otherStores, managed, record }: BankContext,
  { proxy, ...hooks }: Hooks,
) {
  const clock = Date.now
  const { serverTrust, estUrl, cmpUrl, renewalProtocol } = configuration
  const authorities = openAuthorities(stateFolder, configuration.trustAnchors)
  const { trustAnchors } = authorities
  const trust = serverTrust === 'system' ? 'system' : trustAnchors
  const network = { trust, ...managedNetwork(managed.settings), clock, proxyCredentials: proxy.answer } as const
  const delivering = deliveringChains(createTransport(network), { authorities, keyStore, clock })
  const transport = withKeyAtHand(delivering, pinMissing)
  const { est, cmp, portal } = composeBank(configuration, { transport, authorities, keyStore, clock })
  const certificates = createCertificates(trustAnchors)
  const history = openHistory(stateFolder)
  const spoken = speaking({ est, cmp, portal, preferred: renewalProtocol, trustAnchors, transport, keyStore, clock })
  const destination = createDestination({
    estUrl,
    cmpUrl,
    preferred: renewalProtocol,
    speaks: spoken.speaks,
    verifiedAt: transport.verifiedAt,
    clock,
  })
  const bank = rememberingAuthorities(spoken, { authorities, clock }, (root) => {
    const facts = certificates.read(root)
    history.add({ time: clock(), event: 'root-succeeded', ...(facts.ok && { serial: facts.value.serial }) })
  })
  const journal = watchJournal(openJournal(stateFolder, trustAnchors), record)
  const lock = createLock(openLockRecord(stateRoot), clock)
  const policy = composePolicy({ configuration, stateFolder, managed, record })
  const { spreadHours = usualSpread } = managed.settings
  const isAutomatic = renewsByItself(managed.settings, policy.current())
  const automatic = isAutomatic ? { spreadHours, attempts: openAttempts(stateFolder) } : undefined
  const renewals: Renewals = createRenewals({
    keyStore,
    certificates,
    bank,
    journal,
    lock,
    clock,
    policy: policy.current,
    newId: randomUUID,
    ...watchRenewal(hooks, { record, clock, thumbprintOf: (state) => renewals.issuedFacts(state)?.thumbprint }),
  })
  return {
    clock,
    bank,
    asked: destination.of,
    bankHost: destination.hostFor,
    wayToBank: () => transport.way((estUrl ?? cmpUrl)!),
    renewsInGrace: cmp !== undefined,
    automatic,
    portal,
    history,
    lock,
    renewals,
    policy,
    elsewhere: () => lookElsewhere(otherStores(), { certificates, authorities, clock }),
    inventory: createInventory({ keyStore, certificates, bank, authorities, clock }),
    async prepare(current: Parameters<typeof prepare>[0], onProgress: Parameters<typeof prepare>[2]) {
      const allowed = lock.check()
      if (!allowed.ok) return allowed
      destination.prepare()
      const prepared = await prepare(
        current,
        { keyStore, certificates, bank, authorities, journal, clock, policy: policy.current() },
        onProgress,
      )
      if (!prepared.ok) record('preparation.failed', { code: prepared.failure.code })
      return prepared
    },
  }
}

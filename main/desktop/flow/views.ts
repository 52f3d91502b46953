/** What each window shows, drawn from the key store, the journal and the clock; decides nothing. */
import type { CertificateCard, ConsentQuestion, View } from '../../../preload/contract.ts'
import { lifeStatus, opensConnection } from '../../renewal/certificate.ts'
import type { Failure } from '../../renewal/errors.ts'
import { type BankCertificate, type FaultyCertificate, overallStatus } from '../../renewal/bank-certificates.ts'
import type { Proof, Purpose, RenewalState } from '../../renewal/machine.ts'
import { phaseOf } from '../../renewal/phase.ts'
import type { Policy } from '../../renewal/policy.ts'
import type { Clock, Question } from '../../renewal/ports.ts'
import { isUnfinished, type Renewals } from '../../renewal/renew.ts'
import type { Restorable } from '../../renewal/retirement.ts'
import type { History } from '../../storage/history.ts'
import { cardOf } from './card.ts'
import type { Inventory } from '../../renewal/inventory.ts'
import type { Notifier } from '../notices/notifier.ts'

export interface ViewPorts {
  readonly bankName: string
  readonly bankHost: string
  /** Who is signed in to this computer. */
  readonly user: string
  /** Can the bank renew with a certificate that has expired? */
  readonly renewsInGrace: boolean
  readonly hasPortal: boolean
  readonly bankingUrl: string | undefined
  readonly enrolUser: string | undefined
  readonly inventory: Inventory
  readonly renewals: Renewals
  readonly history: History
  readonly reminders: Pick<Notifier, 'silence'>
  readonly policy: { current(): Policy }
  readonly clock: Clock
}

/** Who logged in, as long as the session at the bank lasts. */
export interface SignedIn {
  readonly thumbprint: string
  readonly customerName: string | undefined
  readonly email: string | undefined
}

export type SelfTest = NonNullable<(View & { window: 'main' })['selfTest']>

interface MainDetails {
  readonly restorable: readonly Restorable[]
  readonly selfTest?: SelfTest | undefined
  readonly failure?: Failure | undefined
}

export type Outcome = (View & { window: 'ended' })['outcome']
export type Retry = (View & { window: 'ended' })['retry']

/** An optional part of a view, left out rather than undefined. */
function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V })
}

export function createViews(ports: ViewPorts) {
  const { bankName, hasPortal, inventory, renewals, clock } = ports
  const policy = () => ports.policy.current()
  const card = (certificate: BankCertificate | FaultyCertificate): CertificateCard =>
    cardOf(certificate, policy(), clock())

  return {
    card,

    login(
      options: { chosen?: string | undefined; busy?: boolean; looking?: boolean; failure?: Failure | undefined } = {},
    ): View {
      const now = clock()
      const all = inventory.list()
      const faulty = inventory.faulty()
      const usable = all.filter((certificate) => opensConnection(certificate, now))
      // Several of one holder are one certificate and its predecessors; of several holders the user picks one.
      const only = new Set(usable.map(({ subject }) => subject)).size === 1 ? usable[0] : undefined
      const selected = usable.find((certificate) => certificate.thumbprint === options.chosen) ?? only
      return {
        window: 'login',
        bankName,
        hasPortal,
        certificates: (usable.length > 0 ? usable : [...all, ...faulty]).map(card),
        user: ports.user,
        ...optional('selected', selected?.thumbprint),
        status: overallStatus(all, faulty, policy(), now),
        canRenew: ports.renewsInGrace && usable.length === 0 && lifeStatus(all[0], policy(), now) === 'grace',
        canAcquire: true,
        busy: options.busy ?? false,
        looking: options.looking ?? false,
        ...optional('failure', options.failure),
      }
    },

    notice(certificate: BankCertificate): View {
      const { possible, until } = ports.reminders.silence(certificate)
      return {
        window: 'notice',
        certificate: card(certificate),
        reminders: { canBeSilenced: possible, ...optional('silentUntil', until) },
      }
    },

    main(
      { customerName, email }: SignedIn,
      certificate: BankCertificate,
      { restorable, selfTest, failure }: MainDetails,
    ): View {
      const drawn = card(certificate)
      const entries = ports.history.list()
      const state = renewals.current()
      const waits = state?.step === 'postponed' ? renewals.issuedFacts(state) : undefined
      return {
        window: 'main',
        bankName,
        ...optional('customerName', customerName),
        certificate: drawn,
        ...optional('nextNotice', drawn.noticeFrom > clock() ? drawn.noticeFrom : undefined),
        history: entries.ok ? entries.value.slice(0, 20) : [],
        ...optional('email', email),
        ...optional('waiting', waits && { holder: waits.holder, notAfter: waits.notAfter }),
        canOpenBanking: ports.bankingUrl !== undefined,
        ...optional('selfTest', selfTest),
        retired: restorable.map(({ certificate: { thumbprint, serial, notAfter }, undoUntil }) => ({
          thumbprint,
          serial,
          notAfter,
          undoUntil,
        })),
        ...optional('failure', failure),
      }
    },

    acquire(reason?: Failure): View {
      const state = renewals.current()
      const unfinished = state !== undefined && isUnfinished(state) ? state.purpose : undefined
      const resumed = unfinished?.kind === 'enrolment' ? unfinished.customerId : undefined
      return {
        window: 'acquire',
        bankName,
        customerId: resumed ?? ports.enrolUser ?? '',
        status: overallStatus(inventory.list(), inventory.faulty(), policy(), clock()),
        resuming: resumed !== undefined,
        ...optional('failure', reason),
        ...optional('phase', reason && state && phaseOf(state)),
      }
    },

    newPc(): View {
      const state = renewals.current()
      return {
        window: 'new-pc',
        bankName,
        certificates: inventory
          .list()
          .filter((certificate) => opensConnection(certificate, clock()))
          .map(card),
        unfinished: state !== undefined && isUnfinished(state),
      }
    },

    completion(
      purpose: Purpose,
      made: BankCertificate,
      {
        old,
        browsers,
        proven,
      }: {
        old: BankCertificate | undefined
        browsers: readonly string[]
      } & Partial<Proof>,
    ): View {
      return {
        window: 'completion',
        purpose: purpose.kind,
        certificate: card(made),
        ...optional('retired', old && card(old)),
        ...optional('proven', proven),
        browsers: [...browsers],
        afterRenewal: [...policy().afterRenewal],
      }
    },

    question(question: Question, state: RenewalState): ConsentQuestion {
      const facts = question === 'installation' ? renewals.issuedFacts(state) : undefined
      const { purpose } = state
      return {
        question,
        purpose: purpose.kind,
        bankHost: ports.bankHost,
        // A renewal is prepared before it begins; of an acquisition nothing was sent yet.
        bankVerified: purpose.kind === 'renewal' || question === 'installation',
        holder: facts?.holder ?? (purpose.kind === 'renewal' ? purpose.holder : purpose.customerId),
        ...optional('notAfter', facts?.notAfter),
      }
    },

    ended(purpose: Purpose, outcome: Outcome, reason?: Failure, retry: Retry = 'none'): View {
      const state = renewals.current()
      const phase = reason && state && phaseOf(state)
      return {
        window: 'ended',
        purpose: purpose.kind,
        outcome,
        ...optional('failure', reason),
        ...optional('phase', phase),
        retry,
      }
    },
  }
}

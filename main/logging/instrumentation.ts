/**
 * Watches the places through which all of a renewal passes: its states, the answers to its two questions, its journal
 * and the key store. What happens there is told as events; nothing is changed on the way.
 */
import type { Failure, Result } from '../renewal/errors.ts'
import { keyStoreOf, type Outcome } from '../renewal/key-store-operations.ts'
import type { RenewalState } from '../renewal/machine/machine.ts'
import type { Clock, Journal, KeyStore, Question } from '../renewal/ports.ts'
import type { Recorder } from './events.ts'

interface Watched {
  readonly onState: (state: RenewalState) => void
  readonly consent: (question: Question, state: RenewalState) => Promise<boolean>
}

interface InstrumentationPorts {
  readonly record: Recorder
  readonly clock: Clock
  /** SHA-256 of the certificate in a state that has one. */
  readonly thumbprintOf: (state: RenewalState) => string | undefined
}

export function watchRenewal(
  { onState, consent }: Watched,
  { record, clock, thumbprintOf }: InstrumentationPorts,
): Watched {
  let before: { readonly id: string; readonly at: number } | undefined

  function tell(state: RenewalState): void {
    const now = clock()
    const { purpose, step, id } = state
    // A key that is made ahead is no renewal yet: its user has begun nothing.
    const begun = step === 'confirming-request'
    if (begun) {
      record('renewal.started', {
        purpose: purpose.kind,
        ...(purpose.kind === 'renewal' && { certificate: purpose.current }),
      })
    }
    record('renewal.step', { step, took: before?.id === id ? now - before.at : undefined })
    before = { id, at: now }
    switch (step) {
      case 'complete':
        return record('renewal.completed', {
          purpose: purpose.kind,
          certificate: thumbprintOf(state),
          took: now - state.startedAt,
        })
      case 'waiting':
        return record('renewal.waiting', {
          code: state.failure?.code,
          after: Math.max(0, Math.round((state.retryAt - now) / 1000)),
        })
      case 'stalled':
        return record('renewal.stalled', { step: state.at.step, code: state.failure.code })
      case 'password-needed':
        return state.failure === undefined ? undefined : record('renewal.stalled', { step, code: state.failure.code })
      case 'discarding':
        return state.failure === undefined ? undefined : record('renewal.stalled', { step, code: state.failure.code })
      case 'ended':
        if (state.ending.kind === 'failed') return record('renewal.failed', { code: state.ending.failure.code })
        return record(state.ending.kind === 'declined' ? 'renewal.declined' : 'renewal.abandoned')
      default:
        return undefined
    }
  }

  return {
    onState(state) {
      tell(state)
      onState(state)
    },
    async consent(question, state) {
      const yes = await consent(question, state)
      record(yes ? 'consent.given' : 'consent.refused', { question })
      return yes
    },
  }
}

export function watchJournal(journal: Journal, record: Recorder): Journal {
  const told = <T>(result: Result<T>): Result<T> => {
    if (!result.ok) record('journal.error', { code: result.failure.code })
    return result
  }
  return {
    load: () => told(journal.load()),
    save: (state, kept) => told(journal.save(state, kept)),
    kept: () => journal.kept(),
    setAside: () => told(journal.setAside()),
  }
}

/** Answers that say what is, not that something is broken. */
const ordinary: ReadonlySet<Failure['code']> = new Set(['keystore.key-missing', 'keystore.certificate-missing'])

export function watchKeyStore(keyStore: KeyStore, record: Recorder): KeyStore {
  return keyStoreOf(async (operation, input) => {
    const call = keyStore[operation] as (...given: typeof input) => Promise<Outcome<typeof operation>>
    const result = await call(...input)
    const broken = !result.ok && !(operation === 'discardKey' && ordinary.has(result.failure.code))
    if (broken) record('keystore.error', { operation, code: result.failure.code })
    return result
  })
}

/**
 * 本物確認: for who was asked by phone or mail to renew. What the caller says is compared with what is true here, the
 * bank is called at its own number, and acquisition and renewal can be locked for a day.
 */
import type { HelpDesk, View } from '../../../preload/contract.ts'
import type { NoticeAnswer } from '../../bank/portal/answers.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import type { RenewalLock } from '../../renewal/lock.ts'
import { createQueue } from '../../renewal/turns.ts'
import type { ComparedCertificate } from './compared.ts'

export type GenuineView = View & { window: 'genuine' }

/** A bank that is set; without an id and a name: certificates of banks that are not. */
export interface KnownBank {
  readonly id: string
  readonly name: string | undefined
  /** What the bank itself says of calls and mails, in place of Koshin's own words. */
  readonly caution: string | undefined
  readonly helpDesk: HelpDesk | undefined
  readonly certificates: () => readonly ComparedCertificate[]
  /**
   * Asks the bank whether it wrote a code; undefined where it has no portal.
   *
   * @param customerId of who has no certificate
   */
  readonly check: ((code: string, customerId: string | undefined) => Promise<Result<NoticeAnswer>>) | undefined
}

interface GenuinePorts {
  readonly banks: () => readonly KnownBank[]
  readonly lock: RenewalLock
  /** Tells the consequence, and asks. @param until ms; undefined where nobody can tell */
  readonly askToLift: (until: number | undefined) => Promise<boolean>
  /** The page has changed. */
  readonly onView: () => void
  /** It is locked, or no more. */
  readonly onLock: () => void
}

export type Genuine = ReturnType<typeof createGenuine>

export function createGenuine({ banks, lock, askToLift, onView, onLock }: GenuinePorts) {
  let check: GenuineView['check']
  let failed: Failure | undefined
  /** The number of the last question to a bank: an answer to an earlier one tells nothing of what stands there now. */
  let asked = 0
  /** One question at a time, and then the last: what a page that was taken over asks must not stand before a renewal. */
  const inTurn = createQueue()
  let asking = false

  function told(result: Result<unknown>): void {
    failed = result.ok ? undefined : result.failure
    onLock()
  }

  function lockView(): GenuineView['lock'] {
    const found = lock.standing()
    if (!found.ok) return { state: 'unknown' }
    return found.value === undefined ? { state: 'off' } : { state: 'on', until: found.value.until }
  }

  function view(): GenuineView {
    return {
      window: 'genuine',
      banks: banks().map(({ id, name, caution, helpDesk, certificates, check: canCheck }) => ({
        id,
        ...(name === undefined ? {} : { name }),
        ...(caution === undefined ? {} : { caution }),
        ...(helpDesk === undefined ? {} : { helpDesk }),
        canCheck: canCheck !== undefined,
        certificates: [...certificates()],
      })),
      lock: lockView(),
      ...(check === undefined ? {} : { check }),
      ...(failed === undefined ? {} : { failure: failed }),
    }
  }

  return {
    view,
    /** ms; undefined where nothing is locked, or nobody can tell until when. */
    lockedUntil(): number | undefined {
      const found = lockView()
      return found.state === 'on' ? found.until : undefined
    },
    /** Whoever comes again has been asked anew: what a bank said of another mail is no answer. */
    begin(): void {
      asked += 1
      check = undefined
      failed = undefined
    },
    async check(id: string, code: string, customerId: string | undefined): Promise<void> {
      const ask = banks().find((one) => one.id === id)?.check
      if (ask === undefined) return
      asked += 1
      const number = asked
      check = { bank: id, state: 'asking' }
      onView()
      const isMine = (): boolean => number === asked
      const answer = await inTurn(() => ask(code, customerId), isMine)
      if (answer === undefined || !isMine()) return
      check = answer.ok
        ? { bank: id, state: 'answered', ...answered(answer.value) }
        : { bank: id, state: 'failed', failure: answer.failure }
      onView()
    },
    lock: () => told(lock.set()),
    async lift(): Promise<void> {
      const standing = lockView()
      if (standing.state === 'off' || asking) return
      asking = true
      const yes = await askToLift(standing.state === 'on' ? standing.until : undefined).finally(() => (asking = false))
      if (yes) told(lock.lift())
    },
  }
}

function answered(answer: NoticeAnswer) {
  if (answer.result === 'unknown') return { answer: answer.result }
  return { answer: answer.result, sentAt: Date.parse(answer.sentAt) }
}

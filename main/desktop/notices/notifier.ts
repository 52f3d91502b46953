import { daysLeft } from '../../renewal/certificates/certificate.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import type { Policy } from '../../renewal/policy.ts'
import {
  canBeSilenced,
  dueReminder,
  isRenewed,
  mute,
  nothingShown,
  type ReminderRecord,
  resume,
  silentUntil,
  snooze,
} from '../../renewal/certificates/reminders.ts'
import type { Notices } from '../../storage/told/notices.ts'
import { type Announcer, type Bubble, nameInNotice } from './announcement.ts'
import { japanTime, words } from '../words/words.ts'

/** A certificate that somebody is reminded of. */
export interface Reminded
  extends Pick<BankCertificate, 'thumbprint' | 'holder' | 'issuer' | 'serial' | 'subject' | 'notAfter' | 'keyName'> {
  /** When it is renewed no longer, where that is before it expires: reminders count to it (ms since the epoch). */
  readonly renewUntil?: number | undefined
}

export interface NotifierPorts {
  readonly announcer: Announcer
  readonly notices: Notices
  /** Whose it is, said in each notification where that is not plain. */
  readonly from?: (certificate: Reminded) => string
  /** Does Koshin renew them? Of others the notification leads to its window, and says so. */
  readonly renews?: boolean
  /** Does it renew them unasked, where their bank wants no login first? Then a reminder says that it has not succeeded. */
  readonly automatic?: boolean
  /** What the bank says of calls and mails that ask to renew. */
  readonly caution?: string | undefined
  readonly policy: (certificate: Reminded) => Policy
  readonly clock: () => number
  /** The notice window of a certificate. */
  readonly open: (thumbprint: string) => void
  /** 証明書更新 without another look at the notice. */
  readonly renew: (thumbprint: string) => void
}

/** Whether the reminders of a certificate are silent at its holder's wish, and whether they can be. */
export interface Silence {
  readonly possible: boolean
  /** ms since the epoch */
  readonly until: number | undefined
}

export type Notifier = ReturnType<typeof createNotifier>

/**
 * Shows the reminders of the ladder as notifications, each once, and keeps what was shown and answered. It is never
 * the only channel: notice window, tray and the bank's e-mail say the same.
 */
export function createNotifier({
  announcer,
  notices,
  from,
  renews = true,
  automatic = false,
  caution,
  policy,
  clock,
  open,
  renew,
}: NotifierPorts) {
  const counted = <C extends Reminded>(certificate: C): C => ({
    ...certificate,
    notAfter: certificate.renewUntil ?? certificate.notAfter,
  })

  /** On the screen, or on the way there: then `pending` is the rung. One for each certificate. */
  const bubbles = new Map<string, { readonly bubble: Bubble; pending: number | undefined }>()
  /** What the disk would not take: without it, every hour would bring the same notification. */
  const unsaved = new Map<string, ReminderRecord>()

  function recordOf(thumbprint: string): ReminderRecord {
    const kept = unsaved.get(thumbprint)
    if (kept !== undefined) return kept
    const read = notices.read(thumbprint)
    return read.ok ? read.value : nothingShown
  }

  function keep(thumbprint: string, record: ReminderRecord): void {
    if (notices.write(thumbprint, record).ok) unsaved.delete(thumbprint)
    else unsaved.set(thumbprint, record)
  }

  function withdraw(thumbprint: string): void {
    bubbles.get(thumbprint)?.bubble.close()
    bubbles.delete(thumbprint)
  }

  function remind(given: Reminded): void {
    const { thumbprint, holder, serial, notAfter, renewUntil } = given
    const certificate = counted(given)
    const now = clock()
    const rules = policy(given)
    // What was said can only silence what is due: of most certificates it need not be read.
    if (dueReminder(certificate, rules, nothingShown, now) === undefined) return
    const due = dueReminder(certificate, rules, recordOf(thumbprint), now)
    if (due === undefined || bubbles.get(thumbprint)?.pending === due.days) return
    withdraw(thumbprint)
    const say = words()
    const canWait = canBeSilenced(certificate, now)
    const bubble = announcer.show<'renew' | 'later' | 'mute'>(
      {
        title: from === undefined ? say.noticeTitle : `${from(given)}: ${say.noticeTitle}`,
        body: [
          say.noticeBody(nameInNotice(holder), japanTime(notAfter), say.daysLeft(daysLeft(given, now)), renews) +
            (renewUntil === undefined ? '' : say.renewUntil(japanTime(renewUntil))),
          ...(automatic && !rules.renewalNeedsLogin ? [say.notYetAutomatic] : []),
          `${say.noticeOf(serial)}${caution ?? say.caution}`,
        ].join('\n'),
        urgent: !canWait,
        actions: [
          { id: 'renew', label: renews ? say.renew : say.open },
          { id: 'later', label: say.later },
          ...(canWait ? [{ id: 'mute' as const, label: say.mute }] : []),
        ],
      },
      {
        shown() {
          shown.pending = undefined
          keep(thumbprint, due.record)
          notices.delivered({ time: clock(), shown: true })
        },
        failed(reason) {
          // Not remembered as shown: where notifications come back, so does this one.
          bubbles.delete(thumbprint)
          notices.delivered({ time: clock(), shown: false, reason })
        },
        chosen(action) {
          withdraw(thumbprint)
          if (action === 'later') keep(thumbprint, snooze(certificate, recordOf(thumbprint), clock()))
          else if (action === 'mute') keep(thumbprint, mute(certificate, recordOf(thumbprint), clock()))
          else if (action === 'renew') renew(thumbprint)
          else open(thumbprint)
        },
      },
    )
    const shown = { bubble, pending: due.days as number | undefined }
    bubbles.set(thumbprint, shown)
  }

  return {
    /** Takes away what speaks of a certificate that was renewed or is gone. */
    retract(certificates: readonly Reminded[]): void {
      for (const thumbprint of [...bubbles.keys()]) {
        const certificate = certificates.find((one) => one.thumbprint === thumbprint)
        if (certificate === undefined || isRenewed(certificate, certificates)) withdraw(thumbprint)
      }
    },
    /** Shows what is due. */
    remind(certificates: readonly Reminded[]): void {
      for (const certificate of certificates) if (!isRenewed(certificate, certificates)) remind(certificate)
    },
    silence(given: Reminded): Silence {
      const certificate = counted(given)
      const now = clock()
      const until = silentUntil(certificate, recordOf(certificate.thumbprint), now)
      return { possible: canBeSilenced(certificate, now), until }
    },
    /** あとで: nothing more until tomorrow. */
    snooze(given: Reminded): void {
      const certificate = counted(given)
      withdraw(certificate.thumbprint)
      keep(certificate.thumbprint, snooze(certificate, recordOf(certificate.thumbprint), clock()))
    },
    /** Neither あとで nor a mute any longer. */
    resume({ thumbprint }: Reminded): void {
      keep(thumbprint, resume(recordOf(thumbprint)))
    },
    /** Nothing more until 3 days before expiry. */
    mute(given: Reminded): void {
      const certificate = counted(given)
      withdraw(certificate.thumbprint)
      keep(certificate.thumbprint, mute(certificate, recordOf(certificate.thumbprint), clock()))
    },
  }
}

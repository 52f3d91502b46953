import { Notification } from 'electron'
import { daysLeft } from '../renewal/certificate.ts'
import type { BankCertificate } from '../renewal/inventory.ts'
import type { Policy } from '../renewal/policy.ts'
import { dueReminder } from '../renewal/reminders.ts'
import type { Notices } from '../storage/notices.ts'
import { japanTime, words } from './words.ts'

/**
 * Shows the reminder that is due for a certificate, once, and remembers it. A click leads to `open`.
 * The notification is never the only channel: notice window, tray and the bank's e-mail say the same.
 */
export function notifyIfDue(
  certificate: BankCertificate,
  { policy, notices, now, open }: { policy: Policy; notices: Notices; now: number; open: (thumbprint: string) => void },
): void {
  const { thumbprint, holder, notAfter } = certificate
  const shown = notices.shown(thumbprint)
  const due = dueReminder(certificate, policy, shown.ok ? shown.value : [], now)
  if (due === undefined || !Notification.isSupported()) return
  const notification = new Notification({
    title: words().noticeTitle,
    body: words().noticeBody(holder, japanTime(notAfter), daysLeft(certificate, now)),
  })
  notification.on('click', () => {
    showing.delete(notification)
    open(thumbprint)
  })
  // Held until it is clicked: a notification that is collected as garbage loses its click.
  showing.add(notification)
  notification.show()
  notices.remember(thumbprint, due.reached)
}

const showing = new Set<Notification>()

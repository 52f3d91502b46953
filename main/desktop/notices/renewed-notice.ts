import { type Announcer, nameInNotice } from './announcement.ts'
import { japanTime, words } from '../words/words.ts'

interface RenewedNoticePorts {
  readonly announcer: Announcer
  /** The bank's name, where the user has several. */
  readonly from?: string | undefined
  /** Opens the window, which shows 発行完了. */
  readonly open: () => void
  /** Takes down whether the system has shown it. */
  readonly delivered: (shown: boolean, reason?: string) => void
}

/** Tells the user that a certificate was renewed without them. 発行完了 and the history say the same. */
export function showRenewed(
  { holder, notAfter }: { readonly holder: string; readonly notAfter: number },
  { announcer, from, open, delivered }: RenewedNoticePorts,
): void {
  const say = words()
  const bubble = announcer.show<'open'>(
    {
      title: from === undefined ? say.automaticTitle : `${from}: ${say.automaticTitle}`,
      body: say.automaticBody(nameInNotice(holder), japanTime(notAfter)),
      urgent: false,
      actions: [{ id: 'open', label: say.open }],
    },
    {
      shown: () => delivered(true),
      failed: (reason) => delivered(false, reason),
      chosen() {
        bubble.close()
        open()
      },
    },
  )
}

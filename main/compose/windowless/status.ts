/** What the tray's icon and the badge tell: where the most urgent of the user's banks stands, or of what is only watched. */
import { showBadge } from '../../desktop/notices/badge.ts'
import { tellStatus, type TrayActions } from '../../desktop/notices/tray.ts'
import { words } from '../../desktop/words/words.ts'
import { noticeFrom } from '../../renewal/certificates/certificate.ts'
import type { LastTold } from '../../storage/told/last-known.ts'
import { asksForRenewal } from '../../desktop/notices/tray-icons.ts'
import type { AppWindow } from '../window/app-window.ts'
import type { BankDesk } from '../banks/bank-desk.ts'
import type { BankDesks } from '../banks/bank-desks.ts'
import type { Watching } from '../watched/watch.ts'
import type { Shell } from '../window/shell.ts'

interface StatusPorts extends Omit<TrayActions, 'renew' | 'openBank'> {
  readonly icon: Shell['icon']
  readonly desks: BankDesks
  readonly watching: Pick<Watching, 'asking' | 'openNotice' | 'openList'>
  readonly window: AppWindow
  /** Leaves to the next start what the icon tells; null where it is nothing that lasts. */
  readonly keepTold: (told: LastTold | null) => void
}

/** No bank has this id. */
const watchedId = '*'

/** @returns shows it anew */
export function composeStatus({ icon, desks, watching, window, keepTold, ...actions }: StatusPorts): () => void {
  /** What is only watched is told of where no bank asks for anything. */
  const asking = () => (asksForRenewal(desks.mostUrgent().status) ? undefined : watching.asking())
  const updateTray = icon.lead({
    ...actions,
    renew() {
      const { desk, certificate } = desks.mostUrgent()
      const other = asking()
      if (other !== undefined) watching.openNotice(other.thumbprint)
      else if (certificate !== undefined) desk.openNotice(certificate.thumbprint)
    },
    openBank: (id) => (id === watchedId ? watching.openList() : desks.bringUp(id)),
    openWatched: watching.openList,
  })

  return () => {
    // Before anything was looked at, the icon goes on telling what it told last.
    const known = desks.all.map((one) => one.knowledge())
    if (known.every((one) => one === 'looking')) return
    const now = Date.now()
    const urgent = desks.mostUrgent()
    const { status, certificate, desk } = urgent
    const told = tellBank(urgent, now)
    const other = watching.asking()
    const each = [
      ...desks.statuses().map((one) => ({
        id: one.desk.id,
        told: `${one.desk.name}: ${tellBank(one, now)}`,
      })),
      ...(other === undefined ? [] : [{ id: watchedId, told: other.told }]),
    ]
    const alone = each.length === 1
    const more = asking()
    const first = more ?? { status, told: alone ? told : `${desk.name}: ${told}` }
    updateTray(first.status, first.told, alone ? [] : each)
    showBadge(first.status, first.told, window.current())
    if (known.includes('looking')) return
    const lasts = more === undefined && (status === 'valid' || status === 'due')
    keepTold(lasts && certificate !== undefined ? lasting(certificate, desk, alone) : null)
  }
}

function tellBank({ desk, status, certificate }: ReturnType<BankDesks['mostUrgent']>, now: number): string {
  const knowledge = desk.knowledge()
  if (knowledge === 'known') return tellStatus(status, certificate, now)
  return knowledge === 'looking' ? words().checking : words().cannotLook
}

const lasting = (
  { notAfter }: { readonly notAfter: number },
  { policy, name }: BankDesk,
  alone: boolean,
): LastTold => ({
  notAfter,
  noticeFrom: noticeFrom({ notAfter }, policy()),
  ...(alone ? {} : { bank: name }),
})

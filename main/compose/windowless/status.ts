/** What the tray's icon and the badge tell: where the most urgent of the user's banks stands, or of what is only watched. */
import { showBadge } from '../../desktop/notices/badge.ts'
import { tellStatus, type TrayActions } from '../../desktop/notices/tray.ts'
import { asksForRenewal } from '../../desktop/notices/tray-icons.ts'
import type { AppWindow } from '../app-window.ts'
import type { BankDesks } from '../banks/bank-desks.ts'
import type { Watching } from '../watched/watch.ts'
import type { Shell } from '../shell.ts'

interface StatusPorts extends Omit<TrayActions, 'renew' | 'openBank'> {
  readonly icon: Shell['icon']
  readonly desks: BankDesks
  readonly watching: Pick<Watching, 'asking' | 'openNotice' | 'openList'>
  readonly window: AppWindow
}

/** No bank has this id. */
const watchedId = '*'

/** @returns shows it anew */
export function composeStatus({ icon, desks, watching, window, ...actions }: StatusPorts): () => void {
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
    const now = Date.now()
    const { status, certificate, desk } = desks.mostUrgent()
    const told = tellStatus(status, certificate, now)
    const other = watching.asking()
    const each = [
      ...desks.statuses().map((one) => ({
        id: one.desk.id,
        told: `${one.desk.name}: ${tellStatus(one.status, one.certificate, now)}`,
      })),
      ...(other === undefined ? [] : [{ id: watchedId, told: other.told }]),
    ]
    const alone = each.length === 1
    const first = asking() ?? { status, told: alone ? told : `${desk.name}: ${told}` }
    updateTray(first.status, first.told, alone ? [] : each)
    showBadge(first.status, first.told, window.current())
  }
}

/** What the tray's icon and the badge tell: where the most urgent of the user's banks stands. */
import { showBadge } from '../desktop/notices/badge.ts'
import { tellStatus, type TrayActions } from '../desktop/notices/tray.ts'
import type { AppWindow } from './app-window.ts'
import type { BankDesks } from './bank-desks.ts'
import type { Shell } from './shell.ts'

interface StatusPorts extends Omit<TrayActions, 'renew' | 'openBank'> {
  readonly icon: Shell['icon']
  readonly desks: BankDesks
  readonly window: AppWindow
}

/** @returns shows it anew */
export function composeStatus({ icon, desks, window, ...actions }: StatusPorts): () => void {
  const updateTray = icon.lead({
    ...actions,
    renew() {
      const { desk, certificate } = desks.mostUrgent()
      if (certificate !== undefined) desk.openNotice(certificate.thumbprint)
    },
    openBank: desks.bringUp,
  })

  return () => {
    const now = Date.now()
    const { status, certificate, desk } = desks.mostUrgent()
    const told = tellStatus(status, certificate, now)
    const each = desks.statuses().map((one) => ({
      id: one.desk.id,
      told: `${one.desk.name}: ${tellStatus(one.status, one.certificate, now)}`,
    }))
    const alone = each.length === 1
    updateTray(status, alone ? told : `${desk.name}: ${told}`, alone ? [] : each)
    showBadge(status, told, window.current())
  }
}

import { Menu, nativeImage, Tray } from 'electron'
import { daysLeft, type LifeStatus } from '../renewal/certificate.ts'
import type { BankCertificate } from '../renewal/inventory.ts'
import { type TrayIcon, trayIconPath } from './icons.ts'
import { japanTime, words } from './words.ts'

export interface TrayActions {
  readonly open: () => void
  readonly renew: () => void
  readonly quit: () => void
}

/** The status icon: shape, tooltip and menu always tell the same. Returns what to call when the status changes. */
export function createTray(actions: TrayActions): (status: LifeStatus, certificate: BankCertificate | undefined, now: number) => void {
  const tray = new Tray(icon('valid'))
  tray.on('click', actions.open)
  return (status, certificate, now) => {
    const told = tellStatus(status, certificate, now)
    tray.setImage(icon(icons[status]))
    tray.setToolTip(`Koshin: ${told}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: told, enabled: false },
        { type: 'separator' },
        { label: words().open, click: actions.open },
        { label: words().renew, click: actions.renew, enabled: status === 'due' },
        { type: 'separator' },
        { label: words().quit, click: actions.quit },
      ]),
    )
  }
}

/** The status in one line, e.g. 更新の時期です（あと20日、2026年12月13日(日) 09:00 (日本時間) まで）. */
export function tellStatus(status: LifeStatus, certificate: BankCertificate | undefined, now: number): string {
  const { status: statusWords, daysLeft: daysWords } = words()
  if (certificate === undefined) return statusWords[status]
  const until = japanTime(certificate.notAfter)
  const counts = status === 'valid' || status === 'due'
  return counts ? `${statusWords[status]} - ${daysWords(daysLeft(certificate, now))} (${until})` : `${statusWords[status]} (${until})`
}

const icons: Readonly<Record<LifeStatus, TrayIcon>> = {
  valid: 'valid',
  due: 'due',
  grace: 'expired',
  lapsed: 'expired',
  absent: 'expired',
  revoked: 'expired',
  unusable: 'expired',
}

function icon(name: TrayIcon): Electron.NativeImage {
  return nativeImage.createFromPath(trayIconPath(name))
}

import { Menu, type MenuItemConstructorOptions, Tray } from 'electron'
import { daysLeft, type LifeStatus } from '../../renewal/certificates/certificate.ts'
import type { BankCertificate } from '../../renewal/certificates/bank-certificates.ts'
import { onTrayHost } from './freedesktop/tray-host.ts'
import { trayIcon } from './tray-icons.ts'
import type { StartAtLogin } from '../lifecycle/login/start-at-login.ts'
import { japanTime, language, words } from '../words/words.ts'
import { product } from '../../renewal/product/product.ts'

/** What its menu leads to. */
export interface TrayActions {
  /** undefined while there is nothing that Koshin could renew. */
  readonly renew: (() => void) | undefined
  readonly openSettings: () => void
  readonly openBank: (id: string) => void
  /** The certificates that no bank's settings are for; undefined where the app opens with them. */
  readonly openWatched?: () => void
  /** 本物確認 */
  readonly openGenuine: () => void
  /** ms; undefined while nothing is locked. */
  readonly lockedUntil: () => number | undefined
  /** undefined where the app cannot be started by the system, as in a demo. */
  readonly startAtLogin: StartAtLogin | undefined
}

export interface BankLine {
  readonly id: string
  readonly told: string
}

/**
 * What the tray tells: when the status changed, and when a day has passed. Several banks have a line each, which leads
 * to the bank; one bank needs none.
 */
export type ShowStatus = (status: LifeStatus, told: string, banks: readonly BankLine[]) => void

/** What it told in the run before. */
interface Recalled extends Pick<BankCertificate, 'notAfter'> {
  /** ms since the epoch; from then on it is due. */
  readonly noticeFrom: number
  /** Its bank's name, where the user has several. */
  readonly bank?: string | undefined
}

export interface StatusIcon {
  /** Tells that at once, and that it is being looked at; nothing can be begun from it. */
  recall(last: Recalled): void
  /** Where it waited for that, it is there from now on. */
  appear(): void
  /** Called once there is something behind the icon. */
  lead(to: TrayActions): ShowStatus
}

interface FirstActions {
  readonly open: () => void
  /** The only way to end the app: closing its window leaves it here. */
  readonly quit: () => void
  /** The icon comes once there is a reason for it. */
  readonly waits: boolean
}

/** The status icon: shape, tooltip and menu always tell the same. What it can do from the first moment on is to open and to quit. */
export function createTray({ open, quit, waits }: FirstActions): StatusIcon {
  let tray = waits ? undefined : newTray()
  function newTray(): Tray {
    const made = new Tray(trayIcon(undefined))
    made.on('click', open)
    return made
  }

  let last: Parameters<typeof show> = [undefined, words().checking, []]
  let actions: TrayActions | undefined
  let shown = ''
  function show(status: LifeStatus | undefined, told: string, banks: readonly BankLine[]): void {
    last = [status, told, banks]
    if (tray === undefined) return
    // A menu that is set anew closes under the hand of whoever has it open.
    const lockedUntil = actions?.lockedUntil()
    const locked = lockedUntil === undefined ? undefined : words().locked(japanTime(lockedUntil))
    const all = JSON.stringify([told, banks, locked, words().open, actions?.startAtLogin?.state()])
    if (all === shown) return
    shown = all
    tray.setImage(trayIcon(status))
    tray.setToolTip(`${product.name[language()]}: ${locked === undefined ? told : `${told} - ${locked}`}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        ...(banks.length === 0
          ? [{ label: asLabel(told), enabled: false }]
          : banks.map((bank) => ({ label: asLabel(bank.told), click: () => actions?.openBank(bank.id) }))),
        ...(locked === undefined ? [] : [{ label: locked, enabled: false }]),
        { type: 'separator' },
        { label: words().open, click: open },
        {
          label: words().renew,
          click: () => actions?.renew?.(),
          enabled: status === 'due' && actions?.renew !== undefined,
        },
        ...(actions?.openWatched === undefined ? [] : [{ label: words().watched, click: actions.openWatched }]),
        { label: words().askedToRenew, click: () => actions?.openGenuine(), enabled: actions !== undefined },
        { type: 'separator' },
        { label: words().settings, click: () => actions?.openSettings(), enabled: actions !== undefined },
        ...startItem(actions?.startAtLogin, () => {
          shown = ''
          show(status, told, banks)
        }),
        { label: words().quit, click: quit },
      ]),
    )
  }

  // A bank that does not answer must not leave an icon that tells nothing and cannot be quit.
  show(...last)
  if (process.platform === 'linux') {
    void onTrayHost(process.env, () => {
      if (tray === undefined) return
      tray.destroy()
      tray = newTray()
      shown = ''
      show(...last)
    })
  }
  return {
    recall({ notAfter, noticeFrom, bank }) {
      const now = Date.now()
      if (notAfter < now) return
      const status = noticeFrom > now ? 'valid' : 'due'
      const told = tellStatus(status, { notAfter }, now)
      show(status, `${bank === undefined ? told : `${bank}: ${told}`} - ${words().checking}`, [])
    },
    appear() {
      if (tray !== undefined) return
      tray = newTray()
      show(...last)
    },
    lead(to) {
      actions = to
      return show
    },
  }
}

/** In a menu an ampersand marks the next letter as its key, and is not seen. */
const asLabel = (text: string): string => text.replaceAll('&', '&&')

/** Greyed where policy has decided; drawn again after a choice, because the system may not have let us. */
function startItem(startAtLogin: StartAtLogin | undefined, redraw: () => void): MenuItemConstructorOptions[] {
  if (startAtLogin === undefined) return []
  const { on, fixed } = startAtLogin.state()
  const click = ({ checked }: { checked: boolean }): void => {
    startAtLogin.choose(checked)
    redraw()
  }
  return [{ label: words().startAtLogin, type: 'checkbox', checked: on, enabled: !fixed, click }, { type: 'separator' }]
}

/** The status in one line, e.g. 更新の時期です（あと20日、2026年12月13日（日）9:00 まで）. */
export function tellStatus(
  status: LifeStatus,
  certificate: Pick<BankCertificate, 'notAfter'> | undefined,
  now: number,
): string {
  const { status: statusWords, daysLeft: daysWords } = words()
  if (certificate === undefined) return statusWords[status]
  const until = japanTime(certificate.notAfter)
  const counts = status === 'valid' || status === 'due'
  return counts
    ? `${statusWords[status]} - ${daysWords(daysLeft(certificate, now))} (${until})`
    : `${statusWords[status]} (${until})`
}

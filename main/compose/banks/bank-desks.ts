/** All banks of this user, each with a desk of its own; one of them is shown in the app's window. */
import type { Banks, ConsentQuestion } from '../../../preload/contract.ts'
import { helpDeskIn } from '../../../preload/help-desk.ts'
import type { ProxySignIn } from '../../bank/proxy/sign-in.ts'
import { mostUrgent } from '../../desktop/certificates/bank-status.ts'
import type { Knowledge } from '../../desktop/certificates/last-known.ts'
import { createAnnouncer } from '../../desktop/notices/announcer.ts'
import { nameHelpDesk } from '../../desktop/lifecycle/faults.ts'
import { showColours } from '../../desktop/windows/look/colours.ts'
import type { AskConsent } from '../../desktop/windows/questions/consent.ts'
import type { AppWindow } from '../window/app-window.ts'
import { type BankDesk, composeDesk, type DeskPorts } from './bank-desk.ts'
import type { BankContext } from '../core.ts'
import { lockTold } from '../genuine.ts'
import { toldBank } from './told-bank.ts'

interface DesksPorts {
  readonly window: AppWindow
  readonly proxy: Pick<ProxySignIn, 'answer'>
  readonly askConsent: AskConsent
  readonly notes: DeskPorts['notes']
  /** ms; undefined while nothing is locked. */
  readonly lockedUntil: () => number | undefined
  /** The view of a bank has changed. */
  readonly onView: (desk: BankDesk, isShown: boolean) => void
}

export type BankDesks = ReturnType<typeof composeDesks>

/** @param banks the first is shown first */
export function composeDesks(
  banks: readonly [BankContext, ...BankContext[]],
  { window, proxy, askConsent, notes, lockedUntil, onView }: DesksPorts,
) {
  const announcer = createAnnouncer()
  const compose = (context: BankContext): BankDesk =>
    composeDesk(context, {
      proxy,
      announcer,
      alone: banks.length === 1,
      askConsent: ask,
      notes,
      bringUp,
      onView: (desk) => onView(desk, desk === shown),
      isShown: (desk) => window.current() !== undefined && desk === shown,
      closeWindow: window.close,
      isBegunElsewhere: (desk, thumbprint) => all.some((other) => other !== desk && other.isRenewing(thumbprint)),
    })
  const [first, ...others] = banks
  const all: readonly [BankDesk, ...BankDesk[]] = [compose(first), ...others.map(compose)]
  let shown = all[0]
  introduce(shown)

  async function ask(desk: BankDesk, question: ConsentQuestion): Promise<boolean> {
    bringUp(desk)
    return askConsent({ ...question, bankName: desk.name }, window.open())
  }

  function show(desk: BankDesk): void {
    if (desk === shown) return
    shown = desk
    introduce(desk)
    window.sendBanks(list())
    onView(desk, true)
  }

  function bringUp(desk: BankDesk): void {
    show(desk)
    window.open()
  }

  const list = (): Banks => ({
    shown: shown.id,
    banks: all.map(({ name, ...desk }) => toldBank({ bankName: name, ...desk })),
    ...lockTold(lockedUntil()),
  })
  const withStatus = (desk: BankDesk) => ({ desk, ...desk.bankStatus() })
  const withId = (id: string): readonly BankDesk[] => all.filter((desk) => desk.id === id)
  const [firstDesk, ...otherDesks] = all

  return {
    all,
    shown: () => shown,
    list,
    /** In the window, if it is open. */
    choose: (id: string) => withId(id).forEach(show),
    /** In front of the user. */
    bringUp: (id: string) => withId(id).forEach(bringUp),
    statuses: () => all.map(withStatus),
    /** Of all that they look into: the least of it. */
    knowledge(): Knowledge {
      const each = all.map((desk) => desk.knowledge())
      return each.find((one) => one === 'looking') ?? each.find((one) => one === 'unreadable') ?? 'known'
    },
    /** Of several, the one that tray and addresses speak of. */
    mostUrgent: () => mostUrgent([withStatus(firstDesk), ...otherDesks.map(withStatus)]),
    isWorkInProgress: () => all.some((desk) => desk.isWorkInProgress()),
    settled: () => Promise.all(all.map((desk) => desk.settled())),
  }
}

/** What lies outside the bank's own pages and is still its: the colours of all windows, and whom a fault's box names. */
function introduce({ name, colours, helpDesk }: BankDesk): void {
  showColours(colours)
  nameHelpDesk((language) => {
    const { phone, hours, address, page } = helpDeskIn(helpDesk ?? {}, language)
    const known = [phone, hours, address, page].filter((part) => part !== undefined)
    return known.length === 0 ? undefined : [name, ...known].join(' ')
  })
}

/** One bank as people see it: its windows' flow, its reminders, and what follows a renewal. */
import { userInfo } from 'node:os'
import { net, powerMonitor } from 'electron'
import type { CardNotes, ConsentQuestion, HelpDesk } from '../../../preload/contract.ts'
import { createAutomaticRenewal } from '../../desktop/certificates/automatic-renewal.ts'
import { type Knowledge, rememberingInventory } from '../../desktop/certificates/last-known.ts'
import { createRetiredCertificates } from '../../desktop/certificates/retired-certificates.ts'
import type { Announcer } from '../../desktop/notices/announcement.ts'
import { runningBrowsers } from '../../desktop/certificates/running-browsers.ts'
import { overallStatus } from '../../renewal/certificates/bank-certificates.ts'
import type { Taker } from '../../handover/listen.ts'
import type { KnownBank } from '../../desktop/genuine/genuine.ts'
import { createFlow, type Flow } from '../../desktop/flow/flow.ts'
import { isWorkInProgress } from '../../desktop/flow/work-in-progress.ts'
import { createNotifier, type Notifier } from '../../desktop/notices/notifier.ts'
import { showRenewed } from '../../desktop/notices/renewed-notice.ts'
import { openInBrowser } from '../../desktop/windows/browser.ts'
import type { ProxySignIn } from '../../bank/proxy/sign-in.ts'
import type { BankStatus } from '../../desktop/certificates/bank-status.ts'
import { isUnderWay } from '../../renewal/automatic/unasked.ts'
import { failure } from '../../renewal/errors.ts'
import type { Policy } from '../../renewal/policy.ts'
import { openLastKnown } from '../../storage/told/last-known.ts'
import { isQuietUntil, isRenewed } from '../../renewal/certificates/reminders.ts'
import { isUnfinished } from '../../renewal/renew.ts'
import { openNotices } from '../../storage/told/notices.ts'
import { openRetirements } from '../../storage/retirements.ts'
import type { BundleFile } from '../../logging/support-bundle.ts'
import { knownBank } from './known-bank.ts'
import { createTakenOn } from './taken-on.ts'
import { composeCore, type BankContext } from '../core.ts'
import { collectBundle } from '../windowless/support-bundle.ts'
import { diagnosisOf } from '../windowless/windowless.ts'

export interface DeskPorts {
  readonly proxy: Pick<ProxySignIn, 'answer'>
  readonly announcer: Announcer
  /** Is it the user's only bank? Then nothing has to say which one is meant. */
  readonly alone: boolean
  /** Asks Web アクセスの確認 in front of the user, with this bank shown. */
  readonly askConsent: (desk: BankDesk, question: ConsentQuestion) => Promise<boolean>
  /** What its user wrote of a certificate (thumbprint) before the bank's settings were here. */
  readonly notes: (thumbprint: string) => CardNotes | undefined
  /** Shows this bank in the app's window, opening it if there is none. */
  readonly bringUp: (desk: BankDesk) => void
  readonly onView: (desk: BankDesk) => void
  readonly isShown: (desk: BankDesk) => boolean
  readonly closeWindow: () => void
  /** Is another bank at the renewal of a certificate (thumbprint)? Where two have one CA, both take it for their own. */
  readonly isBegunElsewhere: (desk: BankDesk, thumbprint: string) => boolean
}

export interface BankDesk {
  readonly id: string
  readonly name: string
  readonly helpDesk: HelpDesk | undefined
  readonly colours: BankContext['configuration']['colours']
  readonly caution: string | undefined
  /** The app begins its renewals. */
  readonly isAutomatic: boolean
  /** What is true of it here. */
  readonly known: KnownBank
  /** Its page, in the browser. */
  openHelpDesk(): void
  readonly flow: Flow
  bankStatus(): BankStatus
  /** What its status rests on. */
  knowledge(): Knowledge
  /** Is a certificate (thumbprint) one of its own? */
  serves(thumbprint: string): boolean
  /** Is it, or may it be, at the renewal of a certificate (thumbprint)? */
  isRenewing(thumbprint: string): boolean
  /** Is anything half done, in the journal, in the windows or in the key store? */
  isWorkInProgress(): boolean
  /**
   * Is nothing half done, and does nothing ask for its user before `next` (ms since the epoch)? Not where that cannot be
   * known, nor while a failure is shown.
   */
  isQuietUntil(next: number): boolean
  /** Once nothing is done in the key store any more of what was begun: looking through it takes a moment. */
  settled(): Promise<unknown>
  /** Does what an unattended run beside the app was started for; see Taker. */
  readonly take: Taker['take']
  readonly reminders: Notifier
  readonly policy: () => Policy
  /** What a help desk needs to know of it. */
  supportFiles(): Promise<readonly BundleFile[]>
  /** Opens the notice window of a certificate, unless something else is under way. */
  openNotice(thumbprint: string): void
  /** Called every minute: what windows tell of time is told anew, and what is to be renewed by itself begins. */
  timePassed(): void
  /** Looks at the certificates again, reminds of what is due, and tries again what could not reach the bank. */
  check(): Promise<void>
}

/** Whoever has not touched the computer for five minutes is not in the middle of something in the window. */
const isIdle = (): boolean => powerMonitor.getSystemIdleTime() >= 5 * 60

export function composeDesk(context: BankContext, ports: DeskPorts): BankDesk {
  const { configuration, stateFolder, keyStore, managed } = context
  const takenOn = createTakenOn()
  const core = composeCore(context, {
    proxy: ports.proxy,
    consent: async (question, state) =>
      takenOn.answer() ?? (managed.settings.consent === 'managed' || (await flow.ask(question, state))),
    onState(state) {
      takenOn.onState(state)
      flow.follow()
    },
  })
  const { clock } = core
  const inventory = rememberingInventory(core.inventory, openLastKnown(stateFolder))
  const retiredCertificates = createRetiredCertificates({
    ...core,
    inventory,
    keyStore,
    prove: (thumbprint) => core.bank.prove(thumbprint),
    retirements: openRetirements(stateFolder),
  })
  /** What was once found to be of this bank, by thumbprint: one that was retired since is so, too. */
  const own = new Set<string>()
  const inStore = new Set<Promise<unknown>>()
  const touching = <T>(work: Promise<T>): Promise<T> => {
    const done = work.finally(() => inStore.delete(done))
    inStore.add(done)
    return done
  }

  function openNotice(thumbprint: string): void {
    flow.openNotice(thumbprint)
    ports.bringUp(desk)
  }

  let hasLooked = false
  const isUnfinishedHere = (thumbprint: string): boolean =>
    isUnderWay([core.renewals.current(), ...core.renewals.kept()], thumbprint)

  // What was said of a certificate while it was only watched is not said again.
  const notices = openNotices(stateFolder, context.stateRoot)
  const reminders = createNotifier({
    announcer: ports.announcer,
    notices,
    automatic: core.automatic !== undefined,
    ...(ports.alone ? {} : { from: () => configuration.bankName }),
    caution: configuration.caution,
    policy: core.policy.current,
    clock,
    open: openNotice,
    renew(thumbprint) {
      openNotice(thumbprint)
      flow.press('notice:renew', undefined)
    },
  })

  const automatic =
    core.automatic &&
    createAutomaticRenewal({
      ...core.automatic,
      inventory,
      policy: core.policy.current,
      renewsInGrace: core.renewsInGrace,
      current: core.renewals.current,
      history: core.history,
      record: context.record,
      isOnline: () => net.isOnline(),
      begin: (thumbprint) =>
        (isUnfinishedHere(thumbprint) || !ports.isBegunElsewhere(desk, thumbprint)) &&
        flow.renewByItself(thumbprint, isIdle()),
      remind: (certificate) => reminders.remind([certificate]),
      clock,
      chance: Math.random,
    })

  const flow: Flow = createFlow({
    ...core,
    inventory,
    lastKnown: inventory.lastKnown,
    automatic: automatic && {
      failed: automatic.failed,
      renewed(thumbprint, made) {
        automatic.renewed(thumbprint, made.thumbprint)
        showRenewed(made, {
          announcer: ports.announcer,
          from: ports.alone ? undefined : configuration.bankName,
          open: () => ports.bringUp(desk),
          delivered: (shown, reason) => notices.delivered({ time: clock(), shown, reason }),
        })
      },
    },
    reminders,
    bankName: configuration.bankName,
    bankingUrl: configuration.bankingUrl,
    enrolUser: configuration.enrolUser,
    managedConsent: managed.settings.consent === 'managed',
    user: userInfo().username,
    retiredCertificates: {
      ...retiredCertificates,
      restore: (thumbprint) => touching(retiredCertificates.restore(thumbprint)),
    },
    runningBrowsers,
    prove: (thumbprint) => core.bank.prove(thumbprint),
    notes: ports.notes,
    ask: (question) => ports.askConsent(desk, question),
    onView() {
      reminders.retract(inventory.list())
      ports.onView(desk)
    },
    openExternal: (url) => void openInBrowser(url),
    isShown: () => ports.isShown(desk),
    closeWindow: ports.closeWindow,
    chance: Math.random,
    defer: (ms, action) => void setTimeout(action, Math.min(ms, 60 * 60 * 1000)),
  })

  const desk: BankDesk = {
    id: configuration.id ?? '',
    name: configuration.bankName,
    helpDesk: configuration.helpDesk,
    colours: configuration.colours,
    caution: configuration.caution,
    isAutomatic: automatic !== undefined,
    known: knownBank(configuration, core),
    openHelpDesk() {
      const page = configuration.helpDesk?.page
      if (page !== undefined) void openInBrowser(page)
    },
    flow,
    reminders,
    policy: core.policy.current,
    supportFiles: async () => collectBundle(core, context, await diagnosisOf(core, context)),
    bankStatus() {
      if (inventory.knowledge() === 'unreadable') return { status: 'unusable', certificate: undefined }
      const [certificate] = inventory.list()
      const status = overallStatus(inventory.list(), inventory.faulty(), core.policy.current(), clock())
      return { status, certificate }
    },
    serves(thumbprint) {
      for (const one of [...inventory.list(), ...inventory.faulty()]) own.add(one.thumbprint)
      return own.has(thumbprint)
    },
    isRenewing: (thumbprint) => desk.serves(thumbprint) && (!flow.isAtRest() || isUnfinishedHere(thumbprint)),
    isWorkInProgress: () =>
      inStore.size > 0 || !flow.isAtRest() || isWorkInProgress(core.renewals.current(), flow.view().window),
    isQuietUntil(next) {
      const view = flow.view()
      const renewal = core.renewals.current()
      // 発行完了 is kept for the next opening, whenever that is.
      if ('failure' in view && view.failure !== undefined) return false
      if (desk.isWorkInProgress() || (renewal && isUnfinished(renewal))) return false
      const all = inventory.list()
      const open = all.filter((one) => !isRenewed(one, all))
      const told = core.history.list()
      // One whose certificate has gone, and one that never had one here, are not the same.
      const isAsExpected = told.ok && (all.length > 0 || told.value.length === 0)
      return (
        hasLooked &&
        isAsExpected &&
        inventory.faulty().length === 0 &&
        open.every((one) => isQuietUntil(one, core.policy.current(), next))
      )
    },
    settled: () => Promise.allSettled(inStore),
    async take(request, print) {
      if (inStore.size > 0)
        return failure('handover.work-in-progress', { retry: 'later', cause: 'in the key store' }).failure
      return touching(takenOn.perform(request, print, { core, context, flow, isIdle: isIdle() }))
    },
    knowledge: inventory.knowledge,
    openNotice,
    timePassed() {
      flow.timePassed()
      automatic?.look()
    },
    async check() {
      hasLooked = (await inventory.refresh()).ok
      await touching(retiredCertificates.review())
      reminders.retract(inventory.list())
      automatic?.look()
      reminders.remind(inventory.list().filter((one) => automatic?.isAtWork(one) !== true))
      flow.retryStalled()
    },
  }
  return desk
}

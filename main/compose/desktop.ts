/** The app as people see it: one window for all their banks, consent, tray, notices. */
import { app, type BrowserWindow } from 'electron'
import { pushChannels, type SidePage, type View } from '../../preload/contract.ts'
import { createAnnouncer } from '../desktop/notices/announcer.ts'
import { showBadge } from '../desktop/notices/badge.ts'
import { handleAppChannels } from '../desktop/windows/handlers.ts'
import type { Desktop } from '../desktop/lifecycle/activation.ts'
import { createConsent } from '../desktop/windows/consent.ts'
import { currentLoginItem } from '../desktop/lifecycle/login-item.ts'
import { showMenu } from '../desktop/lifecycle/menu.ts'
import { pageOrigin } from '../desktop/windows/pages.ts'
import { createProxySignIn } from '../bank/proxy-sign-in.ts'
import { createProxyWindow } from '../desktop/windows/proxy-question.ts'
import { createSettings } from '../desktop/windows/settings.ts'
import { createSidePages } from '../desktop/flow/side-pages.ts'
import { mostUrgent } from '../desktop/certificates/bank-status.ts'
import { createStartAtLogin } from '../desktop/lifecycle/start-at-login.ts'
import { tellStatus } from '../desktop/notices/tray.ts'
import { onWakeUp } from '../desktop/lifecycle/wake-ups.ts'
import { createExporter } from '../desktop/windows/export.ts'
import { type BundleFile, zipped } from '../logging/support-bundle.ts'
import { traceOf } from '../logging/trace.ts'
import { type BankDesk, composeDesk } from './bank-desk.ts'
import { openProxySecrets, type BankContext } from './core.ts'
import type { Shell } from './shell.ts'
import { composeUpdates } from './updates.ts'

export interface StartOptions {
  readonly shell: Shell
  /** May the app put itself into the list of what starts at login? A development run or a demo may not. */
  readonly manageLogin: boolean
  /** Start at login, forced on or off; undefined leaves it to the user. */
  readonly startAtLogin: boolean | undefined
  /** Is who never used the app told what it does? */
  readonly introduces: boolean
  /** Called once the windows' messages are answered. */
  readonly answersPages: () => void
  readonly developmentServer: string | undefined
}

/** Each bank has surroundings of its own; the first is shown first. */
export async function startDesktop(
  banks: readonly [BankContext, ...BankContext[]],
  { shell, manageLogin, startAtLogin, introduces, answersPages, developmentServer }: StartOptions,
): Promise<Desktop> {
  const origin = developmentServer ?? pageOrigin
  const { preferences } = shell
  const startItem = manageLogin
    ? createStartAtLogin({
        item: currentLoginItem(),
        preferences,
        forced: startAtLogin,
        onFailure: () => banks[0].record('app.login-item-failed'),
      })
    : undefined
  const askConsent = createConsent(origin, developmentServer)
  let window = shell.window
  if (window !== undefined) forgetWhenGone(window)

  const askProxy = createProxyWindow(origin, developmentServer)
  const proxy = createProxySignIn({
    secrets: openProxySecrets(),
    // In the background, with no window open, a question would come out of nowhere.
    ask: (question) => (window === undefined ? Promise.resolve(undefined) : askProxy(question, window)),
  })

  const announcer = createAnnouncer()
  const compose = (context: BankContext): BankDesk =>
    composeDesk(context, {
      proxy,
      announcer,
      alone: banks.length === 1,
      async askConsent(desk, question) {
        const destination = await desk.destination(question.question)
        bringUp(desk)
        return askConsent({ ...question, bankName: desk.name, ...destination }, openApp())
      },
      bringUp,
      onView: tellView,
      isShown: (desk) => window !== undefined && desk === shown,
      closeWindow: () => window?.close(),
    })
  const [first, ...others] = banks
  const desks: readonly [BankDesk, ...BankDesk[]] = [compose(first), ...others.map(compose)]
  let shown = desks[0]

  function tellView(desk: BankDesk): void {
    if (desk === shown) side.giveWay()
    showStatus()
  }

  const send = (view: View): void => window?.webContents.send(pushChannels.view, view)

  function show(desk: BankDesk): void {
    if (desk === shown) return
    shown = desk
    window?.webContents.send(pushChannels.banks, listBanks())
    tellView(desk)
  }

  function bringUp(desk: BankDesk): void {
    show(desk)
    openApp()
  }

  const listBanks = () => ({ shown: shown.id, banks: desks.map(({ id, name }) => ({ id, name })) })

  function openApp(): BrowserWindow {
    if (window !== undefined) {
      window.show()
      window.focus()
      return window
    }
    window = shell.openWindow()
    forgetWhenGone(window)
    return window
  }

  function forgetWhenGone(opened: BrowserWindow): void {
    // A window outlives its page for a moment, in which it could still be brought to the front, and would be gone after it.
    opened.webContents.once('destroyed', () => (window = undefined))
  }

  const settings = createSettings({
    preferences,
    startAtLogin: startItem,
    certificates: () =>
      desks.flatMap(({ bankStatus, reminders, policy }) => {
        const { certificate } = bankStatus()
        return certificate === undefined ? [] : [{ certificate, reminders, policy: policy() }]
      }),
    clock: Date.now,
    onChange() {
      showStatus()
      side.refresh()
      showMenu(menuActions)
    },
  })
  const known = preferences.read()
  const updates = composeUpdates({
    ...first,
    proxy,
    isWorkInProgress: () => desks.some((desk) => desk.isWorkInProgress()),
    onChange: () => side.refresh(),
  })
  app.once('quit', (_event, code) => code === 0 && updates.atQuit())
  const side = createSidePages({
    version: app.getVersion(),
    settings,
    updates: updates.status,
    isFirstRun: introduces && known.ok && known.value.introduced !== true,
    onIntroduced: () => preferences.change({ introduced: true }),
    underneath: () => shown.flow.view(),
    onView: send,
  })

  const support = {
    collect: () => shown.supportFiles(),
    zip(files: readonly BundleFile[]): Uint8Array {
      first.record('support-bundle.written', { files: files.length })
      return zipped(files)
    },
  }
  const exporter = createExporter({ keyStore: first.keyStore, window: () => window, view: side.view, support })

  function openSide(page: SidePage): void {
    openApp()
    side.open(page)
  }

  const menuActions = { openSide, quit: () => app.quit() }
  showMenu(menuActions)

  const bankStatuses = () => desks.map((desk) => ({ desk, ...desk.bankStatus() }))
  const urgent = () =>
    mostUrgent(bankStatuses() as [ReturnType<typeof bankStatuses>[number], ...ReturnType<typeof bankStatuses>])

  const updateTray = shell.icon.lead({
    openSettings: () => openSide('settings'),
    renew() {
      const { desk, certificate } = urgent()
      if (certificate !== undefined) desk.openNotice(certificate.thumbprint)
    },
    openBank: (id) => desks.filter((desk) => desk.id === id).forEach(bringUp),
    startAtLogin: startItem,
  })

  function showStatus(): void {
    const now = Date.now()
    const { status, certificate, desk } = urgent()
    const told = tellStatus(status, certificate, now)
    const each = bankStatuses().map((one) => ({
      id: one.desk.id,
      told: `${one.desk.name}: ${tellStatus(one.status, one.certificate, now)}`,
    }))
    updateTray(status, desks.length === 1 ? told : `${desk.name}: ${told}`, desks.length === 1 ? [] : each)
    showBadge(status, told, window)
  }

  async function check(): Promise<void> {
    for (const desk of desks) await desk.check()
    showStatus()
    // Not waited for: a download may take longer than the next reminder is away.
    void updates.check()
  }

  handleAppChannels(
    {
      flow: () => shown.flow,
      banks: listBanks,
      choose: (id) => desks.filter((one) => one.id === id).forEach(show),
      side,
      settings,
      exporter,
      updates,
    },
    origin,
    proxy.askAgain,
  )
  answersPages()
  for (const desk of desks) await desk.flow.start()
  await onWakeUp(check, (error) => first.record('app.check-failed', traceOf(error)))
  return {
    open: () => void openApp(),
    visit(page) {
      openApp()
      const { desk, status, certificate } = urgent()
      const asksForIt = certificate !== undefined && (status === 'due' || status === 'grace')
      if (page === 'notice' && asksForIt) desk.openNotice(certificate.thumbprint)
    },
  }
}

/** The app as people see it: window, consent, tray, notices. */
import { app, type BrowserWindow, screen, shell } from 'electron'
import { pushChannels, type View } from '../../preload/contract.ts'
import { bindApp } from '../desktop/buttons.ts'
import { createAftercare } from '../desktop/aftercare.ts'
import { runningBrowsers } from '../desktop/browsers.ts'
import { createAnnouncer } from '../desktop/announcer.ts'
import { showBadge } from '../desktop/badge.ts'
import { overallStatus } from '../desktop/cards.ts'
import { createConsent } from '../desktop/consent.ts'
import { createFlow, type Flow } from '../desktop/flow.ts'
import { currentLoginItem } from '../desktop/login-item.ts'
import { createNotifier } from '../desktop/notifier.ts'
import { pageOrigin } from '../desktop/pages.ts'
import { createProxySignIn } from '../desktop/proxy-sign-in.ts'
import { createProxyWindow } from '../desktop/proxy-window.ts'
import { createStartAtLogin } from '../desktop/start-at-login.ts'
import { createTray, tellStatus } from '../desktop/tray.ts'
import { onWakeUp } from '../desktop/wake-ups.ts'
import { openWindow } from '../desktop/windows.ts'
import { openNotices } from '../storage/notices.ts'
import { openPreferences } from '../storage/preferences.ts'
import { openRetirements } from '../storage/retirements.ts'
import { composeCore, openProxySecrets, type Surroundings } from './core.ts'

export interface Desktop {
  /** Brings the app's window to the front, opening it if there is none. */
  open(): void
}

export interface StartOptions {
  /** Into the tray, without a window. */
  readonly hidden: boolean
  /** May the app put itself into the list of what starts at login? A development run or a demo may not. */
  readonly manageLogin: boolean
  readonly developmentServer: string | undefined
}

/** The app as people see it: window, consent, tray, notices. */
export async function startDesktop(
  surroundings: Surroundings,
  { hidden, manageLogin, developmentServer }: StartOptions,
): Promise<Desktop> {
  const { configuration } = surroundings
  const origin = developmentServer ?? pageOrigin
  const askConsent = createConsent(origin, developmentServer)
  let window: BrowserWindow | undefined

  const askProxy = createProxyWindow(origin, developmentServer)
  const proxy = createProxySignIn({
    secrets: openProxySecrets(),
    // In the background, with no window open, a question would come out of nowhere.
    ask: (question) => (window === undefined ? Promise.resolve(undefined) : askProxy(question, window)),
  })
  const core = composeCore(surroundings, {
    proxy,
    consent: (question, state) => askConsent(flow.question(question, state), openApp()),
    onState: (state) => flow.follow(state),
  })
  const { holdings, clock } = core
  const retirements = openRetirements(surroundings.stateFolder)
  const aftercare = createAftercare({ ...core, keyStore: surroundings.keyStore, retirements })

  const reminders = createNotifier({
    announcer: createAnnouncer(),
    notices: openNotices(surroundings.stateFolder),
    policy: core.policy.current,
    clock,
    open: openNotice,
    renew(thumbprint) {
      openNotice(thumbprint)
      if (flow.view().window === 'notice') flow.renew().catch((error: unknown) => flow.fail(error))
    },
  })

  const flow: Flow = createFlow({
    ...core,
    reminders,
    bankName: configuration.bankName,
    bankingUrl: configuration.bankingUrl,
    enrolUser: configuration.enrolUser,
    bankHost: new URL(configuration.estUrl).host,
    aftercare,
    runningBrowsers,
    prove: (thumbprint) => core.bank.prove(thumbprint),
    onView: tellView,
    openExternal: (url) => void shell.openExternal(url),
    closeWindow: () => window?.close(),
    defer: (ms, action) => void setTimeout(action, Math.min(ms, 60 * 60 * 1000)),
  })

  function tellView(view: View): void {
    window?.webContents.send(pushChannels.view, view)
    showStatus()
  }

  function openApp(): BrowserWindow {
    if (window !== undefined) {
      window.show()
      window.focus()
      return window
    }
    const height = Math.min(840, screen.getPrimaryDisplay().workAreaSize.height)
    window = openWindow('app', { width: 900, height, minWidth: 320, minHeight: 400 }, developmentServer)
    window.once('closed', () => (window = undefined))
    return window
  }

  function openNotice(thumbprint: string): void {
    flow.openNotice(thumbprint)
    openApp()
  }

  const updateTray = createTray({
    open: openApp,
    renew: () => holdings.list()[0] !== undefined && openNotice(holdings.list()[0]!.thumbprint),
    quit: () => app.quit(),
    startAtLogin: manageLogin
      ? createStartAtLogin({
          item: currentLoginItem(),
          preferences: openPreferences(surroundings.stateFolder),
          forced: configuration.startAtLogin,
        })
      : undefined,
  })

  function showStatus(): void {
    const now = clock()
    const [best] = holdings.list()
    const status = overallStatus(holdings.list(), core.policy.current(), now)
    updateTray(status, best, now)
    showBadge(status, tellStatus(status, best, now), window)
    reminders.retract(holdings.list())
  }

  async function check(): Promise<void> {
    await holdings.refresh()
    await aftercare.review()
    showStatus()
    reminders.remind(holdings.list())
  }

  bindApp(flow, origin, proxy.askAgain)
  if (!hidden) openApp()
  await flow.start()
  await onWakeUp(check)
  return { open: () => void openApp() }
}

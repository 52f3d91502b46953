/** The one place where adapters meet the domain: read it as a table of contents. */
import { randomUUID } from 'node:crypto'
import { app, type BrowserWindow, screen, shell } from 'electron'
import { appChannels, demoChannels, pushChannels, type View } from '../preload/contract.ts'
import { chooseProtocol } from './bank/choose-protocol.ts'
import { createCmpBank } from './bank/cmp/cmp-client.ts'
import { createEstBank } from './bank/est/est-client.ts'
import { createPortal } from './bank/portal.ts'
import { createTransport } from './bank/transport.ts'
import { createAftercare } from './desktop/aftercare.ts'
import { runningBrowsers } from './desktop/browsers.ts'
import { createAnnouncer } from './desktop/announcer.ts'
import { showBadge } from './desktop/badge.ts'
import { overallStatus } from './desktop/cards.ts'
import type { CommandLine, DemoCertificate } from './desktop/command-line.ts'
import { createConsent } from './desktop/consent.ts'
import type { DemoControl } from './desktop/demo/control.ts'
import { diagnose, printDiagnosis } from './desktop/diagnosis.ts'
import type { DemoFolders } from './desktop/demo/folders.ts'
import { type Demo, layOutDemo } from './desktop/demo/start.ts'
import { createFlow, type Flow } from './desktop/flow.ts'
import { createHoldings, rememberingAuthorities } from './desktop/holdings.ts'
import { handleChannels } from './desktop/ipc.ts'
import { currentLoginItem } from './desktop/login-item.ts'
import { notificationHealth } from './desktop/notification-health.ts'
import { createNotifier } from './desktop/notifier.ts'
import { pageOrigin } from './desktop/pages.ts'
import { createProxySignIn, type ProxySignIn } from './desktop/proxy-sign-in.ts'
import { createProxyWindow } from './desktop/proxy-window.ts'
import { createStartAtLogin } from './desktop/start-at-login.ts'
import { createTray, tellStatus } from './desktop/tray.ts'
import { exitCodes, renewUnattended, tellStep } from './desktop/unattended.ts'
import { onWakeUp } from './desktop/wake-ups.ts'
import { openWindow } from './desktop/windows.ts'
import type { RenewalState } from './renewal/machine.ts'
import type { BankPolicy } from './renewal/policy.ts'
import { prepare } from './renewal/prepare.ts'
import type { KeyStore, Question } from './renewal/ports.ts'
import { createRenewals } from './renewal/renew.ts'
import { openAuthorities } from './storage/authorities.ts'
import type { Configuration } from './storage/configuration.ts'
import { openHistory } from './storage/history.ts'
import { openJournal } from './storage/journal.ts'
import { openNotices } from './storage/notices.ts'
import { openPreferences } from './storage/preferences.ts'
import { openRetirements } from './storage/retirements.ts'
import { openSecrets } from './storage/secrets.ts'
import { createCertificates } from './x509/certificates.ts'

/** Whose the secrets in the keyring are, as its own windows show it. */
const secretsOwner = 'Koshin proxy'

export interface Surroundings {
  readonly configuration: Configuration
  /** Folder of journal, history and the like. */
  readonly stateFolder: string
  readonly keyStore: KeyStore
}

interface Hooks {
  readonly proxy: Pick<ProxySignIn, 'answer'>
  readonly consent: (question: Question, state: RenewalState) => Promise<boolean>
  readonly onState: (state: RenewalState) => void
}

/** Everything below the windows; the same for people and for unattended runs. */
function composeCore({ configuration, stateFolder, keyStore }: Surroundings, { proxy, ...hooks }: Hooks) {
  const clock = Date.now
  const { serverTrust, estUrl, estLabel, cmpUrl, renewalProtocol, portalUrl } = configuration
  const authorities = openAuthorities(stateFolder, configuration.trustAnchors)
  const { trustAnchors } = authorities
  const trust = serverTrust === 'system' ? 'system' : trustAnchors
  const transport = createTransport({ trust, clock, proxyCredentials: proxy.answer })
  const portal = portalUrl === undefined ? undefined : createPortal(portalUrl, transport)
  const certificates = createCertificates(trustAnchors)
  const recognise = async (thumbprint: string) => {
    const seen = await portal!.whoAmI(thumbprint)
    return seen.ok ? { ok: true as const, value: undefined } : seen
  }
  const est = createEstBank({
    url: estUrl,
    ...(estLabel === undefined ? {} : { label: estLabel }),
    trustAnchors,
    transport,
    clock,
    ...(portal === undefined ? {} : { recognise }),
  })
  const history = openHistory(stateFolder)
  const cmp = cmpUrl === undefined ? undefined : createCmpBank({
    url: cmpUrl,
    transport,
    clock,
    trustAnchors,
    authorities: authorities.list,
    keyStore,
    enrolment: { command: 'p10cr', mac: 'password-based' },
    implicitConfirm: false,
  })
  const spoken = cmp === undefined ? est : chooseProtocol({ est, cmp, preferred: renewalProtocol, keyStore, clock })
  const bank = rememberingAuthorities(spoken, { authorities, clock }, (root) => {
    const facts = certificates.read(root)
    history.add({ time: clock(), event: 'root-succeeded', ...(facts.ok && { serial: facts.value.serial }) })
  })
  const journal = openJournal(stateFolder)
  let policy = configuration.policy
  const renewals = createRenewals({
    keyStore,
    certificates,
    bank,
    journal,
    clock,
    policy: () => policy,
    newId: randomUUID,
    ...hooks,
  })
  return {
    clock,
    bank,
    renewsInGrace: cmp !== undefined,
    portal,
    history,
    renewals,
    policy: {
      current: () => policy,
      adopt: (banks: BankPolicy) => void (policy = { ...policy, ...banks }),
    },
    holdings: createHoldings({ keyStore, certificates, bank, authorities, clock }),
    prepare: (current: Parameters<typeof prepare>[0], onProgress: Parameters<typeof prepare>[2]) =>
      prepare(current, { keyStore, certificates, bank, journal, clock, policy }, onProgress),
  }
}

/** Where nobody can be asked: what the keyring holds, or nothing. */
const silentProxySignIn = () =>
  createProxySignIn({ secrets: openSecrets(secretsOwner), ask: () => Promise.resolve(undefined) })

/** Renews without windows; resolves with the exit code. */
export async function runUnattended(surroundings: Surroundings, options: CommandLine): Promise<number> {
  let moved = false
  const core = composeCore(surroundings, {
    proxy: silentProxySignIn(),
    consent: () => Promise.resolve(options.yes),
    onState(state) {
      moved = true
      tellStep(state, Date.now)
    },
  })
  return renewUnattended({ ...core, policy: core.policy.current(), moved: () => moved }, options)
}

/** Prints what the key store holds for the bank; resolves with the exit code. */
export async function runDiagnosis(surroundings: Surroundings, form: 'text' | 'json'): Promise<number> {
  const { configuration, keyStore } = surroundings
  const core = composeCore(surroundings, {
    proxy: silentProxySignIn(),
    consent: () => Promise.resolve(false),
    onState: () => {},
  })
  const diagnosis = await diagnose({
    list: () => core.holdings.listAll(),
    checkWritable: () => keyStore.checkWritable(),
    notifications() {
      const last = openNotices(surroundings.stateFolder).lastDelivery()
      return notificationHealth(last.ok ? last.value : undefined)
    },
    policy: core.policy.current(),
    clock: core.clock,
    version: app.getVersion(),
    bankName: configuration.bankName,
  })
  printDiagnosis(diagnosis, form)
  return exitCodes[diagnosis.failure === undefined ? 'done' : 'key-store-error']
}

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
    secrets: openSecrets(secretsOwner),
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

/** Starts the demo bank and lays out the demo's starting point in its key store. */
export function startDemo(folders: DemoFolders, certificate: DemoCertificate, keyStore: KeyStore): Promise<Demo> {
  return layOutDemo(folders, certificate, {
    keyStore,
    createTransport: (trust) => createTransport({ trust, clock: Date.now }),
    createCertificates,
  })
}

/** The demo bank's own window: its mails and its made-up people. */
export function openDemoWindow(control: DemoControl, openApp: () => void, developmentServer: string | undefined): void {
  handleChannels('demo', developmentServer ?? pageOrigin, demoChannels, {
    'demo:state': () => control.state(),
    'demo:open-app'() {
      openApp()
      return undefined
    },
  })
  const { x, y, width } = screen.getPrimaryDisplay().workArea
  const place = { x: x + width - 560, y, width: 560, height: 640 }
  const window = openWindow('demo', place, developmentServer)
  const timer = setInterval(() => {
    void control.state().then((state) => window.isDestroyed() || window.webContents.send(pushChannels.demo, state))
  }, 5000)
  window.once('closed', () => clearInterval(timer))
}

/** What each button of the app's window does. */
function bindApp(flow: Flow, origin: string, onPress: () => void): void {
  /**
   * A button works only while its window is the one that is shown, whoever presses it. The answer does not wait for
   * the work: windows follow by the view that is pushed to them.
   */
  const at =
    <I>(window: View['window'], action: (input: I) => unknown) =>
    (input: I): undefined => {
      if (flow.view().window !== window) return
      onPress()
      Promise.resolve(action(input)).catch((error: unknown) => flow.fail(error))
    }
  handleChannels('app', origin, appChannels, {
    'app:view': () => flow.view(),
    'login:choose': at('login', flow.choose),
    'login:sign-in': at('login', flow.signIn),
    'login:retry': at('login', flow.retryLogin),
    'login:renew': at('login', flow.renewExpired),
    'login:acquire': at('login', flow.acquire),
    'login:new-pc': at('login', flow.newPc),
    'notice:to-main': at('notice', flow.leave),
    'notice:renew': at('notice', flow.renew),
    'notice:snooze': at('notice', flow.snooze),
    'notice:mute': at('notice', flow.mute),
    'preparing:cancel': at('preparing', flow.leave),
    'preparing:retry': at('preparing', flow.renew),
    'start:begin': at('start', flow.begin),
    'start:cancel': at('start', flow.leave),
    'completion:close': at('completion', flow.close),
    'main:renew': at('main', flow.renew),
    'main:install-waiting': at('main', flow.installWaiting),
    'main:open-banking': at('main', flow.openBanking),
    'main:self-test': at('main', flow.selfTest),
    'main:restore': at('main', flow.restore),
    'main:new-pc': at('main', flow.newPc),
    'main:log-out': at('main', flow.logOut),
    'acquire:request': at('acquire', flow.requestAcquisition),
    'acquire:back': at('acquire', flow.leaveAcquisition),
    'new-pc:back': at('new-pc', flow.leave),
    'ended:continue': at('ended', flow.leave),
    'ended:retry': at('ended', flow.retryEnded),
  })
}

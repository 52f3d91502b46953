/** The app as people see it: one window for all their banks, consent, tray, notices. */
import { app } from 'electron'
import type { SidePage } from '../../preload/contract.ts'
import { createProxySignIn } from '../bank/proxy/sign-in.ts'
import { createSidePages } from '../desktop/flow/side-pages.ts'
import type { Desktop } from '../desktop/lifecycle/activation.ts'
import { onceQuitForGood } from '../desktop/lifecycle/begin-anew.ts'
import { everyMinute } from '../desktop/lifecycle/every-minute.ts'
import { currentLoginItem } from '../desktop/lifecycle/login/login-item.ts'
import { showMenu } from '../desktop/lifecycle/menu.ts'
import { createStartAtLogin } from '../desktop/lifecycle/login/start-at-login.ts'
import { onWakeUp } from '../desktop/lifecycle/wake-ups.ts'
import { handleBankFileChannels } from '../desktop/windows/questions/bank-file-channels.ts'
import { createConsent } from '../desktop/windows/questions/consent.ts'
import { createExporter } from '../desktop/windows/export.ts'
import { handleAppChannels } from '../desktop/windows/handlers.ts'
import { pageOrigin } from '../desktop/windows/pages.ts'
import { createProxyWindow } from '../desktop/windows/questions/proxy-question.ts'
import { createSettings } from '../desktop/windows/settings.ts'
import { handleSideChannels } from '../desktop/windows/side-handlers.ts'
import type { TokenPins } from '../keystore/linux/tokens/with-tokens.ts'
import type { KeptPasswords } from '../keystore/kept-passwords.ts'
import type { RemoteKeyStore } from '../keystore/process/remote-key-store.ts'
import { type BundleFile, zipped } from '../logging/support-bundle.ts'
import { traceOf } from '../logging/trace.ts'
import { givenByOrganisation } from '../renewal/watched/organisation.ts'
import { createLock } from '../renewal/lock.ts'
import { openWatchedBanks } from '../storage/bank-file/watched-banks.ts'
import { openLockRecord } from '../storage/renewal-lock.ts'
import { activated } from './activated.ts'
import { createAppWindow } from './window/app-window.ts'
import { type BankDesks, composeDesks } from './banks/bank-desks.ts'
import { type BankFileContext, composeBankFiles } from './setup/bank-files.ts'
import type { BankContext } from './core.ts'
import { composeSaved, openProxySecrets } from './passwords/saved.ts'
import { composeUnlocking } from './passwords/unlocking.ts'
import { followPolicy } from './policy/follow.ts'
import { startWatch } from './watched/watch.ts'
import { composeRest, type RestingApp } from './rest.ts'
import type { Shell } from './window/shell.ts'
import { startDesks } from './banks/start-desks.ts'
import { composeGenuine } from './genuine.ts'
import { type LeadRuns, takeWith } from './windowless/handover.ts'
import { composeStatus } from './windowless/status.ts'
import { composeUpdates } from './updates.ts'

export interface StartOptions {
  readonly shell: Shell
  /** May the app put itself into the list of what starts at login? A development run or a demo may not. */
  readonly manageLogin: boolean
  /** Start at login, forced on or off; undefined leaves it to the user. */
  readonly startAtLogin: boolean | undefined
  /** Is who never used the app told what it does? */
  readonly introduces: boolean
  /** undefined: no bank file takes the place of these banks. */
  readonly bankFiles: BankFileContext | undefined
  /** Gives the key store its password. */
  readonly unlock: RemoteKeyStore['unlock']
  readonly pins: TokenPins
  readonly kept: KeptPasswords
  /** Called once the windows' messages are answered. */
  readonly answersPages: () => void
  /** Called then, too: from there on whoever asks for the window gets it, however slow a bank or the key store is. */
  readonly lead: (desktop: Desktop) => void
  /** A demo is nobody's to manage. */
  readonly isManaged: boolean
  /** undefined: nothing is taken on from unattended runs. */
  readonly leadRuns: LeadRuns | undefined
  readonly developmentServer: string | undefined
}

/** Each bank has a context of its own; the first is shown first. */
export async function startDesktop(
  banks: readonly [BankContext, ...BankContext[]],
  options: StartOptions,
): Promise<void> {
  const { shell, manageLogin, startAtLogin, introduces, unlock, pins, kept, answersPages, lead } = options
  const { developmentServer } = options
  const [{ record, keyStore, managed, configuration, stateRoot }] = banks
  const { preferences } = shell
  const window = createAppWindow(shell)
  const origin = developmentServer ?? pageOrigin
  const askProxy = createProxyWindow(origin, developmentServer)
  const proxy = createProxySignIn({
    secrets: openProxySecrets(managed),
    // In the background, with no window open, a question would come out of nowhere.
    async ask(question) {
      const parent = window.current()
      return parent === undefined ? undefined : askProxy(question, parent)
    },
  })
  const askConsent = createConsent(origin, developmentServer)
  const desks = composeDesks(banks, {
    window,
    proxy,
    askConsent,
    notes: (thumbprint) => watching.notes(thumbprint),
    lockedUntil: () => genuine.lockedUntil(),
    onView(_desk, isShown) {
      if (isShown) side.giveWay()
      showStatus()
    },
  })

  const startItem = manageLogin
    ? createStartAtLogin({
        item: currentLoginItem(),
        preferences,
        forced: startAtLogin,
        onFailure: () => record('app.login-item-failed'),
      })
    : undefined
  const saved = composeSaved({ kept, proxy, onChange: () => side.refresh() })
  const settings = createSettings({
    preferences,
    saved,
    startAtLogin: () => startItem,
    rest: () => rest,
    automatic: desks.all.some(({ isAutomatic }) => isAutomatic),
    certificates: () => [...remindedOf(desks), ...watching.reminded()],
    knowledge: desks.knowledge,
    clock: Date.now,
    onChange() {
      showStatus()
      side.refresh()
      showMenu(menuActions)
    },
  })
  const bankFiles =
    options.bankFiles &&
    composeBankFiles({
      context: options.bankFiles,
      present: configuration.bankName,
      isWorkInProgress: desks.isWorkInProgress,
      settled: desks.settled,
      openWindow: window.open,
      ask: askConsent,
      proxy,
      onView: () => side.giveWay(),
    })
  const updates = composeUpdates({
    managed,
    record,
    proxy,
    isWorkInProgress: desks.isWorkInProgress,
    onChange: () => side.refresh(),
  })
  onceQuitForGood(updates.atQuit)
  const genuine = composeGenuine({
    banks: () => [...desks.all.map((desk) => desk.known), ...watching.told()],
    lock: createLock(openLockRecord(stateRoot), Date.now),
    askConsent,
    window,
    onView: () => side.refresh(),
    onLock() {
      window.sendBanks(desks.list())
      side.refresh()
      showStatus()
      // What the lock held back goes on now, where it is over.
      desks.all.forEach(({ flow }) => flow.retryStalled())
    },
    open: () => openSide('genuine'),
    back: () => side.back(),
    isShown: () => side.view().window === 'genuine',
    origin,
  })
  const known = preferences.read()
  const side = createSidePages({
    version: app.getVersion(),
    settings,
    watched: () => watching.view() ?? desks.shown().flow.view(),
    genuine,
    updates: updates.status,
    isFirstRun: introduces && known.ok && known.value.introduced !== true,
    onIntroduced: () => preferences.change({ introduced: true }),
    noticeDays: () => desks.shown().policy().noticeDays,
    underneath: () => bankFiles?.view() ?? desks.shown().flow.view(),
    onView: window.sendView,
  })
  const tellTime = (): void => desks.all.forEach((desk) => desk.timePassed())
  function openSide(page: SidePage | 'genuine'): void {
    window.open()
    side.open(page)
  }
  const menuActions = { openSide, quit: () => app.quit() }
  showMenu(menuActions)
  let banksLooked = (): void => undefined
  const watching = startWatch({
    keyStore,
    stateFolder: stateRoot,
    given: givenByOrganisation(managed.settings),
    banks: openWatchedBanks(stateRoot).all(),
    origin,
    window,
    ask: askConsent,
    record,
    open: () => openSide('watch'),
    onChange() {
      tellTime()
      side.refresh()
      showStatus()
    },
    beside: {
      // Where policy wants none to be watched, there is none to watch.
      isServed: (thumbprint) => managed.settings.watch === 'off' || desks.all.some((desk) => desk.serves(thumbprint)),
      leave: () => side.back(),
      looked: new Promise<void>((resolve) => (banksLooked = resolve)),
    },
  })
  const showStatus = composeStatus({
    icon: shell.icon,
    keepTold: shell.lastTold.keep,
    desks,
    watching,
    window,
    openSettings: () => openSide('settings'),
    openGenuine: () => openSide('genuine'),
    lockedUntil: genuine.lockedUntil,
    startAtLogin: startItem,
  })

  const exporter = createExporter({
    keyStore,
    window: window.current,
    view: side.view,
    support: {
      collect: () => desks.shown().supportFiles(),
      zip(files: readonly BundleFile[]): Uint8Array {
        record('support-bundle.written', { files: files.length })
        return zipped(files)
      },
    },
  })
  handleAppChannels(
    {
      flow: () => desks.shown().flow,
      banks: desks.list,
      choose: desks.choose,
      side,
      exporter,
      openHelpDesk: () => desks.shown().openHelpDesk(),
      unlockKeyStore: composeUnlocking({ unlock, pins, kept, window, desks, origin, developmentServer }),
    },
    origin,
    proxy.askAgain,
  )
  handleSideChannels({ side, settings, updates }, origin)
  if (bankFiles !== undefined) handleBankFileChannels({ bankFiles, view: side.view, window: window.current }, origin)
  answersPages()
  const running = startDesks(desks.all, showStatus)
  lead(activated(window, desks, bankFiles, running.looked))
  void running.looked.then(banksLooked)
  // What the journals hold is carried on first.
  void running.looked.then(() => setImmediate(() => options.leadRuns?.(takeWith(desks.all, banks))))
  everyMinute(() => {
    tellTime()
    // Whatever held the download back is over within minutes.
    if (updates.status().state === 'waiting') void updates.check()
  })
  const rest: RestingApp | undefined = options.isManaged
    ? composeRest({
        ...{ shell, managed, record, manageLogin, openSettings: () => openSide('settings') },
        startAtLogin: () => startItem,
        updates: updates.status,
        isQuietUntil: (next) =>
          window.current() === undefined &&
          genuine.lockedUntil() === undefined &&
          watching.isQuietUntil(next) &&
          desks.all.every((desk) => desk.isQuietUntil(next)),
      })
    : undefined
  const isInUse = (): boolean => window.current() !== undefined || desks.isWorkInProgress()
  const lookAtPolicy = options.isManaged ? followPolicy({ managed, stateRoot, record, isInUse }) : undefined
  const check = async (): Promise<void> => {
    tellTime()
    try {
      await lookAtPolicy?.()
      await running.check()
    } finally {
      // Not before: what a check does to the key store would hold the download back. Not waited for: it may take longer
      // than the next reminder is away.
      void running.looked
        .then(() => updates.check())
        .then(() => watching.begun)
        .then(() => rest?.checked())
    }
  }
  await onWakeUp(check, (error) => record('app.check-failed', traceOf(error)))
}

/** The certificates whose reminders the settings can silence. */
function remindedOf(desks: BankDesks) {
  return desks
    .statuses()
    .flatMap(({ desk: { reminders, policy }, certificate }) =>
      certificate === undefined ? [] : [{ certificate, reminders, policy: policy() }],
    )
}

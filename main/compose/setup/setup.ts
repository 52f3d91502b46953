/** The app as people see it while it cannot start: one window that says what is missing or wrong, where, and what to do. */
import { app } from 'electron'
import { type Banks, type SidePage, setupChannels, type View } from '../../../preload/contract.ts'
import { createProxySignIn } from '../../bank/proxy/sign-in.ts'
import { exitCodes, outcomeOf } from '../../cli/unattended/outcomes.ts'
import type { Activation } from '../../desktop/lifecycle/activation.ts'
import { beginAnew, onceQuitForGood } from '../../desktop/lifecycle/begin-anew.ts'
import { handleBankFileChannels } from '../../desktop/windows/questions/bank-file-channels.ts'
import { createConsent } from '../../desktop/windows/questions/consent.ts'
import { copyFailure } from '../../desktop/windows/copy-failure.ts'
import { handleChannels } from '../../desktop/windows/ipc.ts'
import { createSettings } from '../../desktop/windows/settings.ts'
import { handleSideChannels } from '../../desktop/windows/side-handlers.ts'
import { createProxyWindow } from '../../desktop/windows/questions/proxy-question.ts'
import { wantsPassword } from '../../desktop/windows/told-failure.ts'
import { currentLoginItem } from '../../desktop/lifecycle/login/login-item.ts'
import { showMenu } from '../../desktop/lifecycle/menu.ts'
import { createStartAtLogin, type StartAtLogin } from '../../desktop/lifecycle/login/start-at-login.ts'
import { onWakeUp } from '../../desktop/lifecycle/wake-ups.ts'
import { showBadge } from '../../desktop/notices/badge.ts'
import { createSidePages } from '../../desktop/flow/side-pages.ts'
import { words } from '../../desktop/words/words.ts'
import type { Recorder } from '../../logging/events.ts'
import { traceOf } from '../../logging/trace.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import type { TokenPins } from '../../keystore/linux/tokens/with-tokens.ts'
import type { KeptPasswords } from '../../keystore/kept-passwords.ts'
import type { RemoteKeyStore } from '../../keystore/process/remote-key-store.ts'
import { givenByOrganisation } from '../../renewal/watched/organisation.ts'
import { createLock } from '../../renewal/lock.ts'
import { defaultPolicy } from '../../renewal/policy.ts'
import { openWatchedBanks } from '../../storage/bank-file/watched-banks.ts'
import { openLockRecord } from '../../storage/renewal-lock.ts'
import type { SettingsPlaces } from '../../storage/settings/settings-file.ts'
import { composeGenuine, lockTold } from '../genuine.ts'
import { createAppWindow } from '../window/app-window.ts'
import { type BankFileContext, composeBankFiles } from './bank-files.ts'
import { setupView } from './setup-view.ts'
import { followPolicy } from '../policy/follow.ts'
import { composeRest } from '../rest.ts'
import type { Shell } from '../window/shell.ts'
import { composeSaved, openProxySecrets } from '../passwords/saved.ts'
import { composeAsking } from '../passwords/unlocking.ts'
import { composeUpdates } from '../updates.ts'
import { knownBanks } from '../watched/known-banks.ts'
import { startWatch } from '../watched/watch.ts'

interface SetupOptions {
  readonly shell: Shell
  /** Where settings are looked for. */
  readonly places: SettingsPlaces
  readonly bankFiles: BankFileContext
  readonly activation: Activation
  /** Called once the window's messages are answered. */
  readonly answersPages: () => void
  readonly origin: string
  readonly developmentServer: string | undefined
  /** Whatever bank it may be of: undefined where it cannot be used. */
  readonly keyStore: KeyStore | undefined
  /** Gives the key store its password. */
  readonly unlock: RemoteKeyStore['unlock'] | undefined
  readonly pins: TokenPins | undefined
  readonly kept: KeptPasswords
  readonly stateFolder: string
  /** May the app put itself into the list of what starts at login? */
  readonly manageLogin: boolean
  readonly record: Recorder
}

export function openSetup(failed: Failure, options: SetupOptions): void {
  const { shell, places, activation, answersPages, origin, developmentServer } = options
  const window = createAppWindow(shell)
  const open = (): void => void window.open()
  const missing = setupView(failed, places, options.bankFiles)
  const askProxy = createProxyWindow(origin, developmentServer)
  const askConsent = createConsent(origin, developmentServer)
  const proxy = createProxySignIn({
    secrets: openProxySecrets(options.bankFiles.managed),
    ask: (question) => askProxy(question, window.open()),
  })
  const bankFiles = composeBankFiles({
    context: options.bankFiles,
    // Settings that are wrong may be of a bank whose renewal waits for them to be put right.
    present: missing.isEmpty ? undefined : missing.file,
    isWorkInProgress: () => false,
    settled: () => Promise.resolve(),
    openWindow: window.open,
    ask: askConsent,
    proxy,
    onView: show,
  })
  const { managed } = options.bankFiles
  const banks = openWatchedBanks(options.stateFolder).all()
  // Where somebody has made a mistake, that comes first.
  const watch =
    missing.isEmpty && options.keyStore !== undefined && managed.settings.watch !== 'off'
      ? startWatch({
          keyStore: options.keyStore,
          stateFolder: options.stateFolder,
          given: givenByOrganisation(managed.settings),
          banks,
          record: options.record,
          origin,
          window,
          ask: askConsent,
          open() {
            side.back()
            open()
          },
          onChange() {
            show()
            tell()
          },
        })
      : undefined
  const genuine = composeGenuine({
    banks: () => watch?.known() ?? knownBanks(banks, [], Date.now()),
    lock: createLock(openLockRecord(options.stateFolder), Date.now),
    askConsent,
    window,
    onView: show,
    onLock() {
      window.sendBanks(noBank())
      show()
      tell()
    },
    open: () => openSide('genuine'),
    back: () => side.back(),
    isShown: () => side.view().window === 'genuine',
    origin,
  })
  const noBank = (): Banks => ({ shown: '', banks: [], ...lockTold(genuine.lockedUntil()) })
  let startAtLogin: StartAtLogin | undefined
  const saved = composeSaved({ kept: options.kept, proxy, onChange: show })
  const settings = createSettings({
    preferences: shell.preferences,
    saved,
    startAtLogin: () => startAtLogin,
    rest: () => (watch === undefined ? undefined : rest),
    certificates: () => watch?.reminded() ?? [],
    knowledge: () => watch?.knowledge() ?? 'known',
    clock: Date.now,
    onChange() {
      show()
      tell()
      showMenu(menuActions)
    },
  })
  const updates = composeUpdates({
    managed,
    record: options.record,
    proxy,
    isWorkInProgress: () => false,
    onChange: show,
  })
  onceQuitForGood(updates.atQuit)
  const underneath = (): View =>
    bankFiles.view() ?? watch?.view() ?? { ...missing, ...(watch?.hasView() && { canGoBack: true }) }
  const side = createSidePages({
    version: app.getVersion(),
    settings,
    watched: underneath,
    genuine,
    updates: updates.status,
    isFirstRun: false,
    onIntroduced: () => undefined,
    noticeDays: () => managed.settings.noticeDays ?? defaultPolicy.noticeDays,
    underneath,
    onView: window.sendView,
  })
  const view = side.view
  function show(): void {
    window.sendView(view())
  }
  function openSide(page: SidePage | 'genuine'): void {
    open()
    side.open(page)
  }
  const { unlock: opens, pins, kept } = options
  const asking = opens && pins && composeAsking({ unlock: opens, pins, kept, window, origin, developmentServer })
  const unlock = async (): Promise<void> => {
    if ((await asking?.()) === true) await watch?.check()
  }
  handleChannels('app', origin, setupChannels, {
    // Or 銀行の設定 would be seen for a moment by somebody whose certificates come next.
    'app:view': () => watch?.looked.then(view) ?? view(),
    'app:banks': noBank,
    'failure:copy': (code) => copyFailure(view(), code),
    // The answer does not wait for the user's.
    'key-store:unlock': () => void (wantsPassword(view()) && unlock()),
    'setup:reload'() {
      beginAnew()
      app.exit(0)
      return undefined
    },
  })
  handleSideChannels({ side, settings, updates }, origin)
  handleBankFileChannels({ bankFiles, view, window: window.current }, origin)
  answersPages()
  const menuActions = { openSide, quit: () => app.quit() }
  showMenu(menuActions)
  const leads = {
    ...{ renew: undefined, openSettings: () => openSide('settings'), openBank: open, startAtLogin: undefined },
    openGenuine: genuine.open,
    lockedUntil: genuine.lockedUntil,
  }
  const showStatus = shell.icon.lead(leads)
  const tell = (): void => {
    const { status, told } = watch?.status() ?? {
      status: 'absent' as const,
      told: missing.isEmpty ? words().setUp : words().cannotStart,
    }
    showStatus(status, told, [])
    showBadge(status, told, window.current())
  }
  tell()
  const openBankFile = (file: string): void => {
    side.back()
    open()
    void bankFiles.open(file)
  }
  activation.lead({ open, visit: open, openBankFile }, () => undefined)
  // At each login of a computer that nobody has set up, a window would only be in the way. A mistake is told.
  if (!missing.isEmpty) open()
  void watch?.looked.then(() => {
    if (!options.manageLogin || !watch.isWatching()) return
    const onFailure = () => options.record('app.login-item-failed')
    const { preferences } = shell
    const forced = managed.settings.startAtLogin
    startAtLogin = createStartAtLogin({ item: currentLoginItem(), preferences, forced, onFailure })
    shell.icon.lead({ ...leads, startAtLogin })
    tell()
  })
  const rest = composeRest({
    ...{ shell, managed, record: options.record, manageLogin: options.manageLogin },
    startAtLogin: () => startAtLogin,
    updates: updates.status,
    isQuietUntil: (next) =>
      window.current() === undefined && genuine.lockedUntil() === undefined && watch?.isQuietUntil(next) === true,
    openSettings: () => openSide('settings'),
  })
  // A policy may bring the bank that is missing here.
  const lookAtPolicy = followPolicy({
    ...{ managed, stateRoot: options.stateFolder, record: options.record },
    isInUse: () => window.current() !== undefined,
  })
  void onWakeUp(
    async () => {
      await lookAtPolicy()
      await updates.check()
      void Promise.resolve(watch?.begun).then(rest.checked)
    },
    (error) => options.record('app.check-failed', traceOf(error)),
  )
  // There is nothing to go on for in the tray, and whoever corrects the settings starts the app again.
  app.on('window-all-closed', () => {
    if (watch?.isWatching() !== true) app.exit(exitCodes[outcomeOf(failed)])
  })
}

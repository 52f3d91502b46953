/** The app as people see it while it cannot start: one window that says what is missing or wrong, where, and what to do. */
import { app } from 'electron'
import { type Banks, setupChannels, type View } from '../../../preload/contract.ts'
import { createProxySignIn } from '../../bank/proxy-sign-in.ts'
import { exitCodes, outcomeOf } from '../../cli/unattended/outcomes.ts'
import type { Activation } from '../../desktop/lifecycle/activation.ts'
import { beginAnew } from '../../desktop/lifecycle/begin-anew.ts'
import { handleBankFileChannels } from '../../desktop/windows/questions/bank-file-channels.ts'
import { createConsent } from '../../desktop/windows/questions/consent.ts'
import { copyFailure } from '../../desktop/windows/copy-failure.ts'
import { handleChannels } from '../../desktop/windows/ipc.ts'
import { createProxyWindow } from '../../desktop/windows/questions/proxy-question.ts'
import { wantsPassword } from '../../desktop/windows/told-failure.ts'
import { currentLoginItem } from '../../desktop/lifecycle/login-item.ts'
import { showMenu } from '../../desktop/lifecycle/menu.ts'
import { createStartAtLogin } from '../../desktop/lifecycle/start-at-login.ts'
import { words } from '../../desktop/words/words.ts'
import type { Recorder } from '../../logging/events.ts'
import type { Failure } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import type { RemoteKeyStore } from '../../keystore/process/remote-key-store.ts'
import { givenByOrganisation } from '../../renewal/watched/organisation.ts'
import { createLock } from '../../renewal/lock.ts'
import { openLockRecord } from '../../storage/renewal-lock.ts'
import { isSettingsFailure } from '../../storage/settings/mistakes.ts'
import type { SettingsPlaces } from '../../storage/settings/settings-file.ts'
import { composeGenuine, lockTold } from '../genuine.ts'
import { createAppWindow } from '../app-window.ts'
import { type BankFileContext, composeBankFiles, forbidsBankFiles } from './bank-files.ts'
import { openProxySecrets } from '../core.ts'
import type { Shell } from '../shell.ts'
import { composeAsking } from '../unlocking.ts'
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
  readonly stateFolder: string
  /** May the app put itself into the list of what starts at login? */
  readonly manageLogin: boolean
  readonly record: Recorder
}

type SetupView = View & { window: 'setup' }

/** What the window shows. */
export function setupView(failed: Failure, places: SettingsPlaces, bankFiles: SetupView['bankFiles']): SetupView {
  const { code, retry, cause } = failed
  const { file, mistakes } = isSettingsFailure(failed) ? failed : { file: undefined, mistakes: undefined }
  return {
    window: 'setup',
    isEmpty: mistakes?.length === 0 && file === undefined,
    failure: { code, retry, ...(cause === undefined ? {} : { cause }) },
    ...(file === undefined ? {} : { file }),
    mistakes: [...(mistakes ?? [])],
    places: { ...places },
    bankFiles,
  }
}

/** Bank files help where settings are missing or wrong, and neither the policy nor this start has named others. */
function offered(failed: Failure, { managed, named }: BankFileContext): SetupView['bankFiles'] {
  if (failed.code !== 'config.invalid' || named) return 'useless'
  return forbidsBankFiles(managed) === undefined ? 'offered' : 'forbidden'
}

export function openSetup(failed: Failure, options: SetupOptions): void {
  const { shell, places, activation, answersPages, origin, developmentServer } = options
  const window = createAppWindow(shell)
  const open = (): void => void window.open()
  const missing = setupView(failed, places, offered(failed, options.bankFiles))
  const askProxy = createProxyWindow(origin, developmentServer)
  const askConsent = createConsent(origin, developmentServer)
  const bankFiles = composeBankFiles({
    context: options.bankFiles,
    // Settings that are wrong may be of a bank whose renewal waits for them to be put right.
    present: missing.isEmpty ? undefined : missing.file,
    isWorkInProgress: () => false,
    settled: () => Promise.resolve(),
    openWindow: window.open,
    ask: askConsent,
    proxy: createProxySignIn({
      secrets: openProxySecrets(),
      ask: (question) => askProxy(question, window.open()),
    }),
    onView: show,
  })
  // Where somebody has made a mistake, that comes first.
  const { settings } = options.bankFiles.managed
  const watch =
    missing.isEmpty && options.keyStore !== undefined && settings.watch !== 'off'
      ? startWatch({
          keyStore: options.keyStore,
          stateFolder: options.stateFolder,
          given: givenByOrganisation(settings),
          record: options.record,
          origin,
          window,
          ask: askConsent,
          open,
          onChange() {
            show()
            tell()
          },
        })
      : undefined
  let isAsked = false
  const genuine = composeGenuine({
    banks: () => [
      {
        ...{ id: '', name: undefined, caution: undefined, helpDesk: undefined, check: undefined },
        certificates: () => watch?.compared() ?? [],
      },
    ],
    lock: createLock(openLockRecord(options.stateFolder), Date.now),
    askConsent,
    window,
    onView: show,
    onLock() {
      window.sendBanks(noBank())
      show()
      tell()
    },
    open() {
      isAsked = true
      genuine.begin()
      open()
      show()
    },
    back() {
      isAsked = false
      show()
    },
    isShown: () => view().window === 'genuine',
    origin,
  })
  const noBank = (): Banks => ({ shown: '', banks: [], ...lockTold(genuine.lockedUntil()) })
  function show(): void {
    window.sendView(view())
  }
  const view = (): View =>
    (isAsked ? genuine.view() : undefined) ??
    bankFiles.view() ??
    watch?.view() ?? { ...missing, ...(watch?.hasView() && { canGoBack: true }) }
  const asking = options.unlock && composeAsking({ unlock: options.unlock, window, origin, developmentServer })
  const unlock = async (): Promise<void> => {
    if ((await asking?.()) === true) await watch?.check()
  }
  handleChannels('app', origin, setupChannels, {
    // Or 銀行の設定 would be seen for a moment by somebody whose certificates come next.
    'app:view': () => watch?.looked.then(view) ?? view(),
    'app:banks': noBank,
    'failure:copy': () => copyFailure(view()),
    // The answer does not wait for the user's.
    'key-store:unlock': () => void (wantsPassword(view()) && unlock()),
    'setup:reload'() {
      beginAnew()
      app.exit(0)
      return undefined
    },
  })
  handleBankFileChannels({ bankFiles, view, window: window.current }, origin)
  answersPages()
  showMenu({ openSide: undefined, quit: () => app.quit() })
  const leads = {
    ...{ renew: undefined, openSettings: open, openBank: open, startAtLogin: undefined },
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
  }
  tell()
  const openBankFile = (file: string): void => {
    isAsked = false
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
    const forced = options.bankFiles.managed.settings.startAtLogin
    const startAtLogin = createStartAtLogin({ item: currentLoginItem(), preferences, forced, onFailure })
    shell.icon.lead({ ...leads, startAtLogin })
    tell()
  })
  // There is nothing to go on for in the tray, and whoever corrects the settings starts the app again.
  app.on('window-all-closed', () => {
    if (watch?.isWatching() !== true) app.exit(exitCodes[outcomeOf(failed)])
  })
}

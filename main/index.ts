/**
 * Electron's entry: sandbox, single instance, compose, start. Nothing else.
 *
 * Loading code takes as long as Chromium's own start. So only what has to be settled before Electron is ready is loaded
 * here; compose/start.ts, the rest, is loaded while the window's process loads its page.
 */
import './interpreted-schemas.ts'
import { once } from 'node:events'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { app, Menu } from 'electron'
import { startColours } from './desktop/windows/look/colours.ts'
import { listenForActivation, type Sent } from './desktop/lifecycle/activation.ts'
import { cleanStart } from './cli/clean-start.ts'
import { type CommandLine, optionNames, readCommandLine, toldOnly, unattendedIn } from './cli/command-line.ts'
import { tell } from './cli/help.ts'
import { endWithStarter, startAgain } from './cli/second-start.ts'
import { demoFolders } from './compose/demo/folders.ts'
import { checkOwner, checkProfile, ignoreRelativeFolders, refuse, useTemporaryProfile } from './compose/refusal.ts'
import { withoutDisplay } from './cli/headless.ts'
import { lacksJapaneseFont } from './desktop/windows/look/japanese-font.ts'
import { announceAutomation, announceMissingFont } from './desktop/windows/open-window.ts'
import { leaveMemoryOutOfCoreFiles } from './desktop/lifecycle/core-files.ts'
import { appUserModelId } from './desktop/lifecycle/identity.ts'
import { handleBeginning } from './desktop/windows/ipc.ts'
import { watchFaults } from './desktop/lifecycle/faults.ts'
import { isOnlyPutInPlace } from './desktop/lifecycle/login/app-image.ts'
import { openedAtLogin } from './desktop/lifecycle/login/login-item.ts'
import { loadAnswers, pageOrigin, registerPageScheme, servePages } from './desktop/windows/pages.ts'
import { addressAmong, areTooLong, argumentsThatCount } from './desktop/lifecycle/addresses.ts'
import { hasJustRested } from './desktop/lifecycle/rest.ts'
import { trayChoice } from './desktop/lifecycle/tray-choice.ts'
import { lockDown, lockPages, sayLittle, sendNothingAgain, speakToNobodyElse } from './desktop/windows/security.ts'
import { createTray } from './desktop/notices/tray.ts'
import { looking } from './cli/unattended/command.ts'
import { done } from './renewal/errors.ts'
import { machinePolicy, readManagedPolicy } from './storage/managed-policy/managed-policy.ts'
import { settings } from './storage/settings/setting.ts'
import { explainRefusal, isHeldByRun, noteHolder } from './storage/instance-lock.ts'
import type { Opening } from '../preload/contract.ts'
import type { PreferenceStore } from './storage/preferences.ts'
import { openStateFolder, statePlace } from './storage/state-folder.ts'
import { kindOfError } from './storage/storage-failure.ts'
import { product } from './renewal/product/product.ts'

/** ms after which a page that asks for nothing, or a window that does not show itself, is not waited for. */
const pagePatience = 1000

/** Set by `electron-vite dev` only; a packaged app takes its pages from itself alone. */
const developmentServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']

speakToNobodyElse()
sendNothingAgain()
leaveMemoryOutOfCoreFiles()
if (isOnlyPutInPlace(process.env, process.execPath)) app.exit(0)

const argv = argumentsThatCount(process.argv.slice(1))
const told = toldOnly(argv)
const unattended = unattendedIn(argv)
const read = readCommandLine(argv, settings)
if (told !== undefined) {
  app.exit(tell(told, { version: app.getVersion(), settings, argv }) ? 0 : 1)
} else if (areTooLong(process.argv)) {
  void refuse({ code: 'config.invalid', retry: 'never', cause: 'too long' }, { unattended, onConsole: true })
} else if (!read.ok) void refuse(read.failure, { unattended, onConsole: true })
// A start that throws must not leave a process without windows behind.
else start(read.value).catch(unforeseen)

async function start(commandLine: CommandLine): Promise<void> {
  const { diagnose, supportBundle, bankFileCode, schedule, demo } = commandLine
  const windowless = [unattended, diagnose, supportBundle, bankFileCode, schedule].some((asked) => asked !== undefined)
  if (!windowless) sayLittle()
  watchFaults(windowless ? { onFatal: () => unforeseen('a fault that the log describes') } : {})
  // Electron is not ready before this is read, because nothing in it waits for the system; the language has to be known by then.
  const managed = await readManagedPolicy(await machinePolicy())
  const automation = managed.settings.automation?.allow === true
  const given = { args: process.argv.slice(1), environment: process.env }
  const rules = { options: optionNames(settings), address: addressAmong(given.args), automation }
  const clean = app.isPackaged ? cleanStart(given, { platform: process.platform, ...rules }) : undefined
  const meant = (windowless ? withoutDisplay(clean ?? given, process.platform) : undefined) ?? clean
  if (meant !== undefined) return app.exit(startAgain(meant))
  endWithStarter(process.env, () => (windowless ? unforeseen('ended from outside') : app.quit()))
  // Who ends a run without windows from outside ends it with its closing line, too.
  if (windowless) app.on('before-quit', () => unforeseen('ended from outside'))
  if (automation) announceAutomation()
  // Whoever starts the app with --no-sandbox (root on a build machine) has chosen; the app itself never does.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  // Forms that stand still need no graphics card, nor the time and the memory of its driver.
  app.disableHardwareAcceleration()
  if (bankFileCode !== undefined) {
    const { tellBankFileCode } = await import('./compose/setup/bank-file-code.ts')
    return app.exit(await tellBankFileCode(bankFileCode))
  }
  app.setName(product.folder)
  ignoreRelativeFolders()
  if (commandLine.unattended === 'check-bank') {
    const { beginCheck } = await import('./compose/check-bank/begin.ts')
    const begun = beginCheck(commandLine, managed)
    if (!begun.ok) return refuse(begun.failure, { unattended, onConsole: true })
  }
  // The scheduler says so itself.
  const own = schedule === undefined ? checkOwner() : done
  if (!own.ok) return refuse(own.failure, { unattended, onConsole: windowless })
  const { language, brand } = managed.settings
  if (language !== undefined) app.commandLine.appendSwitch('lang', language)
  startColours(brand)
  if (process.platform === 'win32') app.setAppUserModelId(appUserModelId)
  const folders = demoFolders(demo?.folder ?? path.join(app.getPath('appData'), `${product.program}-demo`))
  if (demo !== undefined) {
    app.setPath('userData', folders.profile)
    app.setPath('home', folders.home)
  }
  if (schedule !== undefined) {
    const { setSchedule } = await import('./compose/windowless/schedule.ts')
    return app.exit(await setSchedule(schedule, commandLine, managed))
  }
  registerPageScheme()
  // Ours follows with the windows; Electron would make one that nobody sees.
  Menu.setApplicationMenu(null)
  lockDown()

  // What changes nothing must be possible while the app is running. Under rules that nobody meant nothing is changed.
  const command = commandLine.unattended
  const onlyLooks = command === undefined ? windowless : looking.has(command) || managed.failure !== undefined
  if (command !== undefined && process.platform !== 'linux') {
    const { ownAccount, refusedFor } = await import('./compose/windowless/own-user.ts')
    const wrong = refusedFor(command, await ownAccount(), process.platform)
    if (wrong !== undefined) return refuse(wrong, { unattended, onConsole: true })
  }
  const usable = checkProfile()
  if (onlyLooks && !usable.ok) useTemporaryProfile()
  if (!onlyLooks && !usable.ok) return refuse(usable.failure, { unattended, onConsole: windowless })
  const places = {
    platform: process.platform,
    userData: app.getPath('userData'),
    localAppData: process.env['LOCALAPPDATA'],
  }
  if (commandLine.hidden && !windowless && demo === undefined && managed.failure === undefined) {
    const preferences = await preferencesIn(statePlace(places).folder)
    const rests = trayChoice(preferences, managed.settings.tray).current() === 'when-due'
    if (rests && hasJustRested(preferences, Date.now())) return app.exit(0)
  }
  const activation = listenForActivation(process.argv.slice(1))
  // Without windows the app lives on in the tray; a demo ends with its last window.
  app.on('window-all-closed', () => demo !== undefined && app.quit())
  const isHidden = (): boolean => commandLine.hidden || openedAtLogin()
  const sent: Sent = { unattended: unattended !== undefined, silent: commandLine.hidden }
  if (!onlyLooks && !app.requestSingleInstanceLock({ ...sent })) {
    const explained = explainRefusal(places.userData)
    if (!explained.ok) return refuse(explained.failure, { unattended, onConsole: windowless })
    if (command !== undefined) {
      const { handOver } = await import('./compose/windowless/handover.ts')
      return app.exit(await handOver(command, commandLine, managed))
    }
    // At once: nothing of Electron's start is done for a second start. A demo's lock is never held by a run.
    if (demo !== undefined || !isHeldByRun(places.userData)) return app.exit(0)
    const { awaitRun } = await import('./compose/turn.ts')
    const turn = await awaitRun(sent, places, isHidden)
    if (!turn.ok) return refuse(turn.failure, { unattended, onConsole: false })
    if (turn.value === 'windows') return app.exit(0)
  }
  if (!onlyLooks) noteHolder(places.userData, windowless)
  // Asked while Chromium starts, so that nothing waits for it.
  const lacksFont = windowless ? undefined : lacksJapaneseFont()
  // So is what the window needs; the tray's icon, which needs nothing of it, waits for no code.
  const early = windowless || commandLine.hidden ? undefined : import('./compose/window/shell.ts')
  await app.whenReady()
  if ((await lacksFont) === true) announceMissingFont()

  const stateFolder = demo === undefined ? openStateFolder(places) : folders.state
  const hidden = isHidden()
  const intoTray = hidden && !windowless && demo === undefined
  const mayRest = intoTray && trayChoice(await preferencesIn(stateFolder), managed.settings.tray).current() !== 'always'
  const showIcon = () => createTray({ open: activation.open, quit: () => app.quit(), waits: mayRest })
  // A start into the tray is done when its icon is there, or is known not to be needed. The words on it may change with the
  // user's preferences.
  const icon = intoTray ? showIcon() : undefined
  const { openShell } = await (early ?? import('./compose/window/shell.ts'))
  const showShell = () => openShell({ stateFolder, icon: () => icon ?? showIcon(), hidden, developmentServer })
  // What the icon told last comes before all that windows need.
  const inTray = intoTray ? showShell() : undefined
  lockPages(developmentServer === undefined ? [] : [new URL(developmentServer).origin])
  const scripts = windowless ? undefined : servePages(path.join(import.meta.dirname, '../renderer'))
  const beginning = windowless ? undefined : handleBeginning('app', developmentServer ?? pageOrigin)
  // A demo's waits for its bank.
  const shell = windowless || demo !== undefined ? undefined : (inTray ?? showShell())
  const patience = setTimeout(pagePatience, undefined, { ref: false })
  const drawn = shell?.window && Promise.race([once(shell.window, 'show'), patience])
  let opening: Opening | undefined
  if (shell?.window !== undefined) {
    // Both while the window's own process starts.
    loadAnswers()
    const { openingOf } = await import('./compose/window/opening.ts')
    // Where programs may drive the windows, they are given none before it is known that they may drive this bank's.
    const { preferences } = shell
    if (!automation) opening = openingOf({ args: given.args, commandLine, managed, stateFolder, preferences })
  }
  beginning?.tellOpening(opening)
  // What this thread has to do for a page comes first, until it has drawn what it was told: loading the rest would hold up
  // that, and what is typed into it.
  const served = shell?.window !== undefined && developmentServer === undefined
  if (served) await Promise.race([opening === undefined ? scripts : beginning?.asksForRest, patience])
  const { carryOn } = await import('./compose/start.ts')
  const failed = await carryOn({
    commandLine,
    windowless,
    holdsLock: !onlyLooks,
    managed,
    folders,
    stateFolder,
    // What is drawn at once was known before: on two cores the key store's process would only hold the window up.
    drawn,
    shell: () => shell ?? showShell(),
    answersPages: () => beginning?.bind(),
    activation,
    developmentServer,
  })
  if (failed !== undefined) {
    await refuse(failed, { unattended, onConsole: windowless || failed.code === 'internal' })
  }
}

/**
 * Loaded when it is needed: what writes files whole listens for signals from then on, and the first of two processes
 * (cli/second-start.ts) could not be ended by any while it waits for the second.
 */
async function preferencesIn(folder: string): Promise<PreferenceStore> {
  const { openPreferences } = await import('./storage/preferences.ts')
  return openPreferences(folder)
}

/** Ends a start, or a run without windows, that nobody foresaw to end so: with its closing line, where it has one. */
function unforeseen(error: unknown): void {
  void refuse({ code: 'internal', retry: 'never', cause: kindOfError(error) }, { unattended, onConsole: true })
}

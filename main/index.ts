/**
 * Electron's entry: sandbox, single instance, compose, start. Nothing else.
 *
 * Loading code takes as long as Chromium's own start. So only what has to be settled before Electron is ready is loaded
 * here; compose/start.ts, the rest, is loaded while the window's process loads its page.
 */
import './interpreted-schemas.ts'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { app, Menu } from 'electron'
import { startBrand } from './desktop/windows/brand-colours.ts'
import { listenForActivation } from './desktop/lifecycle/activation.ts'
import { cleanStart, startAgain } from './cli/clean-start.ts'
import { type CommandLine, optionNames, readCommandLine } from './cli/command-line.ts'
import { demoFolders } from './compose/demo/folders.ts'
import { runWithoutDisplay } from './cli/headless.ts'
import { announceAutomation } from './desktop/windows/open-window.ts'
import { appUserModelId } from './desktop/lifecycle/identity.ts'
import { handleReadiness } from './desktop/windows/ipc.ts'
import { watchFaults } from './desktop/lifecycle/faults.ts'
import { openedAtLogin } from './desktop/lifecycle/login-item.ts'
import { pageOrigin, registerPageScheme, servePages } from './desktop/windows/pages.ts'
import { addressAmong, argumentsThatCount } from './desktop/lifecycle/addresses.ts'
import { lockDown, lockPages } from './desktop/windows/security.ts'
import { createTray } from './desktop/notices/tray.ts'
import { type Command, looking } from './cli/unattended/command.ts'
import { exitCodes, outcomeOf } from './cli/unattended/outcomes.ts'
import { chooseKeyStore } from './keystore/choose.ts'
import type { Failure } from './renewal/errors.ts'
import { machinePolicy, readManagedPolicy } from './storage/managed-policy/managed-policy.ts'
import { settings } from './storage/setting.ts'
import { openStateFolder } from './storage/state-folder.ts'

/** ms after which a page that asks for nothing is not waited for. */
const pagePatience = 1000

/** Set by `electron-vite dev` only; a packaged app takes its pages from itself alone. */
const developmentServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']

// electron-updater starts the AppImage that it has put in place while the old one ends, and waits: nothing is to be done.
if (process.env['APPIMAGE_EXIT_AFTER_INSTALL'] !== undefined) app.exit(0)

const read = readCommandLine(argumentsThatCount(process.argv.slice(1)), settings)
if (!read.ok) stop(read.failure)
// A start that throws must not leave a process without windows behind.
else start(read.value).catch((error: unknown) => stop({ code: 'internal', retry: 'never', cause: String(error) }))

async function start(commandLine: CommandLine): Promise<void> {
  const { unattended, diagnose, supportBundle, demo } = commandLine
  const windowless = unattended !== undefined || diagnose !== undefined || supportBundle !== undefined
  watchFaults(windowless ? { onFatal: () => void endRun(unattended) } : {})
  // Electron is not ready before this is read, because nothing in it waits for the system; the language has to be known by then.
  const managed = await readManagedPolicy(await machinePolicy())
  const automation = managed.settings.automation?.allow === true
  if (app.isPackaged) {
    const args = process.argv.slice(1)
    const rules = {
      platform: process.platform,
      options: optionNames(settings),
      address: addressAmong(args),
      automation,
    }
    const clean = cleanStart({ args, environment: process.env }, rules)
    if (clean !== undefined) return app.exit(startAgain(clean))
  }
  if (automation) announceAutomation()
  const rerun = windowless ? runWithoutDisplay(process.env) : undefined
  if (rerun !== undefined) return app.exit(rerun)
  // Whoever starts the app with --no-sandbox (root on a build machine) has chosen; the app itself never does.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  // Forms that stand still need no graphics card, nor the time and the memory of its driver.
  app.disableHardwareAcceleration()
  app.setName('Koshin')
  const { language, brand } = managed.settings
  if (language !== undefined) app.commandLine.appendSwitch('lang', language)
  if (brand !== undefined) startBrand(brand)
  if (process.platform === 'win32') app.setAppUserModelId(appUserModelId)
  const folders = demoFolders(demo?.folder ?? path.join(app.getPath('appData'), 'koshin-demo'))
  if (demo !== undefined) {
    app.setPath('userData', folders.profile)
    app.setPath('home', folders.home)
  }
  registerPageScheme()
  // Ours follows with the windows; Electron would make one that nobody sees.
  Menu.setApplicationMenu(null)
  lockDown()

  // What changes nothing must be possible while the app is running. Under rules that nobody meant nothing is changed.
  const onlyLooks = unattended === undefined ? windowless : looking.has(unattended) || managed.failure !== undefined
  if (!onlyLooks && !app.requestSingleInstanceLock({ unattended: unattended !== undefined })) {
    if (unattended === undefined) return app.exit(0)
    const { finish } = await import('./cli/unattended/lines.ts')
    return app.exit(finish(unattended, 'busy', Date.now()))
  }
  const activation = listenForActivation(process.argv.slice(1))
  // Without windows the app lives on in the tray; a demo ends with its last window.
  app.on('window-all-closed', () => demo !== undefined && app.quit())
  await app.whenReady()

  const places = {
    platform: process.platform,
    userData: app.getPath('userData'),
    localAppData: process.env['LOCALAPPDATA'],
  }
  const stateFolder = demo === undefined ? openStateFolder(places) : folders.state
  const hidden = commandLine.hidden || openedAtLogin()
  const showIcon = () => createTray({ open: activation.open, quit: () => app.quit() })
  // A start into the tray is done when its icon is there. The words on it may change with the user's preferences.
  const icon = hidden && !windowless && demo === undefined ? showIcon() : undefined
  lockPages(developmentServer === undefined ? [] : [new URL(developmentServer).origin])
  let answersPages = (): void => {}
  let scripts: Promise<void> | undefined
  if (!windowless) {
    scripts = servePages(path.join(import.meta.dirname, '../renderer'))
    handleReadiness('app', developmentServer ?? pageOrigin, new Promise((resolve) => (answersPages = resolve)))
  }
  const { openShell } = await import('./compose/shell.ts')
  const showShell = () => openShell({ stateFolder, icon: () => icon ?? showIcon(), hidden, developmentServer })
  // A demo's waits for its bank.
  const shell = windowless || demo !== undefined ? undefined : showShell()
  const keyStore = chooseKeyStore({
    home: app.getPath('home'),
    dataFolder: app.getPath('userData'),
    chromiumMajor: Number.parseInt(process.versions.chrome, 10),
  })
  // What this thread has to do for a page comes first; loading the rest would hold it up.
  const served = shell?.window !== undefined && developmentServer === undefined
  if (served) await Promise.race([scripts, setTimeout(pagePatience, undefined, { ref: false })])
  const { carryOn } = await import('./compose/start.ts')
  const failed = await carryOn({
    commandLine,
    windowless,
    managed,
    folders,
    stateFolder,
    keyStore,
    shell: () => shell ?? showShell(),
    answersPages,
    activation,
    developmentServer,
  })
  if (failed !== undefined) stop(failed)
}

/** Ends a run without windows that nobody foresaw to end so: with its closing line, where it has one. */
async function endRun(unattended: Command | undefined): Promise<void> {
  if (unattended === undefined) return app.exit(exitCodes.internal)
  const { finish } = await import('./cli/unattended/lines.ts')
  app.exit(finish(unattended, 'internal', Date.now()))
}

/** Ends a start that cannot go on and has no window to tell it, saying why on the console. */
function stop(failed: Failure): void {
  console.error(`koshin: ${failed.code}: ${failed.cause ?? ''}`)
  app.exit(exitCodes[outcomeOf(failed)])
}

/** Electron's entry: sandbox, single instance, compose, start. Nothing else. */
import path from 'node:path'
import { app, dialog } from 'electron'
import type { Surroundings } from './compose/core.ts'
import { openDemoWindow, startDemo } from './compose/demo.ts'
import { type Desktop, startDesktop } from './compose/desktop.ts'
import { runDiagnosis, runSupportBundle, runUnattended } from './compose/windowless.ts'
import { startBrand } from './desktop/brand.ts'
import { type CommandLine, readCommandLine } from './desktop/command-line.ts'
import { clearDemo, demoFolders } from './desktop/demo/folders.ts'
import { runWithoutDisplay } from './desktop/headless.ts'
import { appUserModelId } from './desktop/identity.ts'
import { openedAtLogin } from './desktop/login-item.ts'
import { registerPageScheme, servePages } from './desktop/pages.ts'
import { addressAmong, argumentsThatCount, visit } from './desktop/protocol.ts'
import { lockDown } from './desktop/security.ts'
import { finish, looking } from './desktop/unattended/lines.ts'
import { exitCodes, outcomeOf } from './desktop/unattended/outcomes.ts'
import type { Details, Recorder } from './evidence/events.ts'
import { openEvidence } from './evidence/open.ts'
import { watchKeyStore } from './evidence/witness.ts'
import { chooseKeyStore } from './keystore/choose.ts'
import type { Failure } from './renewal/errors.ts'
import { type BankConfiguration, readConfiguration, settings } from './storage/configuration.ts'
import { machinePolicy, noPolicy, readManagedPolicy } from './storage/managed-policy/managed-policy.ts'

/** Set by `electron-vite dev` only; a packaged app takes its pages from itself alone. */
const developmentServer = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']

// Awaited here: Electron is not ready before, and the language has to be known by then.
const managed = await readManagedPolicy(await machinePolicy())

/** Nobody's until it is known whose folder the log files are in. */
let record: Recorder = () => {}

// electron-updater starts the AppImage that it has put in place while the old one ends, and waits: nothing is to be done.
if (process.env['APPIMAGE_EXIT_AFTER_INSTALL'] !== undefined) app.exit(0)

const read = readCommandLine(argumentsThatCount(process.argv.slice(1)), settings)
if (!read.ok) stop(read.failure, true)
// A start that throws must not leave a process without windows behind.
else start(read.value).catch((error: unknown) => stop({ code: 'internal', retry: 'never', cause: String(error) }, true))

async function start(commandLine: CommandLine): Promise<void> {
  const { unattended, diagnose, supportBundle, demo } = commandLine
  const windowless = unattended !== undefined || diagnose !== undefined || supportBundle !== undefined
  const rerun = windowless ? runWithoutDisplay(process.env) : undefined
  if (rerun !== undefined) return app.exit(rerun)
  // Whoever starts the app with --no-sandbox (root on a build machine) has chosen; the app itself never does.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
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
  const logFolder = path.join(app.getPath('userData'), 'logs')
  record = await openEvidence(logFolder)
  if (managed.failure !== undefined) {
    console.error(`koshin: ${managed.failure.code}: ${managed.source}: ${managed.failure.cause ?? ''}`)
    record('policy.error', { code: managed.failure.code })
    // Nothing is renewed under rules that nobody meant, where somebody reads the exit code and can put them right.
    if (unattended !== undefined && unattended !== 'diagnose') {
      return app.exit(finish(unattended, 'policy-error', Date.now(), { failure: managed.failure }))
    }
  }
  registerPageScheme()
  lockDown(developmentServer === undefined ? [] : [new URL(developmentServer).origin])

  // What changes nothing must be possible while the app is running.
  const onlyLooks = diagnose !== undefined || supportBundle !== undefined || (unattended !== undefined && looking.has(unattended))
  if (!onlyLooks && !app.requestSingleInstanceLock({ unattended: unattended !== undefined })) {
    return app.exit(unattended === undefined ? 0 : finish(unattended, 'busy', Date.now()))
  }
  record('app.started', startDetails(commandLine))
  const running: { desktop?: Desktop } = {}
  const open = (): void => running.desktop?.open()
  // An address that comes before there is a window waits for it.
  let waiting = addressAmong(process.argv.slice(1))
  const goTo = (address: string | undefined): void => {
    if (running.desktop === undefined) waiting = address ?? waiting
    else if (address === undefined) open()
    else visit(address, running.desktop.visit, () => record('app.address-ignored'))
  }
  app.on('second-instance', (_event, argv, _folder, sent) => {
    // Device management tries every day: nobody's window may come up for that.
    if ((sent as { readonly unattended?: boolean } | undefined)?.unattended !== true) goTo(addressAmong(argv))
  })
  app.on('open-url', (event, address) => {
    event.preventDefault()
    goTo(address)
  })
  app.on('activate', open)
  // Without windows the app lives on in the tray; a demo ends with its last window.
  app.on('window-all-closed', () => demo !== undefined && app.quit())
  await app.whenReady()

  const chosenStore = chooseKeyStore({
    home: app.getPath('home'),
    dataFolder: app.getPath('userData'),
    chromiumMajor: Number.parseInt(process.versions.chrome, 10),
  })
  if (!chosenStore.ok) return stop(chosenStore.failure, windowless)
  const keyStore = watchKeyStore(chosenStore.value, record)
  if (demo !== undefined && demo.folder === undefined) clearDemo(folders)
  const demoBank = demo === undefined ? undefined : await startDemo(folders, demo.certificate, keyStore)
  app.once('quit', () => demoBank?.stop())
  const configuration = demoBank ? { ok: true as const, value: demoBank.configuration } : configure(commandLine)
  // A bank that a wrong policy would have given is missing for that reason.
  if (!configuration.ok) return stop(managed.failure ?? configuration.failure, windowless)

  const stateFolder = demo === undefined ? path.join(app.getPath('userData'), 'state') : folders.state
  const surround = (bank: BankConfiguration): Surroundings => ({
    configuration: bank,
    // The first bank's is the folder itself: what was one bank's before there were several stays where it is.
    stateFolder: bank.id === undefined ? stateFolder : path.join(stateFolder, 'banks', bank.id),
    keyStore,
    // The demo bank is nobody's to manage.
    managed: demo === undefined ? managed : noPolicy,
    record,
    logFolder,
  })
  const { otherBanks, startAtLogin, ...firstBank } = configuration.value
  if (windowless) {
    const chosen = [firstBank, ...otherBanks].find(({ id }) => id === commandLine.bank)
    if (chosen === undefined) return stop({ code: 'config.invalid', retry: 'never', cause: `no bank has the id ${commandLine.bank}` }, true)
    const surroundings = surround(chosen)
    if (unattended !== undefined) return app.exit(await runUnattended(unattended, surroundings, commandLine))
    return app.exit(await (supportBundle === undefined ? runDiagnosis(surroundings, diagnose!) : runSupportBundle(surroundings, supportBundle)))
  }
  servePages(path.join(import.meta.dirname, '../renderer'))
  if (demoBank !== undefined) openDemoWindow(demoBank.control, open, developmentServer)
  running.desktop = await startDesktop([surround(firstBank), ...otherBanks.map(surround)], {
    hidden: commandLine.hidden || openedAtLogin(),
    manageLogin: app.isPackaged && demo === undefined,
    startAtLogin,
    introduces: demo === undefined,
    developmentServer,
  })
  if (waiting !== undefined) goTo(waiting)
}

function startDetails({ demo, unattended, diagnose, supportBundle }: CommandLine): Details<'app.started'> {
  const windows = demo === undefined ? 'windows' : 'demo'
  const looks = supportBundle !== undefined ? 'support-bundle' : diagnose !== undefined ? 'diagnose' : windows
  return {
    version: app.getVersion(),
    electron: process.versions.electron,
    platform: process.platform as 'linux' | 'darwin' | 'win32',
    arch: process.arch as 'x64' | 'arm64',
    run: unattended !== undefined ? 'unattended' : looks,
    managed: managed.locked.size,
  }
}

function configure({ configurationFile, settings: options }: CommandLine) {
  const file = configurationFile === undefined ? undefined : path.resolve(configurationFile)
  return readConfiguration({ file, environment: process.env, options, managed: managed.settings })
}

/** Ends a start that cannot go on, saying why: on the console, or in a box where nobody reads a console. */
function stop(failed: Failure, onConsole: boolean): void {
  const { code, cause } = failed
  const text = `${code}: ${cause ?? ''}`
  record('app.failed', { code })
  if (onConsole) console.error(`koshin: ${text}`)
  else dialog.showErrorBox('Koshin', text)
  app.exit(exitCodes[outcomeOf(failed)])
}

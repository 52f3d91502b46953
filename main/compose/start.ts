/** What follows once Electron is ready: a run without windows, or the app as people see it, of a demo or of real banks. */
import path from 'node:path'
import { app } from 'electron'
import type { Activation } from '../desktop/lifecycle/activation.ts'
import { asksForAutomation } from '../cli/clean-start.ts'
import { tellFaults } from '../desktop/lifecycle/faults.ts'
import type { CommandLine } from '../cli/command-line.ts'
import { complain } from '../cli/console.ts'
import { clearDemo, type DemoFolders } from './demo/folders.ts'
import { finish, toldWatched } from '../cli/unattended/lines.ts'
import { outcomeOf } from '../cli/unattended/outcomes.ts'
import type { Details, Recorder } from '../logging/events.ts'
import { openLogging } from '../logging/open.ts'
import { traceOf } from '../logging/trace.ts'
import { watchKeyStore } from '../logging/instrumentation.ts'
import { withTokens } from '../keystore/linux/tokens/with-tokens.ts'
import type { KeptPasswords } from '../keystore/kept-passwords.ts'
import { chooseKeyStore, chooseTokens, otherKeyStores } from '../keystore/choose.ts'
import { createRemoteKeyStore } from '../keystore/process/remote-key-store.ts'
import { type Failure, type Result, success } from '../renewal/errors.ts'
import { type BankConfiguration, type Configuration, isNamed } from '../storage/settings/configuration.ts'
import { checkAutomation } from '../storage/managed-policy/automation.ts'
import { type ManagedPolicy, noPolicy } from '../storage/managed-policy/managed-policy.ts'
import { isSettingsFailure, type SettingsFailure } from '../storage/settings/mistakes.ts'
import { pageOrigin } from '../desktop/windows/pages.ts'
import type { BankFileContext } from './setup/bank-files.ts'
import { chooseBank, configure, idsOf, usualPlaces } from './configuration.ts'
import type { BankContext } from './core.ts'
import { knowNone, type LeadRuns, listenBeside, takeNone } from './windowless/handover.ts'
import { watchedNow } from './watched/status.ts'
import { openDemoWindow, startDemo } from './demo/demo.ts'
import { atEachBank } from './windowless/each-bank.ts'
import { startDesktop } from './desktop.ts'
import { openedByKept, openKept } from './passwords/saved.ts'
import { openSetup } from './setup/setup.ts'
import { openTokens } from './tokens.ts'
import { followSchedule } from './windowless/schedule.ts'
import type { Shell } from './window/shell.ts'
import { runDiagnosis, runSupportBundle, runUnattended } from './windowless/windowless.ts'

interface Start {
  readonly commandLine: CommandLine
  readonly windowless: boolean
  /** Of the single instance. */
  readonly holdsLock: boolean
  readonly managed: ManagedPolicy
  readonly folders: DemoFolders
  readonly stateFolder: string
  /** Until then the key store is not asked; undefined where no window is open yet. */
  readonly drawn: Promise<unknown> | undefined
  /** Opens the shell, unless it is open already. */
  readonly shell: () => Shell
  /** Called once the windows' messages are answered. */
  readonly answersPages: () => void
  readonly activation: Activation
  readonly developmentServer: string | undefined
}

/** What the key stores depend on. */
const system = () => ({
  home: app.getPath('home'),
  dataFolder: app.getPath('userData'),
  chromiumMajor: Number.parseInt(process.versions.chrome, 10),
})

/** Resolves with why the app cannot go on, if so and where no window can tell it. */
export async function carryOn(start: Start): Promise<Failure | undefined> {
  const logFolder = path.join(app.getPath('userData'), 'logs')
  const record = await openLogging(logFolder)
  tellFaults((fault) =>
    record(
      'app.fault',
      'error' in fault ? { kind: fault.kind, ...traceOf(fault.error) } : (fault as Details<'app.fault'>),
    ),
  )
  const kept = openKept(start.managed)
  const chosen = chooseKeyStore(system(), start.drawn)
  const tokens = openTokens(() => chooseTokens(system()), record)
  const remote = chosen.ok
    ? success(openedByKept(withTokens(createRemoteKeyStore(chosen.value), tokens), kept))
    : chosen
  const leadRuns = start.holdsLock && start.commandLine.demo === undefined ? listenBeside(record) : undefined
  if (start.windowless) leadRuns?.(takeNone)
  const failed = await begin(start, remote, { record, logFolder, leadRuns, kept }).catch(
    (error: unknown): Failure => ({ code: 'internal', retry: 'never', cause: String(error) }),
  )
  if (failed !== undefined) record('app.failed', { code: failed.code })
  if (failed === undefined || start.windowless || failed.code === 'internal') return failed
  complain(failed.code, failed.cause ?? '')
  leadRuns?.(knowNone)
  const { answersPages, activation, developmentServer } = start
  const origin = developmentServer ?? pageOrigin
  openSetup(failed, {
    shell: start.shell(),
    places: usualPlaces(),
    bankFiles: bankFileContext(start, record),
    activation,
    answersPages,
    origin,
    developmentServer,
    keyStore: remote.ok ? watchKeyStore(remote.value, record) : undefined,
    unlock: remote.ok ? remote.value.unlock : undefined,
    pins: remote.ok ? remote.value.pins : undefined,
    kept,
    stateFolder: start.stateFolder,
    manageLogin: app.isPackaged,
    record,
  })
  return undefined
}

const bankFileContext = ({ commandLine, managed, stateFolder }: Start, record: Recorder): BankFileContext => ({
  managed,
  settingsFile: usualPlaces().user,
  named: isNamed({
    file: commandLine.configurationFile,
    environment: process.env,
    options: commandLine.settings,
  }),
  stateRoot: stateFolder,
  record,
})

interface Beside {
  readonly record: Recorder
  readonly logFolder: string
  readonly leadRuns: LeadRuns | undefined
  readonly kept: KeptPasswords
}

async function begin(
  start: Start,
  opened: Result<ReturnType<typeof withTokens>>,
  { record, logFolder, leadRuns, kept }: Beside,
): Promise<Failure | undefined> {
  const { commandLine, windowless, managed, folders, stateFolder, activation, developmentServer } = start
  const { unattended, demo } = commandLine
  const version = app.getVersion()
  if (managed.failure !== undefined) {
    complain(managed.failure.code, managed.source ?? '', managed.failure.cause ?? '')
    record('policy.error', { code: managed.failure.code })
    // Nothing is renewed under rules that nobody meant, where somebody reads the exit code and can put them right.
    if (unattended !== undefined && unattended !== 'diagnose') {
      return end(finish(unattended, 'policy-error', Date.now(), { version, failure: managed.failure }))
    }
  }
  record('app.started', startDetails(commandLine, managed))
  if (!opened.ok) return opened.failure
  const remote = opened.value
  const keyStore = watchKeyStore(remote, record)
  if (demo !== undefined && demo.folder === undefined) clearDemo(folders)
  const demoBank = demo === undefined ? undefined : await startDemo(folders, demo.certificate, keyStore)
  app.once('quit', () => demoBank?.stop())
  const configuration = demoBank
    ? { ok: true as const, value: demoBank.configuration }
    : configure(commandLine, managed)
  const isUnset =
    !configuration.ok && isSettingsFailure(configuration.failure) && configuration.failure.mistakes.length === 0
  if (isUnset && unattended === 'status') {
    const watched = await watchedNow({ keyStore, stateRoot: stateFolder, settings: managed.settings })
    const failure = watched.ok ? configuration.failure : watched.failure
    const detail = watched.ok ? toldWatched(watched.value, Date.now()) : {}
    return end(finish('status', outcomeOf(failure), Date.now(), { version, failure, ...detail }))
  }
  // A bank that a wrong policy would have given is missing for that reason.
  if (!configuration.ok) return policyFailure(managed) ?? configuration.failure

  if (demo === undefined && app.isPackaged && asksForAutomation(process.argv.slice(1), process.platform)) {
    const { otherBanks: others } = configuration.value
    const checked = checkAutomation(managed.settings, [configuration.value, ...others])
    if (!checked.ok) return checked.failure
  }

  const surround = (bank: BankConfiguration): BankContext => ({
    configuration: bank,
    // The first bank's is the folder itself: what was one bank's before there were several stays where it is.
    stateFolder: bank.id === undefined ? stateFolder : path.join(stateFolder, 'banks', bank.id),
    stateRoot: stateFolder,
    keyStore,
    pinMissing: remote.pins.missing,
    otherStores: () => otherKeyStores(system()),
    // The demo bank is nobody's to manage.
    managed: demo === undefined ? managed : noPolicy,
    record,
    logFolder,
  })
  if (windowless) return runWithoutWindows(commandLine, configuration.value, surround)
  const { otherBanks, startAtLogin, ...firstBank } = configuration.value
  if (app.isPackaged && demo === undefined) void followSchedule(managed.settings.schedule, record)
  if (demoBank !== undefined) openDemoWindow(demoBank.control, activation.open, developmentServer)
  await startDesktop([surround(firstBank), ...otherBanks.map(surround)], {
    shell: start.shell(),
    manageLogin: app.isPackaged && demo === undefined,
    startAtLogin,
    introduces: demo === undefined,
    isManaged: demo === undefined,
    // The demo bank gives way to nobody's file.
    bankFiles: demo === undefined ? bankFileContext(start, record) : undefined,
    unlock: remote.unlock,
    pins: remote.pins,
    kept,
    answersPages: start.answersPages,
    lead: (desktop) => activation.lead(desktop, () => record('app.address-ignored')),
    leadRuns,
    developmentServer,
  })
  return undefined
}

async function runWithoutWindows(
  options: CommandLine,
  configuration: Configuration,
  surround: (bank: BankConfiguration) => BankContext,
): Promise<Failure | undefined> {
  const { unattended, diagnose, supportBundle, allBanks } = options
  const choose = (id: string | undefined) => {
    const bank = chooseBank(configuration, id)
    return bank.ok ? success({ context: surround(bank.value.chosen), others: bank.value.others.map(surround) }) : bank
  }
  if (allBanks && (unattended === 'renew' || unattended === 'status')) {
    const exit = await atEachBank(unattended, idsOf(configuration), async (id, to) => {
      const bank = choose(id)
      if (!bank.ok) throw new Error(bank.failure.cause)
      return runUnattended(unattended, bank.value.context, bank.value.others, options, to)
    })
    return end(exit)
  }
  const bank = choose(options.bank)
  if (!bank.ok) return bank.failure
  const { context, others } = bank.value
  if (unattended === 'check-bank') {
    // A bank's engineer alone waits for it to be loaded.
    const { runCheckBank } = await import('./check-bank/run.ts')
    return end(await runCheckBank(context, options))
  }
  if (unattended !== undefined) return end(await runUnattended(unattended, context, others, options))
  return end(
    await (supportBundle === undefined ? runDiagnosis(context, diagnose!) : runSupportBundle(context, supportBundle)),
  )
}

function end(exitCode: number): undefined {
  app.exit(exitCode)
}

function startDetails(
  { demo, unattended, diagnose, supportBundle }: CommandLine,
  managed: ManagedPolicy,
): Details<'app.started'> {
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

/** Why the policy does not count, with the place that it stands in. */
function policyFailure({ source, failure, mistakes = [] }: ManagedPolicy): SettingsFailure | undefined {
  return failure && { ...failure, file: source, mistakes }
}

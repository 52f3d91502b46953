/** `koshin --schedule daily|off`, and the policy for it: an unattended renewal once a day, by the system's own scheduler. */
import { execFile } from 'node:child_process'
import { existsSync, statSync, writeSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import type { CommandLine } from '../../cli/command-line.ts'
import { complain } from '../../cli/console.ts'
import { languageOf } from '../../cli/help.ts'
import { scheduleWords } from '../../cli/schedule-words.ts'
import { exitCodes, outcomeOf } from '../../cli/unattended/outcomes.ts'
import { ownAppImage } from '../../desktop/lifecycle/login/app-image.ts'
import type { Recorder } from '../../logging/events.ts'
import { done, failure, type Result, success } from '../../renewal/errors.ts'
import { type Daily, type Errand, type Pace, type RunProgram, type Schedule, timeOfDay } from '../../schedule/daily.ts'
import { keptPlan } from '../../schedule/kept.ts'
import { launchAgent } from '../../schedule/launch-agent.ts'
import { loginEntry } from '../../schedule/login-entry.ts'
import { systemdTimer } from '../../schedule/systemd-timer.ts'
import { taskScheduler } from '../../schedule/task-scheduler.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { chooseBank, configure, isAnsweredYes } from '../configuration.ts'
import { isRootElsewhere } from '../owner.ts'

/** ms */
const patience = 30_000

const run: RunProgram = (program, args) =>
  new Promise((resolve) => {
    execFile(program, [...args], { timeout: patience, windowsHide: true }, (error, output) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : undefined
      resolve({ status, output: status === undefined ? String(error?.code ?? error?.signal) : output })
    })
  })

/** This operating system's. */
async function scheduleHere(errand: Errand): Promise<Schedule> {
  switch (process.platform) {
    case 'win32': {
      // Nobody else needs Windows' own functions.
      const { ownSid } = await import('../../handover/windows-user.ts')
      const { systemFolder } = await import('../../system-libraries.ts')
      const windows = { sid: ownSid('user'), systemFolder: systemFolder(), dataFolder: app.getPath('userData') }
      return taskScheduler(windows, errand, run)
    }
    case 'darwin':
      return launchAgent(session(), errand, run)
    default:
      return systemdTimer(app.getPath('appData'), errand, run)
  }
}

const isScheduled = async (errand: Errand, plan: Daily): Promise<boolean> => (await scheduleHere(errand)).has(plan)

/** In its place where there is none: an unattended renewal at each login. The look of the app at rest has its start at login. */
const entryHere = (): Schedule | undefined =>
  process.platform === 'linux' ? loginEntry(app.getPath('appData')) : undefined

const session = () => ({
  home: app.getPath('home'),
  uid: process.getuid?.() ?? 0,
  job: process.env['XPC_SERVICE_NAME'],
})

type Passed = Pick<CommandLine, 'yes' | 'bank' | 'configurationFile'>

/** An AppImage runs from a mount that is gone tomorrow; the variable names the file itself. */
const programHere = (): string => ownAppImage(process.env, process.execPath) ?? process.execPath

const kept = (errand: Errand) => keptPlan(app.getPath('userData'), errand)

/** A development run is told which app it is. */
const appHere = (): readonly string[] => (app.isPackaged ? [] : [app.getAppPath()])

function daily({ yes, bank, configurationFile }: Passed): Daily {
  return {
    program: programHere(),
    args: [
      ...appHere(),
      '--unattended',
      'renew',
      ...(yes ? ['--yes'] : []),
      ...(bank === undefined ? ['--all-banks'] : ['--bank', bank]),
      ...(configurationFile === undefined ? [] : ['--config', path.resolve(configurationFile)]),
    ],
    ...timeOfDay(Math.random()),
  }
}

/** By its user's word. Tells what came of it. @returns the exit code */
export async function setSchedule(
  wanted: 'daily' | 'off',
  asked: CommandLine,
  managed: ManagedPolicy,
): Promise<number> {
  const words = scheduleWords[languageOf(process.argv, process.env)]
  const result =
    managed.failure === undefined
      ? await change(wanted, asked, managed)
      : { ok: false as const, failure: managed.failure }
  if (result.ok) {
    const plan = result.value
    if (plan === undefined) writeSync(1, `${words.off}\n`)
    else writeSync(1, `${words[whatComesOf(asked, managed)](words[plan.pace](plan))}\n`)
    if (plan?.pace === 'at-login') console.error(words.notDaily)
    return exitCodes.done
  }
  const { code, cause } = result.failure
  complain(code, cause ?? '')
  return exitCodes[outcomeOf(result.failure)]
}

/** Nobody is told that something is renewed which is not. */
function whatComesOf(asked: Passed, managed: ManagedPolicy) {
  if (managed.settings.consent === 'user') return 'userAnswers'
  return isAnsweredYes(asked, managed) ? 'renews' : 'unanswered'
}

async function change(
  wanted: 'daily' | 'off',
  asked: CommandLine,
  managed: ManagedPolicy,
): Promise<Result<(Daily & { readonly pace: Pace }) | undefined>> {
  const decided = managed.settings.schedule
  if (decided !== undefined && decided !== wanted) return failure('schedule.managed', { cause: `schedule: ${decided}` })
  if (wanted === 'off') {
    const removed = await removeAll()
    return removed.ok ? success(undefined) : removed
  }
  const checked = check(asked, managed)
  if (!checked.ok) return checked
  const plan = daily(asked)
  const result = await setRenewal(plan)
  return result.ok ? success({ ...plan, pace: result.value }) : result
}

/** Whoever asks is told now what each day's run would tell nobody. Fails with config.invalid. */
function check(asked: CommandLine, managed: ManagedPolicy): Result<void> {
  const { thumbprint, customerId, settings, bank, configurationFile } = asked
  if (thumbprint !== undefined || customerId !== undefined || Object.keys(settings).length > 0)
    return failure('config.invalid', { cause: '--schedule passes on --yes, --bank and --config, and nothing else' })
  // The bank may come later, unless it is named.
  if (bank === undefined && configurationFile === undefined) return done
  const configuration = configure(asked, managed)
  if (!configuration.ok) return configuration
  const chosen = chooseBank(configuration.value, bank)
  return chosen.ok ? done : chosen
}

async function set(errand: Errand, plan: Daily, given?: Schedule): Promise<Result<void>> {
  if (/\p{Cc}/u.test([plan.program, ...plan.args].join('')))
    return failure('schedule.refused', { cause: 'a control character in a path' })
  if (isRootElsewhere(app.getPath('home'))) return refusedToRoot()
  if (isReplaceable(plan.program))
    return failure('schedule.refused', {
      cause: 'everybody may write into the folder of the program: it has to be moved',
    })
  const to = given ?? (await scheduleHere(errand))
  const result = await to.set(plan)
  return result.ok ? kept(errand).write(plan) : result
}

/** Once a day, or else at each login; what was set before of the other kind is taken away. */
async function setRenewal(plan: Daily): Promise<Result<Pace>> {
  const [timer, entry] = [await scheduleHere('daily'), entryHere()]
  const daily = await set('daily', plan, timer)
  if (daily.ok) return afterwards('daily', await entry?.remove())
  if (entry === undefined || daily.failure.code !== 'schedule.unavailable') return daily
  const atLogin = await set('daily', plan, entry)
  return atLogin.ok ? afterwards('at-login', await timer.remove()) : atLogin
}

const afterwards = (pace: Pace, removed: Result<void> = done): Result<Pace> => (removed.ok ? success(pace) : removed)

/** How often the system starts what was set last; it is asked for nothing where nothing was ever set. */
export async function scheduled(): Promise<Pace | undefined> {
  const plan = kept('daily').read()
  if (plan === undefined) return undefined
  if (await isScheduled('daily', plan)) return 'daily'
  return (await entryHere()?.has(plan)) === true ? 'at-login' : undefined
}

async function remove(errand: Errand, given?: Schedule): Promise<Result<void>> {
  if (isRootElsewhere(app.getPath('home'))) return refusedToRoot()
  kept(errand).forget()
  const from = given ?? (await scheduleHere(errand))
  return from.remove()
}

/** Whoever takes the app away has nothing start it any more; where it is started again, so does its daily look. */
async function removeAll(): Promise<Result<void>> {
  const removed = await removeRenewal()
  const look = await removeLook()
  return removed.ok ? look : removed
}

async function removeRenewal(): Promise<Result<void>> {
  const removed = await remove('daily')
  const entry = entryHere()
  const entryRemoved = entry === undefined ? done : await remove('daily', entry)
  return removed.ok ? entryRemoved : removed
}

/**
 * The look of the app at rest: its start into the tray once a day. Fails with schedule.unavailable and schedule.refused.
 */
export async function scheduleLook(): Promise<Result<void>> {
  const plan: Daily = { program: programHere(), args: [...appHere(), '--hidden'], ...timeOfDay(Math.random()) }
  return (await isScheduled('look', plan)) ? done : set('look', plan)
}

/** Asks the system for nothing where none was ever set. */
export async function removeLook(): Promise<Result<void>> {
  return kept('look').read() === undefined ? done : remove('look')
}

/** An AppImage in /tmp, say: once that is tidied up, anybody may put another program there for the system to start. */
const isReplaceable = (program: string): boolean =>
  process.platform !== 'win32' &&
  ((statSync(path.dirname(program), { throwIfNoEntry: false })?.mode ?? 0) & writableByAll) !== 0

const writableByAll = 0o002

const refusedToRoot = () =>
  failure('schedule.refused', { cause: 'the home folder is another user’s: run it as that user, without sudo' })

/** By the policy's word, as the app starts; without one it is left to the user. What was set before stays at its time. */
export async function followSchedule(managed: 'daily' | 'off' | undefined, record: Recorder): Promise<void> {
  const result = await follow(managed).catch(() => failure('schedule.refused'))
  if (!result.ok) record('app.schedule-failed', { code: result.failure.code })
  // An organisation that wants it daily does not have it so.
  else if (managed === 'daily' && result.value === 'at-login')
    record('app.schedule-failed', { code: 'schedule.unavailable' })
}

async function follow(managed: 'daily' | 'off' | undefined): Promise<Result<Pace | void>> {
  if (managed === undefined) return moveAlong()
  if (managed === 'off') return removeRenewal()
  // The organisation answers by the policy's consent alone.
  const plan = daily({ yes: false, bank: undefined, configurationFile: undefined })
  return (await isScheduled('daily', plan)) ? done : setRenewal(plan)
}

/**
 * What is still scheduled would start nothing: an update gives an AppImage another name. Or it starts at login alone, and
 * perhaps there is a scheduler by now.
 */
async function moveAlong(): Promise<Result<Pace | void>> {
  const plan = kept('daily').read()
  if (plan === undefined) return done
  const isThere = existsSync(plan.program)
  const isAtLogin = (await entryHere()?.has(plan)) === true
  if (!isAtLogin && (isThere || !(await isScheduled('daily', plan)))) return done
  return setRenewal({ ...plan, program: isThere ? plan.program : programHere() })
}

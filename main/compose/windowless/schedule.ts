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
import { ownAppImage } from '../../desktop/lifecycle/app-image.ts'
import { ownSid } from '../../handover/windows-user.ts'
import type { Recorder } from '../../logging/events.ts'
import { done, failure, type Result } from '../../renewal/errors.ts'
import { type Daily, type Errand, type RunProgram, type Schedule, timeOfDay } from '../../schedule/daily.ts'
import { keptPlan } from '../../schedule/kept.ts'
import { launchAgent } from '../../schedule/launch-agent.ts'
import { systemdTimer } from '../../schedule/systemd-timer.ts'
import { taskScheduler } from '../../schedule/task-scheduler.ts'
import type { ManagedPolicy } from '../../storage/managed-policy/managed-policy.ts'
import { systemFolder } from '../../system-libraries.ts'
import { chooseBank, configure, isAnsweredYes } from '../configuration.ts'

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
function scheduleHere(errand: Errand): Schedule {
  const dataFolder = app.getPath('userData')
  switch (process.platform) {
    case 'win32':
      return taskScheduler({ sid: ownSid('user'), systemFolder: systemFolder(), dataFolder }, errand, run)
    case 'darwin':
      return launchAgent(session(), errand, run)
    default:
      return systemdTimer(app.getPath('appData'), errand, run)
  }
}

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
    writeSync(1, `${plan === undefined ? words.off : words[whatComesOf(asked, managed)](plan)}\n`)
    return exitCodes.done
  }
  const { code, cause } = result.failure
  complain(code, cause ?? '')
  if (code === 'schedule.unavailable') console.error(words.unavailable)
  return exitCodes[outcomeOf(result.failure)]
}

/** Nobody is told that something is renewed which is not. */
function whatComesOf(asked: Passed, managed: ManagedPolicy) {
  if (managed.settings.consent === 'user') return 'userAnswers'
  return isAnsweredYes(asked, managed) ? 'daily' : 'unanswered'
}

async function change(
  wanted: 'daily' | 'off',
  asked: CommandLine,
  managed: ManagedPolicy,
): Promise<Result<Daily | undefined>> {
  const decided = managed.settings.schedule
  if (decided !== undefined && decided !== wanted) return failure('schedule.managed', { cause: `schedule: ${decided}` })
  if (wanted === 'off') {
    const removed = await removeAll()
    return removed.ok ? { ok: true, value: undefined } : removed
  }
  const checked = check(asked, managed)
  if (!checked.ok) return checked
  const plan = daily(asked)
  const result = await set('daily', plan)
  return result.ok ? { ok: true, value: plan } : result
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

async function set(errand: Errand, plan: Daily): Promise<Result<void>> {
  if (/\p{Cc}/u.test([plan.program, ...plan.args].join('')))
    return failure('schedule.refused', { cause: 'a control character in a path' })
  if (isRootElsewhere()) return refusedToRoot()
  const result = await scheduleHere(errand).set(plan)
  return result.ok ? kept(errand).write(plan) : result
}

async function remove(errand: Errand): Promise<Result<void>> {
  if (isRootElsewhere()) return refusedToRoot()
  kept(errand).forget()
  return scheduleHere(errand).remove()
}

/** Whoever takes the app away has nothing start it any more; where it is started again, so does its daily look. */
async function removeAll(): Promise<Result<void>> {
  const removed = await remove('daily')
  const look = await removeLook()
  return removed.ok ? look : removed
}

/**
 * The look of the app at rest: its start into the tray once a day. Fails with schedule.unavailable and schedule.refused.
 */
export async function scheduleLook(): Promise<Result<void>> {
  const plan: Daily = { program: programHere(), args: [...appHere(), '--hidden'], ...timeOfDay(Math.random()) }
  return (await scheduleHere('look').has(plan)) ? done : set('look', plan)
}

/** Asks the system for nothing where none was ever set. */
export async function removeLook(): Promise<Result<void>> {
  return kept('look').read() === undefined ? done : remove('look')
}

/** With sudo, which may leave a user's HOME as it is: what root puts there, that user can no longer change. */
const isRootElsewhere = (): boolean =>
  process.getuid?.() === 0 && (statSync(app.getPath('home'), { throwIfNoEntry: false })?.uid ?? 0) !== 0

const refusedToRoot = () =>
  failure('schedule.refused', { cause: 'the home folder is another user’s: run it as that user, without sudo' })

/** By the policy's word, as the app starts; without one it is left to the user. What was set before stays at its time. */
export async function followSchedule(managed: 'daily' | 'off' | undefined, record: Recorder): Promise<void> {
  const result = await follow(managed).catch(() => failure('schedule.refused'))
  if (!result.ok) record('app.schedule-failed', { code: result.failure.code })
}

async function follow(managed: 'daily' | 'off' | undefined): Promise<Result<void>> {
  if (managed === undefined) return moveAlong()
  if (managed === 'off') return remove('daily')
  // The organisation answers by the policy's consent alone.
  const plan = daily({ yes: false, bank: undefined, configurationFile: undefined })
  return (await scheduleHere('daily').has(plan)) ? done : set('daily', plan)
}

/** What is still scheduled would start nothing: an update gives an AppImage another name. */
async function moveAlong(): Promise<Result<void>> {
  const plan = kept('daily').read()
  if (plan === undefined || existsSync(plan.program) || !(await scheduleHere('daily').has(plan))) return done
  return set('daily', { ...plan, program: programHere() })
}

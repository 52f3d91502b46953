/** `koshin --schedule daily|off`, and the policy for it: an unattended renewal once a day, by the system's own scheduler. */
import { execFile } from 'node:child_process'
import { writeSync } from 'node:fs'
import path from 'node:path'
import { app } from 'electron'
import type { CommandLine } from '../cli/command-line.ts'
import { languageOf } from '../cli/help.ts'
import { scheduleWords } from '../cli/schedule-words.ts'
import { exitCodes, outcomeOf } from '../cli/unattended/outcomes.ts'
import { ownAppImage } from '../desktop/lifecycle/app-image.ts'
import { ownSid } from '../handover/windows-user.ts'
import type { Recorder } from '../logging/events.ts'
import { done, failure, type Result } from '../renewal/errors.ts'
import { type Daily, type RunProgram, type Schedule, timeOfDay } from '../schedule/daily.ts'
import { launchAgent } from '../schedule/launch-agent.ts'
import { systemdTimer } from '../schedule/systemd-timer.ts'
import { taskScheduler } from '../schedule/task-scheduler.ts'
import type { ManagedPolicy } from '../storage/managed-policy/managed-policy.ts'
import { systemFolder } from '../system-libraries.ts'

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
function scheduleHere(): Schedule {
  const dataFolder = app.getPath('userData')
  switch (process.platform) {
    case 'win32':
      return taskScheduler({ sid: ownSid('user'), systemFolder: systemFolder(), dataFolder }, run)
    case 'darwin':
      return launchAgent(app.getPath('home'), process.getuid?.() ?? 0, run)
    default:
      return systemdTimer(app.getPath('appData'), run)
  }
}

type Asked = Pick<CommandLine, 'yes' | 'bank' | 'configurationFile'>

function daily({ yes, bank, configurationFile }: Asked): Daily {
  return {
    // An AppImage runs from a mount that is gone tomorrow; the variable names the file itself.
    program: ownAppImage(process.env, process.execPath) ?? process.execPath,
    args: [
      // A development run is told which app it is.
      ...(app.isPackaged ? [] : [app.getAppPath()]),
      '--unattended',
      'renew',
      ...(yes ? ['--yes'] : []),
      ...(bank === undefined ? [] : ['--bank', bank]),
      ...(configurationFile === undefined ? [] : ['--config', path.resolve(configurationFile)]),
    ],
    ...timeOfDay(Math.random()),
  }
}

/** By its user's word. Tells what came of it. @returns the exit code */
export async function setSchedule(
  wanted: 'daily' | 'off',
  asked: Asked,
  { settings, failure: wrong }: Pick<ManagedPolicy, 'settings' | 'failure'>,
): Promise<number> {
  const words = scheduleWords[languageOf(process.argv, process.env)]
  const result =
    wrong === undefined ? await change(wanted, asked, settings.schedule) : { ok: false as const, failure: wrong }
  if (result.ok) {
    writeSync(1, `${result.value === undefined ? words.off : words.daily(result.value)}\n`)
    return exitCodes.done
  }
  const { code, cause } = result.failure
  console.error(`koshin: ${code}: ${cause ?? ''}`)
  if (code === 'schedule.unavailable') console.error(words.unavailable)
  return exitCodes[outcomeOf(result.failure)]
}

async function change(
  wanted: 'daily' | 'off',
  asked: Asked,
  managed: 'daily' | 'off' | undefined,
): Promise<Result<Daily | undefined>> {
  if (managed !== undefined && managed !== wanted) return failure('schedule.managed', { cause: `schedule: ${managed}` })
  const schedule = scheduleHere()
  const plan = daily(asked)
  const result = wanted === 'off' ? await schedule.remove() : await schedule.set(plan)
  return result.ok ? { ok: true, value: wanted === 'off' ? undefined : plan } : result
}

/** By the policy's word, as the app starts; without one nothing is changed. What was set by it before stays at its time. */
export async function followSchedule(managed: 'daily' | 'off' | undefined, record: Recorder): Promise<void> {
  if (managed === undefined) return
  const result = await follow(managed).catch(() => failure('schedule.refused'))
  if (!result.ok) record('app.schedule-failed', { code: result.failure.code })
}

async function follow(managed: 'daily' | 'off'): Promise<Result<void>> {
  const schedule = scheduleHere()
  if (managed === 'off') return schedule.remove()
  // The organisation answers by the policy's consent alone.
  const plan = daily({ yes: false, bank: undefined, configurationFile: undefined })
  return (await schedule.has(plan)) ? done : schedule.set(plan)
}

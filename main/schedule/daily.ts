/** A run of the program once a day by the operating system's own scheduler, as the user, whether the app is open or not. */
import type { Result } from '../renewal/errors.ts'

/** Without control characters: a line break ends a setting of a unit, and XML has no way to write most of the others. */
export interface Daily {
  /** Absolute path. */
  readonly program: string
  readonly args: readonly string[]
  /** Of the day, local time. The systems that can add up to an hour to it by chance. */
  readonly hour: number
  readonly minute: number
}

/** `daily`: an unattended renewal, which ends. `look`: the app itself into the tray, which stays where something is due. */
export type Errand = 'daily' | 'look'

/** How often the system starts an unattended renewal. */
export type Pace = 'daily' | 'at-login'

/** One system's scheduler. All fail with schedule.unavailable where there is none, and schedule.refused where it says no. */
export interface Schedule {
  /** Is this run scheduled, at whatever time? Not what was once asked for counts, but what the system has. */
  has(daily: Pick<Daily, 'program' | 'args'>): Promise<boolean>
  /** Takes the place of what was scheduled before. */
  set(daily: Daily): Promise<Result<void>>
  remove(): Promise<Result<void>>
}

/** Runs a program of the system. `status` is undefined where it could not be started. */
export type RunProgram = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly status: number | undefined; readonly output: string }>

/**
 * In office hours, when computers are switched on: not all machines of a company at one time.
 *
 * @param chance 0 to 1
 */
export function timeOfDay(chance: number): Pick<Daily, 'hour' | 'minute'> {
  const [from, hours] = [9, 8]
  const minutes = Math.floor(chance * hours * 60)
  return { hour: from + Math.floor(minutes / 60), minute: minutes % 60 }
}

export const two = (value: number): string => String(value).padStart(2, '0')

/** Of XML text. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

import type { Start } from './clean-start.ts'

/** Chromium's switches that choose a display. */
const choosing = /^--?ozone-platform(-hint)?(=|$)/
const headless = '--ozone-platform=headless'

/**
 * The start of a run without windows as it has to be on Linux; undefined where it is so already. Chromium ends a process
 * whose display cannot be used before the app is ready, and whether one can be used only it can tell: DISPLAY may be
 * empty, or name what is gone. Its headless platform does without one, but must be named on the command line: a switch
 * that is set from here comes too late.
 */
export function withoutDisplay({ args, environment }: Start, platform: NodeJS.Platform): Start | undefined {
  if (platform !== 'linux') return undefined
  const chosen = args.filter((argument) => choosing.test(argument))
  if (chosen.length === 1 && chosen[0] === headless) return undefined
  // The graphics process of the headless platform still asks for the display that it finds named.
  const { DISPLAY: _x, WAYLAND_DISPLAY: _wayland, ...rest } = environment
  return { args: [headless, ...args.filter((argument) => !choosing.test(argument))], environment: rest }
}

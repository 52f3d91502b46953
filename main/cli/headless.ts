import { spawnSync } from 'node:child_process'
import { app } from 'electron'

/**
 * On Linux without any display, Chromium ends the process before the app is ready. Its headless platform does
 * without one, but must be named on the command line: too early for a switch that is set from here. So the process
 * runs itself once more with the switch. Returns the exit code of that run, or undefined where none was needed.
 */
export function runWithoutDisplay(environment: NodeJS.ProcessEnv): number | undefined {
  const hasDisplay = environment['DISPLAY'] !== undefined || environment['WAYLAND_DISPLAY'] !== undefined
  if (process.platform !== 'linux' || hasDisplay || app.commandLine.hasSwitch('ozone-platform')) return undefined
  const run = spawnSync(process.execPath, ['--ozone-platform=headless', ...process.argv.slice(1)], { stdio: 'inherit' })
  return run.status ?? 1
}

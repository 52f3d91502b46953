import { powerMonitor } from 'electron'

const hour = 60 * 60 * 1000

/**
 * Calls `check` now and then: every hour and whenever the machine comes back. One long timer would be late after
 * sleep, and setTimeout overflows at 24.8 days.
 */
export function onWakeUp(check: () => void): void {
  setInterval(check, hour)
  powerMonitor.on('resume', check)
  powerMonitor.on('unlock-screen', check)
}

import { net, powerMonitor } from 'electron'
import { everyMinute } from './every-minute.ts'
import { type Beat, feel, firstPulse } from './heartbeat.ts'

export interface WakeUpPorts {
  readonly beat: () => Beat
  /** 0 to 1 */
  readonly chance: () => number
  readonly everyMinute: (listener: () => void) => void
  /** The machine came back: from sleep, or its user to it. */
  readonly onReturn: (listener: () => void) => void
}

/**
 * Calls `check` at once, every hour or so, and whenever something happened that a reminder may hang on: the machine or
 * its user came back, the network did, or the clock or its time zone was changed. Never one long timer: it would be
 * late after sleep, deaf to a changed clock, and setTimeout overflows at 24.8 days.
 *
 * Checks never overlap. Occasions that come while one runs (waking up brings several) are one more check after it.
 */
export async function onWakeUp(
  check: () => Promise<void>,
  onFailure: (error: unknown) => void,
  ports: WakeUpPorts = machine,
): Promise<void> {
  let running = false
  let again = false
  async function wakeUp(): Promise<void> {
    again = true
    if (running) return
    running = true
    while (again) {
      again = false
      // A check that fails is repeated at the next occasion; what it could not do is told where it is done.
      await check().catch(onFailure)
    }
    running = false
  }

  let pulse = firstPulse(ports.beat(), ports.chance())
  ports.everyMinute(() => {
    const felt = feel(pulse, ports.beat(), ports.chance())
    pulse = felt.pulse
    if (felt.occasion !== undefined) void wakeUp()
  })
  ports.onReturn(() => void wakeUp())
  await wakeUp()
}

const machine: WakeUpPorts = {
  beat: () => ({ wall: Date.now(), monotonic: process.uptime() * 1000, zone: currentZone(), online: net.isOnline() }),
  chance: Math.random,
  everyMinute,
  onReturn(listener) {
    powerMonitor.on('resume', listener)
    powerMonitor.on('unlock-screen', listener)
  },
}

/**
 * Minutes between UTC and local time as the machine has them now. V8 asks the system once and keeps the answer; Node
 * has it ask again when TZ changes in the environment, also when there is nothing to delete. Who set TZ has fixed it.
 */
function currentZone(): number {
  if (process.env['TZ'] === undefined) delete process.env['TZ']
  return new Date().getTimezoneOffset()
}

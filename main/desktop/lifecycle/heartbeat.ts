/**
 * Decides when to look at the certificates again, from short regular beats. Pure: clocks and chance come in as values.
 *
 * A changed clock is found by comparing the wall clock with the monotonic one, which nobody can set: as long as both
 * run, their difference stands still. It moves when somebody (or NTP, in a step) sets the clock, and on Linux and
 * macOS also by the time slept, because their monotonic clocks stop then: a second net under the `resume` event.
 * A clock that NTP slews by at most 500 ppm moves it less than 2 s in the hour after which it is measured anew.
 */
export interface Beat {
  /** ms since the epoch */
  readonly wall: number
  /** ms since some fixed point; never set, never goes back. */
  readonly monotonic: number
  /** Minutes between UTC and this machine's local time. */
  readonly zone: number
  readonly online: boolean
}

export type Occasion = 'hour' | 'clock' | 'zone' | 'network'

export interface Pulse {
  readonly last: Beat
  /** Wall clock minus monotonic clock when it was last measured, in ms. */
  readonly offset: number
  /** The next regular check, on the monotonic clock. */
  readonly nextCheck: number
}

const hour = 60 * 60 * 1000
/** A change smaller than this moves no reminder, in ms. */
const tolerance = 10_000

/** @param chance 0 to 1: an hour more or less a tenth, so that a company's machines do not ask in step */
export function firstPulse(beat: Beat, chance: number): Pulse {
  return { last: beat, offset: beat.wall - beat.monotonic, nextCheck: beat.monotonic + hour * (0.9 + 0.2 * chance) }
}

export interface Felt {
  /** What the next beat is compared with. */
  readonly pulse: Pulse
  readonly occasion?: Occasion
}

/** What this beat is an occasion for, if anything. */
export function feel(pulse: Pulse, beat: Beat, chance: number): Felt {
  const occasion = occasionOf(pulse, beat)
  if (occasion === undefined) return { pulse: { ...pulse, last: beat } }
  return { pulse: firstPulse(beat, chance), occasion }
}

function occasionOf({ last, offset, nextCheck }: Pulse, beat: Beat): Occasion | undefined {
  if (Math.abs(beat.wall - beat.monotonic - offset) > tolerance) return 'clock'
  if (beat.zone !== last.zone) return 'zone'
  if (beat.online && !last.online) return 'network'
  return beat.monotonic >= nextCheck ? 'hour' : undefined
}

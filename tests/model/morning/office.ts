/** When the machines of an office are at work. Seconds count from nine o'clock on the first day. */
const hour = 3600
export const day = 24 * hour

/** They are switched on within the hour around nine, each at its own time, and off at six in the evening. */
const opens = { from: -hour / 2, within: hour }
const closes = 9 * hour

/** @param chance 0 to 1 */
export const switchedOn = (chance: number): number => Math.floor(opens.from + chance * opens.within)

/** @param on when the machine is switched on, on the first day */
export const dayOf = (at: number, on: number): number => Math.max(0, Math.floor((at - on) / day))

/** Since when the machine is at work on the day of `at`. */
export const awakeSince = (at: number, on: number): number => on + dayOf(at, on) * day

export const isAtWork = (at: number, on: number): boolean => at >= on && at < dayOf(at, on) * day + closes

export const nextMorning = (at: number, on: number): number => on + (dayOf(at, on) + 1) * day

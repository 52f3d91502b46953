/** How much is tried: everything by `npm run faults`, a cut that takes minutes as a part of `npm test`. */
export const whole = process.env['KOSHIN_FAULTS'] === 'whole'

/** All of them, or every nth in a cut: always the same ones, so that a failure comes back. */
export function cut<T>(all: readonly T[], nth: number): readonly T[] {
  return whole ? all : all.filter((_one, index) => index % nth === Math.min(1, nth - 1))
}

/** How much is tried: everything by `npm run faults`, a cut that takes minutes as a part of `npm test`. */
import { createHash, randomInt } from 'node:crypto'

export const whole = process.env['KOSHIN_FAULTS'] === 'whole'

/** What a cut has in it is chosen anew each time; given again, it chooses the same. */
const seed = process.env['KOSHIN_SEED'] ?? String(randomInt(1_000_000))
if (!whole) console.log(`what is tried was chosen by chance: KOSHIN_SEED=${seed} repeats it`)

/** From 0 to 1, by the seed and by what it is for. */
function chance(purpose: string): number {
  return createHash('sha256').update(`${seed} ${purpose}`).digest().readUInt32BE() / 2 ** 32
}

/** All of them, or in a cut one of every `nth` in a row, and always one at least. */
export function cut<T>(all: readonly T[], nth: number, purpose: string): readonly T[] {
  if (whole || all.length === 0) return all
  const parts = Math.max(1, Math.floor((all.length - 2) / nth) + 1)
  const start = (part: number) => Math.floor((part * all.length) / parts)
  return Array.from({ length: parts }, (_, part) => {
    const length = start(part + 1) - start(part)
    return all[start(part) + Math.floor(chance(`${purpose} ${part}`) * length)]!
  })
}

/** One of them. */
export function oneOf<T>(all: readonly T[], purpose: string): T {
  return all[Math.floor(chance(purpose) * all.length)]!
}

/**
 * The rows of the table that `npm run bench` prints. A row is a ratio: the two sides are measured in turns (A B A B), so
 * that whatever else the machine does meets both, and what counts is the median of the rounds' ratios. The noise of the
 * machine is told beside it: the baseline against itself, each time with the time before.
 */
import { appendFileSync } from 'node:fs'

export interface Comparison {
  readonly name: string
  /** A row without one is told, and not judged. */
  readonly goal?: Goal
  /** 10 unless told; one more goes before and does not count. As many again, twice at most, where the goal lies among them. */
  readonly rounds?: number
  /** Each resolves with what is compared, e.g. ms or bytes. */
  readonly ours: () => Promise<number> | number
  readonly baseline: () => Promise<number> | number
}

/** The ratio is to be at most, or at least, this. */
export type Goal = { readonly most: number } | { readonly least: number }

/** Measures in turns and adds the row. */
export async function compare({ name, goal, rounds = 10, ours, baseline }: Comparison): Promise<void> {
  const own: number[] = []
  const theirs: number[] = []
  const ratios = (): number[] => own.map((value, round) => value / theirs[round]!)
  await ours()
  await baseline()
  for (let series = 0; series === 0 || (series < 3 && isAtItsEdge(ratios(), goal)); series++) {
    for (let round = 0; round < rounds; round++) {
      own.push(await ours())
      theirs.push(await baseline())
    }
  }
  const noise = theirs.slice(1).map((value, round) => value / theirs[round]!)
  const told = noise.length === 0 ? {} : { noise: spread(noise) }
  add(name, { ...spread(ratios()), ours: median(own), beside: median(theirs), ...told }, goal)
  tell(`${name}: ${round(median(own))} beside ${round(median(theirs))}`)
}

/** The middle half of them is on both sides of the goal. */
function isAtItsEdge(ratios: readonly number[], goal: Goal | undefined): boolean {
  if (goal === undefined) return false
  const limit = 'most' in goal ? goal.most : goal.least
  const sorted = ratios.toSorted((a, b) => a - b)
  const quarter = Math.floor(sorted.length / 4)
  return sorted[quarter]! <= limit && limit <= sorted[sorted.length - 1 - quarter]!
}

const spread = (ratios: readonly number[]) => ({
  ratio: median(ratios),
  min: Math.min(...ratios),
  max: Math.max(...ratios),
})

/** Adds a row of which there is one figure only, such as a size beside its limit. */
export function state(name: string, value: number, limit: number): void {
  add(name, { ...spread([value / limit]), ours: value, beside: limit }, { most: 1 })
}

/** A line beside the table. */
export function tell(line: string): void {
  console.log(line)
}

/** How long it takes, in ms. */
export const lasting = (work: () => unknown) => async (): Promise<number> => {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

interface Figures extends ReturnType<typeof spread> {
  readonly ours: number
  readonly beside: number
  readonly noise?: ReturnType<typeof spread>
}

function add(name: string, { ratio, min, max, ours, beside, noise }: Figures, goal: Goal | undefined): void {
  const row = {
    name,
    ...{ ratio: round(ratio), min: round(min), max: round(max), ours: round(ours), beside: round(beside) },
    noise: noise === undefined ? '' : `${round(noise.min)} to ${round(noise.max)}`,
    ...judged(ratio, goal),
  }
  appendFileSync(process.env['KOSHIN_BENCH_ROWS']!, `${JSON.stringify(row)}\n`)
}

const round = (value: number): number => Number(value.toPrecision(3))

function judged(ratio: number, goal: Goal | undefined): { readonly goal: string; readonly holds: boolean | '' } {
  if (goal === undefined) return { goal: '', holds: '' }
  return 'most' in goal
    ? { goal: `<= ${goal.most}`, holds: ratio <= goal.most }
    : { goal: `>= ${goal.least}`, holds: ratio >= goal.least }
}

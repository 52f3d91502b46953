/**
 * The rows of the table that `npm run bench` prints. A row is a ratio: the two sides are measured in turns (A B A B), so
 * that whatever else the machine does meets both, and what counts is the median of the rounds' ratios. The noise of the
 * machine is told beside it: the baseline against itself, each time with the time before.
 */
import { appendFileSync } from 'node:fs'

export type Unit = 'ms' | 'MB' | 'kB' | 'a second'

/** What the paper's pictures show: how one cost grows. */
export interface Growth {
  readonly of: 'listing' | 'start' | 'renewal' | 'reminders'
  /** Certificates in the key store, or customers of the bank. */
  readonly count: number
}

interface Row {
  readonly what: string
  readonly beside: string
  readonly unit: Unit
}

export interface Comparison extends Row {
  readonly growth?: Growth
  /** A row without one is told, and not judged. */
  readonly goal?: Goal
  /** 10 unless told; one more goes before and does not count. As many again, twice at most, where the goal lies among them. */
  readonly rounds?: number
  /** Each resolves with what is compared, in the row's unit. */
  readonly ours: () => Promise<number> | number
  readonly baseline: () => Promise<number> | number
}

/** The ratio is to be at most, or at least, this. */
export type Goal = { readonly most: number } | { readonly least: number }

/** Measures in turns and adds the row. */
export async function compare({ goal, growth, rounds = 10, ours, baseline, ...row }: Comparison): Promise<void> {
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
  add(row, { ...spread(ratios()), ours: median(own), theirs: median(theirs), ...told }, goal, growth)
  tell(`${row.what}: ${round(median(own))} ${row.unit} beside ${round(median(theirs))}`)
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
export function state(row: Row, value: number, limit: number, most = 1): void {
  add(row, { ...spread([value / limit]), ours: value, theirs: limit }, { most })
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

/** Of as many at once, one's share. */
export const each = (times: number, measured: () => Promise<number>) => async (): Promise<number> =>
  (await measured()) / times

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

interface Figures extends ReturnType<typeof spread> {
  readonly ours: number
  readonly theirs: number
  readonly noise?: ReturnType<typeof spread>
}

/** A line of JSON, as build/testing/speed-table.mjs reads it. */
function add(row: Row, { ratio, min, max, ours, theirs, noise }: Figures, goal?: Goal, growth?: Growth): void {
  const line = {
    ...row,
    ...{ ratio: round(ratio), min: round(min), max: round(max), ours: round(ours), theirs: round(theirs) },
    ...(noise && { noise: [round(noise.min), round(noise.max)] }),
    ...(goal && { goal, holds: 'most' in goal ? ratio <= goal.most : ratio >= goal.least }),
    ...(growth && { growth }),
  }
  appendFileSync(process.env['KOSHIN_BENCH_ROWS']!, `${JSON.stringify(line)}\n`)
}

const round = (value: number): number => Number(value.toPrecision(3))

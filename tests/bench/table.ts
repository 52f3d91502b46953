/**
 * The rows of the table that `npm run bench` prints. A row is a ratio: the two sides are measured in turns (A B A B), so
 * that whatever else the machine does meets both, and what counts is the median of the rounds' ratios.
 */
import { appendFileSync } from 'node:fs'

export interface Comparison {
  readonly name: string
  readonly goal: Goal
  /** 10 unless told; one more goes before and does not count. */
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
  for (let round = -1; round < rounds; round++) {
    const measured = await ours()
    const beside = await baseline()
    if (round < 0) continue
    own.push(measured)
    theirs.push(beside)
  }
  const ratios = own.map((value, round) => value / theirs[round]!)
  add(name, { ratio: median(ratios), min: Math.min(...ratios), max: Math.max(...ratios) }, goal)
  tell(`${name}: ${round(median(own))} beside ${round(median(theirs))}`)
}

/** Adds a row of which there is one figure only, such as a size beside its limit. */
export function state(name: string, value: number, limit: number): void {
  const ratio = value / limit
  add(name, { ratio, min: ratio, max: ratio }, { most: 1 })
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

interface Figures {
  readonly ratio: number
  readonly min: number
  readonly max: number
}

function add(name: string, figures: Figures, goal: Goal): void {
  const holds = 'most' in goal ? figures.ratio <= goal.most : figures.ratio >= goal.least
  const told = 'most' in goal ? `<= ${goal.most}` : `>= ${goal.least}`
  const row = { name, ratio: round(figures.ratio), min: round(figures.min), max: round(figures.max), goal: told, holds }
  appendFileSync(process.env['KOSHIN_BENCH_ROWS']!, `${JSON.stringify(row)}\n`)
}

const round = (value: number): number => Number(value.toPrecision(3))

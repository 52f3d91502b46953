import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from '../papers/paper.ts'
import { load } from '../verify/example.ts'

interface Row {
  readonly what: string
  readonly goal?: { readonly most: number }
  readonly holds?: boolean
}
type Drawn = (runs: readonly { readonly rows: readonly Row[] }[]) => string
const { growthPicture, speedTable } = await load<{ growthPicture: Drawn; speedTable: Drawn }>('testing/speed-table.mjs')

const start = {
  what: 'start',
  beside: 'bare Electron',
  unit: 'ms',
  ratio: 1.2,
  min: 1.1,
  max: 1.4,
  ours: 360,
  theirs: 300,
  noise: [0.9, 1.1],
  goal: { most: 1.25 },
  holds: true,
}
const run = (...rows: Row[]) => ({ measured: '', machine: '', rows })
const listing = (count: number, ours: number, theirs: number) => ({
  ...start,
  what: `listing ${count}`,
  growth: { of: 'listing', count },
  ours,
  theirs,
})

describe('the table of what was measured', () => {
  it('in the paper on speed, and its picture, are made of the runs that are kept', () => {
    const command = ['build/commands/generate/speed-table.mjs', '--check']
    expect(execFileSync(process.execPath, command, { cwd: root, encoding: 'utf8' })).toContain('as they were')
  })

  it('has one row of all runs: each ratio, the least and the greatest of them all, the middle of the figures', () => {
    const other = { ...start, ratio: 1.3, min: 1.15, max: 1.5, ours: 380, theirs: 300, holds: false }
    expect(
      speedTable([run(start), run(other), run(start)])
        .split('\n')
        .at(-1),
    ).toBe(
      '| start | bare Electron | 1.2, 1.3, 1.2 | 1.1 to 1.5 | 360, 300 ms | 0.9 to 1.1 | ≤ 1.25 | holds in 2 of 3 |',
    )
  })

  it.each([
    ['holds', [true, true]],
    ['missed', [false, false]],
    ['holds in 1 of 2', [true, false]],
  ])('says %s of a goal', (words, held) => {
    expect(speedTable(held.map((holds) => run({ ...start, holds })))).toMatch(new RegExp(`\\| ${words} \\|$`))
  })

  it('judges no row that has no goal', () => {
    const { goal: _, holds: __, ...told } = start
    expect(speedTable([run(told)])).toMatch(/\| {2}\| {2}\|$/)
  })
})

describe('the picture of how costs grow', () => {
  it('draws a cost that grows with the number as a line that rises as fast as it goes to the right', () => {
    const drawn = growthPicture([run(listing(10, 10, 1), listing(100, 100, 1), listing(1000, 1000, 1))])
    const [theirs, ours] = [...drawn.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) =>
      points!.split(' ').map((point) => point.split(',').map(Number)),
    )
    expect(theirs!.map(([, y]) => y)).toEqual([170, 170, 170])
    expect(ours!.map(([x]) => x)).toEqual([0, 165, 330])
    const [first, second, third] = ours!.map(([, y]) => y!) as [number, number, number]
    expect(first - second).toBeCloseTo(second - third, 0)
    expect(third).toBe(0)
  })

  it('leaves out what was not measured', () => {
    expect(growthPicture([run(start)])).not.toContain('polyline points')
  })
})

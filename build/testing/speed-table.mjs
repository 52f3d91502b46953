/** What `npm run bench` measured, as the paper tells it: its table, and pictures of how costs grow. */
import { table } from '../lib/papers.mjs'
import { chart, entry, round, text } from '../pictures/chart.mjs'

/** @typedef {{ most: number } | { least: number }} Goal */
/** @typedef {{ of: 'listing' | 'start' | 'renewal' | 'reminders', count: number }} Growth */
/**
 * A row as tests/bench/table.ts writes it.
 * @typedef {{ what: string, beside: string, unit: string, ratio: number, min: number, max: number, ours: number, theirs: number, noise?: [number, number], goal?: Goal, holds?: boolean, growth?: Growth }} Row
 */
/** @typedef {{ measured: string, machine: string, rows: readonly Row[] }} Run */

/** The rows of all runs in one table: of each the ratio of every run, and all else over them. @param {readonly Run[]} runs */
export function speedTable(runs) {
  const all = runs.flatMap(({ rows }) => rows)
  const names = [...new Set(all.map(({ what }) => what))]
  const head = ['what', 'beside', 'ratio of each run', 'least to greatest', 'ours, theirs', 'noise', 'goal', '']
  return table(
    head,
    names.map((name) => rowOf(all.filter(({ what }) => what === name))),
  )
}

/** @param {readonly Row[]} measured at least one */
function rowOf(measured) {
  const [{ what, beside, unit, goal }] = /** @type {[Row]} */ (measured)
  const least = Math.min(...measured.map(({ min }) => min))
  const greatest = Math.max(...measured.map(({ max }) => max))
  const noise = measured.flatMap((row) => row.noise ?? [])
  return [
    what,
    beside,
    measured.map(({ ratio }) => figure(ratio)).join(', '),
    least === greatest ? '' : range(least, greatest),
    `${figure(middle(measured.map(({ ours }) => ours)))}, ${figure(middle(measured.map(({ theirs }) => theirs)))} ${unit}`,
    noise.length === 0 ? '' : range(Math.min(...noise), Math.max(...noise)),
    goal === undefined ? '' : 'most' in goal ? `≤ ${goal.most}` : `≥ ${goal.least}`,
    goal === undefined ? '' : verdict(measured.map(({ holds }) => holds === true)),
  ]
}

/** @param {readonly boolean[]} held */
function verdict(held) {
  const times = held.filter(Boolean).length
  if (times === held.length) return 'holds'
  return times === 0 ? 'missed' : `holds in ${times} of ${held.length}`
}

const range = (from, to) => `${figure(from)} to ${figure(to)}`
const figure = (value) => value.toLocaleString('en', { maximumSignificantDigits: 3 })

/** @param {readonly number[]} values */
function middle(values) {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
}

const panels = /** @type {const} */ ([
  { of: 'listing', title: 'listing the certificates (beside certutil -L)', across: 'certificates' },
  { of: 'start', title: 'start, until they were looked at (beside a bare Electron)', across: 'certificates' },
  { of: 'renewal', title: 'from 更新 to 発行完了 (beside a bare sign-in)', across: 'certificates of others' },
  { of: 'reminders', title: 'reminder run of the demo bank (beside the bare query)', across: 'customers' },
])
const panel = { width: 330, height: 170 }
const place = { left: 80, right: 36, top: 34, below: 46 }
const ourColour = '#1f4577'
const theirColour = '#8a8f98'

/** Both scales go by tenfold steps: a cost that grows with the number is a line of 45 degrees. @param {readonly Run[]} runs */
export function growthPicture(runs) {
  const all = runs.flatMap(({ rows }) => rows)
  const drawn = panels.map(({ of, ...said }) => ({ ...said, rows: all.filter(({ growth }) => growth?.of === of) }))
  const [column, line] = [place.left + panel.width + place.right, place.top + panel.height + place.below]
  const [width, height] = [2 * column, 2 * line + 30]
  return chart(width, height, [
    ...drawn.flatMap(({ rows, ...said }, at) => [
      `<g transform="translate(${place.left + (at % 2) * column} ${place.top + (at >> 1) * line})">`,
      ...(rows.length > 0 ? curves(rows, said) : []),
      '</g>',
    ]),
    ...entry(place.left, height - 16, ourColour, 'Koshin'),
    ...entry(place.left + 120, height - 16, theirColour, 'what it is measured beside'),
  ])
}

/** @param {readonly Row[]} rows @param {{ title: string, across: string }} said */
function curves(rows, { title, across }) {
  const counts = [...new Set(rows.map(({ growth }) => /** @type {Growth} */ (growth).count))].sort((a, b) => a - b)
  const at = (count) => rows.filter(({ growth }) => growth?.count === count)
  const [ours, theirs] = ['ours', 'theirs'].map((side) =>
    counts.map((count) => middle(at(count).map((row) => row[side]))),
  )
  const across10 = scale(counts, panel.width)
  const up10 = scale([...ours, ...theirs], panel.height)
  const x = (count) => across10.at(count)
  const y = (ms) => round(panel.height - up10.at(ms))
  const points = (values) => values.map((value, index) => `${x(counts[index])},${y(value)}`).join(' ')
  return [
    text(-place.left + 10, -16, title, 'font-weight="bold"'),
    ...up10.steps.flatMap((ms) => [
      `<line x1="0" x2="${panel.width}" y1="${y(ms)}" y2="${y(ms)}" stroke="#ddd"/>`,
      text(-6, y(ms) + 4, `${ms.toLocaleString('en')} ms`, 'text-anchor="end"'),
    ]),
    ...across10.steps.map((count) =>
      text(x(count), panel.height + 16, count.toLocaleString('en'), 'text-anchor="middle"'),
    ),
    text(panel.width, panel.height + 30, across, 'text-anchor="end"'),
    `<polyline points="${points(theirs)}" stroke="${theirColour}"/>`,
    `<polyline points="${points(ours)}" stroke="${ourColour}"/>`,
  ]
}

/** From the power of ten below the least to the one above the greatest. @param {readonly number[]} values @param {number} length */
function scale(values, length) {
  const from = Math.floor(Math.log10(Math.min(...values)))
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values))))
  const steps = Array.from({ length: to - from + 1 }, (_, step) => 10 ** (from + step))
  return { steps, at: (value) => round(((Math.log10(value) - from) / (to - from)) * length) }
}

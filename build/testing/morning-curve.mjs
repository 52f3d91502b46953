/** Draws what tests/model/morning found, and tells its figures in a table; in both languages. */
import { chart, entry, round, text } from '../pictures/chart.mjs'

/** @typedef {{ peak: number, most: number, all: number, left: number, refused: number, curve: readonly { rate: number, renewed: number }[] }} Outcome */
/** @typedef {{ machines: number, spreadHours: number, outcome: Outcome }} Told */

/** What is simulated. Requests a second, seconds, hours. */
export const bank = { capacity: 50, retryAfter: 120 }
export const mornings = [10_000, 1_000_000]
export const spreads = [0, 24, 72]

export const words = {
  en: {
    machines: (count) => `${count.toLocaleString('en')} machines`,
    spread: (hours) => (hours === 0 ? 'not spread' : `over ${hours} hours`),
    rate: 'requests a second (half-hour mean)',
    renewed: 'renewed',
    capacity: `the bank answers ${bank.capacity} a second`,
    hours: 'hours after nine o’clock on the first day',
    head: '| machines | `spreadHours` | most requests in a second | answered with 503 | 99 % renewed after | all renewed after | left over |',
    time: (hours) => `${hours.toFixed(1)} h`,
  },
  ja: {
    machines: (count) => `${count.toLocaleString('ja')} 台`,
    spread: (hours) => (hours === 0 ? '分散なし' : `${hours} 時間に分散`),
    rate: '1 秒あたりの要求（30 分の平均）',
    renewed: '更新済み',
    capacity: `銀行は毎秒 ${bank.capacity} 件に応答`,
    hours: '1 日目の 9 時からの時間',
    head: '| 台数 | `spreadHours` | 1 秒間の要求の最大 | 503 の応答の割合 | 99 % の更新まで | 全台の更新まで | 残り |',
    time: (hours) => `${hours.toFixed(1)} 時間`,
  },
}

/** @param {'en' | 'ja'} language @param {Told} told */
export function row(language, { machines, spreadHours, outcome }) {
  const { time } = words[language]
  const count = (number) => number.toLocaleString(language)
  const share = `${Math.round(outcome.refused * 100)} %`
  const cells = [
    count(machines),
    spreadHours,
    count(outcome.peak),
    share,
    time(outcome.most),
    time(outcome.all),
    outcome.left,
  ]
  return `| ${cells.join(' | ')} |`
}

const colours = { 0: '#b3261e', 24: '#1f4577', 72: '#2e7d4f' }
const capacityColour = '#555'
const capacityDashes = ' stroke-dasharray="4 3"'
const panel = { width: 400, height: 150 }
const place = { left: 60, right: 30, top: 44, between: 46, beside: 60 }
/** h */
const longest = 84
const x = (hours) => round((Math.min(hours, longest) / longest) * panel.width)
/** Requests a second, on a scale of tenfold steps from 0.1 to 10,000. */
const yOfRate = (rate) => round(panel.height * (1 - Math.log10(Math.min(100_000, Math.max(1, rate * 10))) / 5))
const yOfPart = (part) => round(panel.height * (1 - part))

/** The two panels of as many machines: requests a second above, what is renewed below. */
/** @param {'en' | 'ja'} language @param {number} machines @param {readonly Told[]} told */
export function column(language, machines, told) {
  const say = words[language]
  const index = mornings.indexOf(machines)
  const left = place.left + index * (panel.width + place.beside)
  const below = place.top + panel.height + place.between
  const lines = (y, part) =>
    told
      .filter((one) => one.machines === machines)
      .map(({ spreadHours, outcome: { curve } }) => {
        const points = curve.map((point, at) => `${x((at + 1) / 2)},${y(point[part])}`)
        if (part === 'renewed') points.unshift(`0,${y(0)}`)
        return `<polyline points="${points.join(' ')}" stroke="${colours[spreadHours]}"/>`
      })
  return [
    `<g id="machines-${machines}">`,
    text(left, place.top - 22, say.machines(machines), 'font-weight="bold"'),
    `<g transform="translate(${left} ${place.top})">`,
    ...frame([0.1, 1, 10, 100, 1000, 10_000].map((rate) => [yOfRate(rate), rate.toLocaleString(language)])),
    text(0, -6, say.rate),
    `<line x1="0" x2="${panel.width}" y1="${yOfRate(bank.capacity)}" y2="${yOfRate(bank.capacity)}" stroke="${capacityColour}"${capacityDashes}/>`,
    ...lines(yOfRate, 'rate'),
    '</g>',
    `<g transform="translate(${left} ${below})">`,
    ...frame([0, 0.5, 1].map((part) => [yOfPart(part), `${part * 100} %`])),
    text(0, -6, say.renewed),
    ...lines(yOfPart, 'renewed'),
    '</g>',
    '</g>',
  ].join('\n')
}

/** @param {[y: number, label: string][]} steps */
function frame(steps) {
  const days = [0, 24, 48, 72]
  return [
    ...steps.flatMap(([y, label]) => [
      `<line x1="0" x2="${panel.width}" y1="${y}" y2="${y}" stroke="#ddd"/>`,
      text(-6, y + 4, label, 'text-anchor="end"'),
    ]),
    ...days.map((hours) => text(x(hours), panel.height + 16, String(hours), 'text-anchor="middle"')),
  ]
}

/** @param {'en' | 'ja'} language @param {readonly string[]} columns */
export function picture(language, columns) {
  const say = words[language]
  const width = place.left + mornings.length * panel.width + place.beside + place.right
  const bottom = place.top + 2 * panel.height + place.between + 44
  const height = bottom + 32
  const named = (index, stroke, words, dashes = '') =>
    entry(place.left + index * 170, bottom + 14, stroke, words, dashes)
  const legend = [
    ...spreads.flatMap((hours, index) => named(index, colours[hours], say.spread(hours))),
    ...named(spreads.length, capacityColour, say.capacity, capacityDashes),
  ]
  return chart(width, height, [...columns, text(place.left, bottom - 6, say.hours), ...legend])
}

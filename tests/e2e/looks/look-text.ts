/** A look as text that a reviewer reads in a diff, and how much of it may differ from machine to machine. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { PageLook, Piece } from './page-look.ts'
import type { Theme } from './stage.ts'

const folder = path.join(import.meta.dirname, 'expected')

/** px. Where a font's outlines are rounded otherwise, text is that much wider. What moves on purpose moves further. */
const tolerance = 2

/** The places once, and then what each theme makes of them: colours are told where they differ from what is around. */
export function lookText(looks: ReadonlyMap<Theme, PageLook>): string {
  const places = placesOf(looks.get('light')!)
  const moved = [...looks].flatMap(([theme, look]) => {
    const lines = placesOf(look)
    return lines.join() === places.join() ? [] : [`\n${theme} is laid out otherwise`, ...lines]
  })
  const colours = [...looks].flatMap(([theme, { pieces }]) => [`\n${theme}`, ...pieces.flatMap(colourLine)])
  return [...places, ...moved, ...colours, ''].join('\n')
}

function placesOf({ window, pieces }: PageLook): string[] {
  const lines = pieces.map(({ depth, label, facts, box }) => {
    return `${'  '.repeat(depth)}${label}  ${box}${facts === '' ? '' : `  ${facts}`}`
  })
  return [window, '', ...lines]
}

function colourLine({ label, colours }: Piece): string[] {
  const short = label.length > 40 ? `${label.slice(0, 39)}…` : label
  return colours === '' ? [] : [`  ${short}  ${colours}`]
}

/** Whether a look has no colours in a theme but those that a kept text tells of that theme. */
export function coloursAreIn(kept: string, theme: Theme, { pieces }: PageLook): boolean {
  const lines = kept.split('\n')
  const begin = lines.indexOf(theme) + 1
  const end = lines.indexOf('', begin)
  const known = new Set(lines.slice(begin, end).map((line) => line.split('  ').at(-1)))
  return begin > 0 && pieces.every(({ colours }) => colours === '' || known.has(colours))
}

export function expectedLook(name: string): string {
  const file = fileOf(name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

export function keepLook(name: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(name), text)
}

/** The text, with the lines of `expected` where nothing but a box differs, and that by no more than the tolerance. */
export function settled(text: string, expected: string, px: number = tolerance): string {
  const lines = expected.split('\n')
  return text
    .split('\n')
    .map((line, index) => (isNear(line, lines[index] ?? '', px) ? lines[index]! : line))
    .join('\n')
}

const measures = /(?<=  )-?\d+,-?\d+ \d+x\d+(?=  |$)|(?<=, )\d+x\d+(?=, |$)|(?<=scrolls down to )\d+/g

function isNear(line: string, expected: string, px: number): boolean {
  if (line.replace(measures, '') !== expected.replace(measures, '')) return false
  const numbers = (of: string): number[] =>
    [...of.matchAll(measures)].flatMap(([one]) => one.match(/-?\d+/g)!.map(Number))
  const wanted = numbers(expected)
  return numbers(line).every((number, index) => Math.abs(number - wanted[index]!) <= px)
}

function fileOf(name: string): string {
  return path.join(folder, `${name}.txt`)
}

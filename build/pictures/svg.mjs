/** Drawings as pictures, by librsvg (rsvg-convert of librsvg2-bin on Debian). */
import { spawnSync } from 'node:child_process'
import { codeOf } from '../lib/command.mjs'
import { Foreseen } from '../lib/console.mjs'

/** A drawing that takes longer, in ms, is none for an icon. */
const longest = 60_000

/**
 * @param {string} text SVG
 * @param {number} px of the square that it is drawn into
 * @returns {{ png: Buffer, fault?: undefined } | { png?: undefined, fault: string }}
 * @throws {Foreseen} where there is no librsvg
 */
export function drawn(text, px) {
  const { error, status, stdout, stderr } = spawnSync('rsvg-convert', ['-w', `${px}`, '-h', `${px}`], {
    input: text,
    maxBuffer: 16 * 1024 * 1024,
    timeout: longest,
  })
  const code = error && codeOf(error)
  if (code === 'ENOENT') throw new Foreseen('rsvg-convert is needed: apt-get install librsvg2-bin')
  // It ends at the first mistake, also while it is still being written to.
  if (code !== undefined && code !== 'EPIPE') return { fault: code }
  if (status === 0) return { png: stdout }
  return { fault: stderr.toString('utf8').trim().split('\n')[0] ?? '' }
}

/** @throws {Foreseen} also where it cannot be drawn */
export function pngOf(text, px) {
  const { png, fault } = drawn(text, px)
  if (png === undefined) throw new Foreseen(`rsvg-convert: ${fault}`)
  return png
}

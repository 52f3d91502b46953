/** The icons of the tray: one mark, a ring that begins anew, and a badge for the state, told apart by its shape alone. */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { pngOf } from './svg.mjs'

export const indigo = '#1d4e89'

/** In a box of 22, as renderer/components/window/seal.tsx draws it. */
const ring = '<path d="M17.6 6.2A8.2 8.2 0 1 0 19.2 11"/><path d="M18.4 2.6v4h-4"/>'
export const mark = (ink, width) =>
  `<g fill="none" stroke="${ink}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">${ring}</g>` +
  `<circle cx="11" cy="11" r="2.2" fill="${ink}"/>`

/** In a box of 12, by what the state asks for; none where it asks for nothing. */
const badges = {
  valid: undefined,
  due: {
    colour: '#f2a900',
    shape: '<path d="M6 .8L11.6 10.8H.4z" stroke-linejoin="round"/>',
    sign: '<path d="M6 4.4v2.8" stroke-width="1.5"/><circle cx="6" cy="9" r=".8"/>',
    ink: '#2b1d00',
  },
  expired: {
    colour: '#c62828',
    shape: '<rect x="1" y="1" width="10" height="10" rx="2"/>',
    sign: '<path d="M4 4l4 4M8 4l-4 4" stroke-width="1.6"/>',
    ink: '#ffffff',
  },
  checking: {
    colour: '#5f6672',
    shape: '<circle cx="6" cy="6" r="5.4"/>',
    sign: '<circle cx="3.4" cy="6" r=".9"/><circle cx="6" cy="6" r=".9"/><circle cx="8.6" cy="6" r=".9"/>',
    ink: '#ffffff',
  },
}

export const svg = (box, ...parts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box} ${box}">`,
    ...parts.map((part) => `  ${part}`),
    '</svg>',
    '',
  ].join('\n')
export const at = (x, y, size, of, inner) => `<g transform="translate(${x} ${y}) scale(${size / of})">${inner}</g>`
const drawn = (sign, ink) => `<g fill="${ink}" stroke="${ink}" stroke-linecap="round" stroke-width="0">${sign}</g>`

/** Around the badge the mark ends, so that the two do not run into one. */
const gap = (badge) =>
  badge &&
  `<mask id="g"><rect width="24" height="24" fill="#fff"/>${at(12, 12, 12, 12, `<g stroke="#000" stroke-width="2.4">${badge.shape}</g>`)}</mask>`
const masked = (badge, inner) => (badge === undefined ? inner : `<g mask="url(#g)">${inner}</g>`)

/** White around it, because a taskbar may be dark. */
export const koshinFace = `<circle cx="12" cy="12" r="11" fill="${indigo}" stroke="#ffffff"/>${at(3.4, 3.4, 17.2, 22, mark('#ffffff', 2.6))}`

/** @param {typeof badges[keyof typeof badges]} badge @param {string} face what is drawn in a box of 24 behind it */
function coloured(badge, face) {
  const inner =
    badge &&
    `<g fill="${badge.colour}" stroke="#ffffff" stroke-width=".8">${badge.shape}</g>${drawn(badge.sign, badge.ink)}`
  return svg(
    24,
    ...[gap(badge), masked(badge, face), inner && at(12, 12, 12, 12, inner)].filter((part) => part !== undefined),
  )
}

/** Black alone: macOS tints it to fit its menu bar. The sign is cut out of its badge. */
function template(badge) {
  const cut =
    badge &&
    `<mask id="s"><rect width="24" height="24" fill="#fff"/>${at(12, 12, 12, 12, drawn(badge.sign, '#000'))}</mask>` +
      `<g mask="url(#s)">${at(12, 12, 12, 12, badge.shape)}</g>`
  const parts = [gap(badge), masked(badge, at(1, 1, 22, 22, mark('#000', 2.4))), cut]
  return svg(24, ...parts.filter((part) => part !== undefined))
}

/**
 * Writes the icons of the tray, each in all its sizes: an app's own face with a badge for the state, and for macOS a black shape.
 * @param {string} folder
 * @param {string} face SVG in a box of 24
 */
export function writeTrayIcons(folder, face) {
  for (const [state, badge] of Object.entries(badges)) {
    write(folder, state, coloured(badge, face), { '': 24, '@2x': 48, '-16': 16, '-16@2x': 32 })
    write(folder, `${state}Template`, template(badge), { '': 16, '@2x': 32 })
  }
}

function write(folder, name, text, sizes) {
  writeFileSync(path.join(folder, `${name}.svg`), text)
  for (const [ending, px] of Object.entries(sizes))
    writeFileSync(path.join(folder, `${name}${ending}.png`), pngOf(text, px))
}

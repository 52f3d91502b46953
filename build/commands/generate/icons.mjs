/**
 * `npm run icons`: draws the icons of app and tray: one mark, the ring that begins anew of every window's head, and in
 * the tray a badge for the state, told apart by its shape alone. Needs rsvg-convert (librsvg2-bin on Debian).
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Foreseen, giveUp, say } from '../../lib/console.mjs'
import { icnsFile, icoFile, icoSizes } from '../../pictures/icon-files.mjs'
import { inRoot } from '../../lib/root.mjs'

const indigo = '#1d4e89'

/** In a box of 22, as renderer/components/frame/page-frame.tsx draws it. */
const ring = '<path d="M17.6 6.2A8.2 8.2 0 1 0 19.2 11"/><path d="M18.4 2.6v4h-4"/>'
const mark = (ink, width) =>
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

const svg = (box, ...parts) =>
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${box} ${box}">`,
    ...parts.map((part) => `  ${part}`),
    '</svg>',
    '',
  ].join('\n')
const at = (x, y, size, of, inner) => `<g transform="translate(${x} ${y}) scale(${size / of})">${inner}</g>`
const drawn = (sign, ink) => `<g fill="${ink}" stroke="${ink}" stroke-linecap="round" stroke-width="0">${sign}</g>`

/** Around the badge the mark ends, so that the two do not run into one. */
const gap = (badge) =>
  badge &&
  `<mask id="g"><rect width="24" height="24" fill="#fff"/>${at(12, 12, 12, 12, `<g stroke="#000" stroke-width="2.4">${badge.shape}</g>`)}</mask>`
const masked = (badge, inner) => (badge === undefined ? inner : `<g mask="url(#g)">${inner}</g>`)

/** White around it, because a taskbar may be dark. */
function coloured(badge) {
  const disc = `<circle cx="12" cy="12" r="11" fill="${indigo}" stroke="#ffffff"/>${at(3.4, 3.4, 17.2, 22, mark('#ffffff', 2.6))}`
  const inner =
    badge &&
    `<g fill="${badge.colour}" stroke="#ffffff" stroke-width=".8">${badge.shape}</g>${drawn(badge.sign, badge.ink)}`
  return svg(
    24,
    ...[gap(badge), masked(badge, disc), inner && at(12, 12, 12, 12, inner)].filter((part) => part !== undefined),
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

function write(folder, name, text, sizes) {
  const source = path.join(folder, `${name}.svg`)
  writeFileSync(source, text)
  for (const [ending, px] of Object.entries(sizes))
    writeFileSync(path.join(folder, `${name}${ending}.png`), png(text, px))
}

function png(text, px) {
  const { error, status, stdout } = spawnSync('rsvg-convert', ['-w', `${px}`, '-h', `${px}`], {
    input: text,
    maxBuffer: 16 * 1024 * 1024,
  })
  if (error !== undefined || status !== 0) throw new Foreseen('rsvg-convert is needed: apt-get install librsvg2-bin')
  return stdout
}

/** The app's own: on a plate, which small ones fill. */
function app(px) {
  const [margin, inner, width] = px <= 48 ? [0, 384, 2.8] : [24, 320, 2.2]
  const size = 512 - 2 * margin
  const plate = `<rect x="${margin}" y="${margin}" width="${size}" height="${size}" rx="104" fill="${indigo}"/>`
  return svg(512, plate, at(256 - inner / 2, 256 - inner / 2, inner, 22, mark('#ffffff', width)))
}

function icons() {
  const tray = inRoot('build/icons/tray')
  for (const name of readdirSync(tray)) rmSync(path.join(tray, name))
  for (const [state, badge] of Object.entries(badges)) {
    write(tray, state, coloured(badge), { '': 24, '@2x': 48, '-16': 16, '-16@2x': 32 })
    write(tray, `${state}Template`, template(badge), { '': 16, '@2x': 32 })
  }
  const drawnApp = (px) => png(app(px), px)
  writeFileSync(inRoot('build/icons/app.svg'), app(512))
  writeFileSync(inRoot('build/icons/icon.png'), drawnApp(512))
  writeFileSync(inRoot('build/icons/icon.ico'), icoFile(icoSizes.map(drawnApp)))
  writeFileSync(inRoot('build/icons/icon.icns'), icnsFile(drawnApp))
  say('the icons are in build/icons')
}

try {
  icons()
} catch (error) {
  giveUp(error)
}

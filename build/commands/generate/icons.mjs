/**
 * `npm run icons`: draws the icons of app and tray out of one mark, the ring that begins anew in each window's head, and in
 * the tray a badge for the state, told apart by its shape alone. Needs rsvg-convert (librsvg2-bin on Debian).
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { giveUp, say } from '../../lib/console.mjs'
import { icnsFile, icoFile, icoSizes } from '../../pictures/icon-files.mjs'
import { inRoot } from '../../lib/root.mjs'
import { pngOf } from '../../pictures/svg.mjs'
import { at, indigo, koshinFace, mark, svg, writeTrayIcons } from '../../pictures/tray-icons.mjs'

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
  writeTrayIcons(tray, koshinFace)
  const drawnApp = (px) => pngOf(app(px), px)
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

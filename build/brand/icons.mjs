/** A bank's icon in all the files that systems take. */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { icnsFile, icoFile, icoSizes } from '../pictures/icon-files.mjs'
import { pngOf } from '../pictures/svg.mjs'
import { writeTrayIcons } from '../pictures/tray-icons.mjs'

/**
 * Writes icon.png, icon.ico, icon.icns, and the icons of the tray into tray/.
 * @param {string} folder
 * @param {string} drawing SVG, square
 */
export function writeIcons(folder, drawing) {
  const at = (px) => pngOf(drawing, px)
  mkdirSync(path.join(folder, 'tray'), { recursive: true })
  writeFileSync(path.join(folder, 'icon.png'), at(512))
  writeFileSync(path.join(folder, 'icon.ico'), icoFile(icoSizes.map(at)))
  writeFileSync(path.join(folder, 'icon.icns'), icnsFile(at))
  // As a picture: what the drawing calls its parts cannot meet what the badges call theirs.
  const face = `<image x="1" y="1" width="22" height="22" href="data:image/png;base64,${at(256).toString('base64')}"/>`
  writeTrayIcons(path.join(folder, 'tray'), face)
}

/**
 * The AppImage as electron-builder makes it out of electron-builder.yml, with Debian's tools in the place of those that it
 * would download. Neither npm nor Debian has the program that begins an AppImage (its runtime): a script stands in for it,
 * so this one is for tests alone.
 */
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { electronRuntime } from '../../electron/runtime.mjs'
import { tool } from '../../lib/command.mjs'
import { Foreseen } from '../../lib/console.mjs'
import { inTemporary } from '../../lib/temporary.mjs'
import { described, packedKoshin } from './tree.mjs'

const minute = 60_000

/** @returns {Promise<string>} the file @throws {Foreseen} where a tool is missing */
export async function buildAppImage() {
  const { config, unpacked, folder } = await packedKoshin()
  const { version } = await electronRuntime()
  return inTemporary(path.join(tmpdir(), 'koshin-appimage-'), async (tools) => {
    layOut(tools)
    const packed = ['--linux', 'AppImage', '--prepackaged', unpacked, `-c.electronVersion=${version}`]
    const args = [...packed, '--publish', 'never', '--config', 'electron-builder.yml']
    const code = await tool('electron-builder', args, { env: { APPIMAGE_TOOLS_PATH: tools }, limit: 10 * minute })
    if (code !== 0) throw new Foreseen('electron-builder failed; what it says is above')
    return path.join(folder, `${config.productName}-${described().version}.AppImage`)
  })
}

/** As electron-builder's own download has it. */
function layOut(folder) {
  for (const name of ['mksquashfs', 'desktop-file-validate', 'unsquashfs']) {
    const place = path.join('/usr/bin', name)
    if (!existsSync(place)) throw new Foreseen(`${name} is not installed`)
    symlinkSync(place, path.join(folder, name))
  }
  mkdirSync(path.join(folder, 'runtimes'))
  writeFileSync(path.join(folder, 'runtimes', `runtime-${process.arch}`), standIn())
  // Libraries for systems that lack them.
  mkdirSync(path.join(folder, 'lib', process.arch), { recursive: true })
}

/** Has to know how long it is itself: behind it the files begin. */
function standIn() {
  const script = readFileSync(path.join(import.meta.dirname, 'appimage-stand-in.sh'), 'utf8')
  const place = '@BEGINNING@'
  return script.replace(place, String(script.length).padStart(place.length))
}

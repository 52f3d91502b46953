/** `npm run dist:dir`: packs an unpacked Linux directory with the Electron that is here, without network. */
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { bundle } from './bundle.mjs'
import { tool } from '../lib/command.mjs'
import { Foreseen, giveUp, proclaim, say } from '../lib/console.mjs'
import { electronRuntime } from '../electron/runtime.mjs'
import { inRoot } from '../lib/root.mjs'
import { setUp } from '../lib/setup.mjs'

const result = 'dist/linux-unpacked'

/** @throws {Foreseen} when it cannot be packed */
export async function packDirectory() {
  if (process.platform !== 'linux') throw new Foreseen('dist:dir packs for Linux, on Linux')
  const runtime = await electronRuntime()
  await bundle()
  const electron = [`-c.electronDist=${runtime.folder}`, `-c.electronVersion=${runtime.version}`]
  const target = ['--linux', 'dir', '--publish', 'never', '--config', 'electron-builder.yml']
  const code = await tool('electron-builder', [...target, ...electron])
  if (code !== 0) throw new Foreseen('electron-builder failed; what it says is above')
  if (runtime.kind === 'official') say(`${result} holds Koshin with Electron ${runtime.version}`)
  else markForTesting(runtime)
  say(`to try it: ${result}/koshin --demo`)
}

function markForTesting({ kind, version }) {
  const lines = [
    'FOR TESTING ONLY. DO NOT HAND OUT.',
    `This directory holds an Electron ${version} (${kind}) that is not the official one of this Koshin.`,
  ]
  writeFileSync(inRoot(result, 'STAND-IN.txt'), `${lines.join('\n')}\n`)
  proclaim(...lines, `${result}/STAND-IN.txt says so, too.`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setUp().then(packDirectory).catch(giveUp)

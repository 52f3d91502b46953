/** What is packed: what was built, and of the packages with binaries those for this system and processor. */
import { readdirSync } from 'node:fs'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { filesIn } from './stage/asar.ts'
import { packedFolder } from './stage/packed.ts'

const resources = path.join(packedFolder, 'resources')

test.skip(process.platform !== 'linux', 'an unpacked directory is made on Linux only')

test('the packed app holds what was built and two packages with binaries of their own, and no file of the sources', () => {
  const names = filesIn(path.join(resources, 'app.asar')).map(({ name }) => name)
  const places = new Set(names.map((name) => /^(?:node_modules\/(?:@[^/]+\/)?)?[^/]+/.exec(name)![0]))
  const own = `node_modules/@koromix/koffi-linux-${process.arch}`
  expect([...places].toSorted()).toEqual(
    ['LICENSE', 'package.json', 'out', 'node_modules/keytar', 'node_modules/koffi', own].toSorted(),
  )
  expect(names).toContain('out/main/sqlite.wasm.br')
})

test('what was built asks for no package that is not there', () => {
  const built = filesIn(path.join(resources, 'app.asar')).filter(({ name }) =>
    /^out\/(main|preload)\/.*\.cjs$/.test(name),
  )
  const asked = built.flatMap(({ content }) =>
    [...content.toString().matchAll(/\brequire\(["'`]([\w@][^"'`]*)["'`]\)/g)].map(([, name]) => name!),
  )
  const known = new Set([...builtinModules, 'electron', 'koffi', 'keytar'])
  expect(asked).toContain('koffi')
  expect(asked.filter((name) => !name.startsWith('node:') && !known.has(name))).toEqual([])
})

test('its binaries are for this system and processor alone', () => {
  const unpacked = readdirSync(path.join(resources, 'app.asar.unpacked'), { recursive: true, encoding: 'utf8' })
  const system = `linux-${process.arch}`
  expect(unpacked.filter((name) => name.endsWith('.node')).toSorted()).toEqual([
    `node_modules/@koromix/koffi-${system}/${system.replace('-', '_')}/koffi.node`,
    `node_modules/keytar/prebuilds/${system}/keytar.node`,
  ])
})

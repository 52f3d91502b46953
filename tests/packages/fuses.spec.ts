/** What the packed binary refuses, read back from it and tried on it; and what its archive says of its files. */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'
import { expect, test } from '@playwright/test'
import { filesIn } from './stage/asar.ts'
import { appSpeaks, copyOfPacked, packedFolder } from './stage/packed.ts'

const root = path.resolve(import.meta.dirname, '../..')
const binary = path.join(packedFolder, 'koshin')

test.skip(process.platform !== 'linux', 'an unpacked directory is made on Linux only')

/** Since Electron 41, and unknown to electron-builder's @electron/fuses: on, as Electron comes, for SQLite is Wasm here. */
const ninth = 'WasmTrapHandlers'

/** `electronFuses` of electron-builder.yml, by the names that @electron/fuses has for them. */
function wanted(count: number): Record<string, boolean> {
  const [, block] = /^electronFuses:\n((?: {2}.*\n)+)/m.exec(
    readFileSync(path.join(root, 'electron-builder.yml'), 'utf8'),
  )!
  const settings = [...block!.matchAll(/^ {2}(\w)(\w+): (true|false)$/gm)]
  const named = Object.fromEntries(
    settings.map(([, first, rest, value]) => [first!.toUpperCase() + rest!, value === 'true']),
  )
  return count > 8 ? { ...named, [ninth]: true } : named
}

test.describe('the packed binary', () => {
  test('has each fuse as electron-builder.yml sets it, and none that is left to chance', async () => {
    const { version, ...wire } = await getCurrentFuseWire(binary)
    expect(version).toBe(FuseVersion.V1)
    // A fuse of a newer Electron has no name yet, and fails here until somebody decides about it.
    const name = (index: number): string => FuseV1Options[index] ?? (index === 8 ? ninth : `fuse ${index}`)
    const states = Object.values(wire).map((state) => String.fromCharCode(Number(state)))
    expect(Object.fromEntries(states.map((state, index) => [name(index), state]))).toEqual(
      Object.fromEntries(Object.entries(wanted(states.length)).map(([fuse, on]) => [fuse, on ? '1' : '0'])),
    )
  })
})

test.describe('started by somebody who means harm', () => {
  let copy: ReturnType<typeof copyOfPacked>
  let script: string
  let left: string
  const ran = (): boolean => existsSync(left)

  test.beforeAll(async () => {
    copy = copyOfPacked()
    left = path.join(copy.place, 'ran')
    script = path.join(copy.place, 'stranger.cjs')
    writeFileSync(script, `require('node:fs').writeFileSync(${JSON.stringify(left)}, ''); process.exit(0)`)
    // The same binary with its fuses the other way: what is tried below succeeds there, so that it is known to work.
    copyFileSync(binary, path.join(copy.folder, 'unfused'))
    await flipFuses(path.join(copy.folder, 'unfused'), {
      version: FuseVersion.V1,
      [FuseV1Options.RunAsNode]: true,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.OnlyLoadAppFromAsar]: false,
    })
  })
  test.afterEach(() => rmSync(left, { force: true }))
  test.afterAll(() => copy.dispose())

  test('it is no Node that runs a script (ELECTRON_RUN_AS_NODE)', async () => {
    const environment = { ELECTRON_RUN_AS_NODE: '1' }
    expect(await copy.start('koshin', [script], environment)).toContain(appSpeaks)
    expect(ran()).toBe(false)
    await copy.start('unfused', [script], environment)
    expect(ran()).toBe(true)
  })

  test('it takes no code and no certificate authority from the environment (NODE_OPTIONS, NODE_EXTRA_CA_CERTS)', async () => {
    const environment = { NODE_OPTIONS: `--require=${script}`, NODE_EXTRA_CA_CERTS: path.join(copy.place, 'none.pem') }
    const said = await copy.start('koshin', [], environment)
    expect(said).toContain(appSpeaks)
    expect(said).not.toContain('extra certs')
    expect(ran()).toBe(false)
    // Electron keeps --require from any packaged app; the authorities are the fuse's alone.
    expect(await copy.start('unfused', [], environment)).toContain('Ignoring extra certs')
  })

  test('it opens no debugger (--inspect, --inspect-brk)', async () => {
    for (const option of ['--inspect=127.0.0.1:0', '--inspect-brk=127.0.0.1:0']) {
      const said = await copy.start('koshin', [option])
      expect(said).toContain(appSpeaks)
      expect(said).not.toContain('Debugger listening')
    }
    expect(await copy.start('unfused', ['--inspect=127.0.0.1:0'])).toContain('Debugger listening on ws://127.0.0.1:')
  })

  test('it starts no folder `app` that lies beside app.asar or in its place', async () => {
    const resources = path.join(copy.folder, 'resources')
    mkdirSync(path.join(resources, 'app'))
    copyFileSync(script, path.join(resources, 'app/index.js'))
    writeFileSync(path.join(resources, 'app/package.json'), '{ "main": "index.js" }')
    expect(await copy.start('koshin', [])).toContain(appSpeaks)
    renameSync(path.join(resources, 'app.asar'), path.join(resources, 'away.asar'))
    expect(await copy.start('koshin', [])).not.toContain(appSpeaks)
    expect(ran()).toBe(false)
    await copy.start('unfused', [])
    expect(ran()).toBe(true)
  })
})

test.describe('app.asar', () => {
  test('says the SHA-256 of each of its files, which Electron compares on Windows and macOS, but on Linux never', () => {
    const files = filesIn(path.join(packedFolder, 'resources/app.asar'))
    expect(files.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['package.json', 'out/main/index.cjs', 'out/preload/bridge.cjs']),
    )
    const wrong = files.filter(({ content, integrity }) => {
      const hash = createHash('sha256').update(content).digest('hex')
      return integrity?.algorithm !== 'SHA256' || integrity.hash !== hash
    })
    expect(wrong.map(({ name }) => name)).toEqual([])
  })
})

/** The AppImage, whose files are electron-builder's and whose first part, the runtime, is stood in for by a script. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { exitCodes } from '../../main/cli/unattended/outcomes.ts'
import { removeFolder } from '../../main/compose/throw-away-folder.ts'
import { manage, missingForManagement } from '../e2e/administration/managed-machine.ts'
import { appSpeaks, packedFolder } from './stage/packed.ts'
import { page, reach, walk } from './stage/walk.ts'

const file = process.env['KOSHIN_APPIMAGE'] ?? ''
test.skip(file === '', process.env['KOSHIN_NO_APPIMAGE'] ?? 'there is no AppImage')

let folder: string
test.beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-appimage-'))
})
// Again where a process that was ended is still at it.
test.afterEach(() => removeFolder(folder))

const environment = () => ({ PATH: process.env['PATH'], HOME: folder, TMPDIR: folder, LANG: 'C.UTF-8' })
const filesIn = (place: string): string[] => readdirSync(place, { recursive: true }).map(String).sort()

test('holds the files that are packed, and an entry for the menu that is valid and leaves the sandbox on', () => {
  execFileSync(file, ['--appimage-extract'], { cwd: folder, env: environment(), timeout: 120_000 })
  const inside = path.join(folder, 'squashfs-root')
  const packed = filesIn(packedFolder).filter((name) => name !== 'STAND-IN.txt')
  expect(filesIn(inside)).toEqual(expect.arrayContaining(packed))
  expect(packed).toContain('resources/app.asar')
  const name = path.join(inside, 'koshin.desktop')
  execFileSync('desktop-file-validate', [name])
  const entry = readFileSync(name, 'utf8')
  expect(entry).toContain('Exec=AppRun %U\n')
  expect(entry).toContain('Name[ja]=電子証明書更新 Koshin\n')
  expect(entry).toMatch(/^MimeType=.*application\/vnd\.koshin\.bank\+json;/m)
  expect(entry).toMatch(/^MimeType=.*x-scheme-handler\/koshin;/m)
})

test('is the app where a script starts it, and ends as the app does', () => {
  const args = ['--no-sandbox', '--status', '--json']
  const { stdout, status } = spawnSync(file, args, { env: environment(), encoding: 'utf8', timeout: 120_000 })
  expect(stdout).toContain(appSpeaks)
  expect(status).toBe(exitCodes['configuration-invalid'])
})

test('opens its windows, and renews at the demo bank', async () => {
  const missing = missingForManagement()
  test.skip(missing !== undefined, missing)
  const [program, ...before] = manage(folder, { automation: { allow: true } })
  const demo = ['--demo', `--demo-folder=${path.join(folder, 'demo')}`, '--lang=ja', '--remote-debugging-port=0']
  const { DISPLAY, XAUTHORITY } = process.env
  const env = { ...environment(), DISPLAY, ...(XAUTHORITY !== undefined && { XAUTHORITY }) }
  const stdio: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe']
  const app = spawn(program, [...before, file, '--no-sandbox', ...demo], { env, detached: true, stdio })
  try {
    const browser = await reach(app)
    await walk(browser)
    await expect((await page(browser, 'index.html')).getByTestId('completion-stored-in')).toContainText(
      'NSS データベース',
    )
    await browser.close()
  } finally {
    // With what it has started, and nothing else.
    if (app.exitCode === null) process.kill(-app.pid!, 'SIGKILL')
  }
})

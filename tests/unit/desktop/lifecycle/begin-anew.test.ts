import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'

const relaunch = vi.hoisted(() => vi.fn())
const atQuit = vi.hoisted((): ((event: unknown, code: number) => void)[] => [])
vi.mock('electron', () => ({
  app: { relaunch, once: (_quit: 'quit', listener: (typeof atQuit)[number]) => void atQuit.push(listener) },
}))
const { beginAnew } = await import('../../../../main/desktop/lifecycle/begin-anew.ts')

const { execPath } = process
let folder: string | undefined
afterEach(() => {
  vi.unstubAllEnvs()
  process.execPath = execPath
  relaunch.mockClear()
  if (folder !== undefined) rmSync(folder, { recursive: true })
  folder = undefined
})

it('the app begins anew with the arguments that it had, or with others', () => {
  beginAnew()
  beginAnew(['/app', '--lang=ja'])
  expect(relaunch.mock.calls).toEqual([[{ args: process.argv.slice(1) }], [{ args: ['/app', '--lang=ja'] }]])
})

it('an AppImage begins anew by its own file, because what the app runs from is gone with it', () => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-mount-'))
  process.execPath = path.join(folder, 'koshin')
  writeFileSync(process.execPath, '')
  vi.stubEnv('APPDIR', folder)
  vi.stubEnv('APPIMAGE', '/home/hanako/Koshin.AppImage')
  beginAnew([])
  expect(relaunch).toHaveBeenCalledWith({ args: [], execPath: '/home/hanako/Koshin.AppImage' })
})

it.each([
  ['is put in place as the app is quit', 0, false, 1],
  ['is not put in place after a failure', 1, false, 0],
  ['is not put in place under the start that follows', 0, true, 0],
])('a newer version %s', async (_what, code, isAnew, times) => {
  vi.resetModules()
  const fresh = await import('../../../../main/desktop/lifecycle/begin-anew.ts')
  const exchange = vi.fn()
  fresh.onceQuitForGood(exchange)
  if (isAnew) fresh.beginAnew(['--hidden'])
  atQuit.splice(0).forEach((listener) => listener({}, code))
  expect(exchange).toHaveBeenCalledTimes(times)
})

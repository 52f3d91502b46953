/** A desktop without X: weston, a Wayland compositor, that draws for nobody. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Demo, expect, launch, test as base } from '../stage/app.ts'
import { sessionForEach } from './session/desktop-session.ts'

const version = /^weston (\d+)/.exec(spawnSync('weston', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]
/** Without a renderer no client is told to draw. Newer ones name both options otherwise. */
const drawing =
  Number(version) < 12 ? ['--backend=headless-backend.so', '--use-pixman'] : ['--backend=headless', '--renderer=pixman']

/** Started as a session does it whose only display is Wayland's. */
const test = base.extend<{ wayland: () => Promise<Demo> }>({
  wayland: async ({ openBank }, use) => {
    const runtime = mkdtempSync(path.join(tmpdir(), 'koshin-wayland-'))
    const display = 'wayland-koshin'
    const compositor: ChildProcess = spawn(
      'weston',
      [...drawing, '--width=1366', '--height=768', '--idle-time=0', `--socket=${display}`],
      { env: { ...process.env, XDG_RUNTIME_DIR: runtime }, stdio: 'ignore' },
    )
    const ended = once(compositor, 'exit')
    await expect.poll(() => existsSync(path.join(runtime, display))).toBe(true)
    const running: Demo[] = []
    await use(async () => {
      const there = { XDG_RUNTIME_DIR: runtime, WAYLAND_DISPLAY: display, GDK_BACKEND: 'wayland', DISPLAY: '' }
      const demo = await launch(await openBank(), { options: ['--ozone-platform=wayland'] }, there)
      running.push(demo)
      return demo
    })
    for (const demo of running) await demo.close().catch(() => undefined)
    compositor.kill()
    await ended
    rmSync(runtime, { recursive: true, force: true })
  },
})

test.describe('on a Wayland desktop', () => {
  test.skip(version === undefined, 'no weston (package weston): nothing is tried on Wayland')
  const session = sessionForEach()

  test('a certificate is renewed, with its two questions in windows of their own, and the icon follows', async ({
    wayland,
  }) => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const demo = await wayland()
    const window = await demo.logIn()
    await expect.poll(() => session().trayToolTip()).toContain('更新の時期です - あと20日')
    await demo.begin(window)
    await demo.complete(window)
    await expect.poll(() => session().trayToolTip()).toContain('有効')
  })
})

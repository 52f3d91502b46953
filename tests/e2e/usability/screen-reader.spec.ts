/** What a screen reader is told: not the page's own tree, but what comes out of the desktop's accessibility bus (AT-SPI). */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { Demo, expect, heading, launchArguments, launchEnvironment, test } from '../stage/app.ts'
import { launchElectron } from '../stage/electron.ts'

const launcher = '/usr/libexec/at-spi-bus-launcher'
const missing =
  existsSync(launcher) &&
  spawnSync('/usr/bin/python3', ['-c', 'import pyatspi']).status === 0 &&
  spawnSync('dbus-daemon', ['--version']).status === 0
    ? undefined
    : 'at-spi2-core, python3-pyatspi or dbus is not installed'

interface Told {
  readonly role: string
  readonly name: string
  readonly states: readonly string[]
}

const controls = new Set([
  'push button',
  'toggle button',
  'entry',
  'password text',
  'check box',
  'radio button',
  'combo box',
  'link',
])

test.describe('a screen reader', () => {
  test.skip(missing !== undefined, missing)
  const running: ChildProcess[] = []
  test.afterEach(() => running.splice(0).forEach((child) => child.kill()))

  test('is told the role, the name and the state of every control on the way to the confirmation', async ({
    start,
    folder,
  }) => {
    // Lays out the starting point.
    await (await start()).close()
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    running.push(bus)
    const [address] = (await once(createInterface(bus.stdout), 'line')) as [string]
    const session = { DBUS_SESSION_BUS_ADDRESS: address, HOME: path.join(folder, 'outer-home') }
    running.unshift(spawn(launcher, ['--launch-immediately'], { env: { ...process.env, ...session }, stdio: 'ignore' }))
    const environment = { ...launchEnvironment(folder), ...session, ACCESSIBILITY_ENABLED: '1', NO_AT_BRIDGE: '0' }
    const args = launchArguments(folder, { options: ['--force-renderer-accessibility'] })
    const demo = new Demo(await launchElectron(args, environment), folder)

    function told(title: string): readonly Told[] {
      const script = path.join(import.meta.dirname, 'screen-reader.py')
      const env = { ...process.env, ...session }
      const all = JSON.parse(
        execFileSync('/usr/bin/python3', [script, title], { env, encoding: 'utf8' }),
      ) as readonly Told[]
      const found = all.filter(({ role, states }) => controls.has(role) && states.includes('showing'))
      expect(found.filter(({ name }) => name.trim() === '')).toEqual([])
      expect(all.filter(({ role, name }) => role === 'heading' && name === title).length).toBeGreaterThan(0)
      return found
    }
    const named = (found: readonly Told[], role: string) =>
      found.filter((one) => one.role === role).map(({ name }) => name)

    try {
      const window = await demo.window()
      await expect(window.getByTestId('login-certificate')).toBeVisible()
      const login = told('ログイン')
      expect(named(login, 'entry')).toEqual(['お客様 ID'])
      expect(named(login, 'password text')).toEqual(['パスワード'])
      expect(named(login, 'push button')).toEqual(
        expect.arrayContaining(['ログイン', '電子証明書取得', '設定', 'ヘルプ']),
      )
      for (const { states } of login.filter(({ role }) => ['entry', 'password text'].includes(role))) {
        expect(states).toEqual(expect.arrayContaining(['focusable', 'enabled', 'editable']))
      }
      await demo.logIn()
      await expect(heading(window, '電子証明書更新通知')).toBeVisible()
      expect(named(told('電子証明書更新通知'), 'push button')).toEqual(
        expect.arrayContaining(['メインへ', '証明書更新']),
      )
      await demo.prepare(window)
      expect(named(told('電子証明書更新開始'), 'push button')).toEqual(expect.arrayContaining(['更新']))
      await window.getByRole('button', { name: '更新', exact: true }).click()
      await expect(heading(await demo.page('consent.html'), 'Web アクセスの確認')).toBeVisible()
      expect(named(told('Web アクセスの確認'), 'push button')).toEqual(expect.arrayContaining(['はい', 'いいえ']))
    } finally {
      await demo.close()
    }
  })
})

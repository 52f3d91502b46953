/** Started as at login, by a user whose app is at rest while nothing is due. That it ends then: bench/rest.bench.ts. */
import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import { expect, launchEnvironment, test } from '../stage/app.ts'
import { rest, startEnvironment, userSystemd } from '../stage/electron.ts'
import { settingsOf, windowlessCommand } from '../stage/windowless.ts'
import { sessionForEach } from './session/desktop-session.ts'

const started: ChildProcess[] = []
test.afterEach(() => {
  for (const { pid, exitCode, signalCode } of started.splice(0)) {
    if (exitCode === null && signalCode === null) process.kill(-pid!, 'SIGKILL')
  }
})

/** The app of a user who knows where its icon is. */
function startAtLogin(folder: string) {
  const profile = path.join(folder, 'windowless')
  rest(profile)
  const { program, args, env } = windowlessCommand(folder, ['--config', settingsOf(folder), '--hidden'])
  const environment = { ...startEnvironment, ...launchEnvironment(folder), HOME: env['HOME'] }
  // With a process group of its own, by which it is ended with all that it has started.
  const child = spawn(program, ['-r', userSystemd, '--lang=ja', ...args], {
    env: environment,
    stdio: 'ignore',
    detached: true,
  })
  started.push(child)
  return child
}

test.describe('the app at rest', () => {
  const session = sessionForEach()
  test.beforeEach(() => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
  })

  test('stays in the tray where a certificate is due, and reminds', async ({ openBank, folder }) => {
    await openBank('due')
    const child = startAtLogin(folder)
    await expect.poll(() => session().trayToolTip(), { timeout: 45_000 }).toContain('更新の時期です - あと20日')
    await expect.poll(() => session().shownNotifications()).toBe(1)
    expect(child.exitCode).toBeNull()
  })
})

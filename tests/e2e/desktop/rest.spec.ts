/** Started as at login and by the system's scheduler, by a user whose app is at rest while nothing is due. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, launchEnvironment, test } from '../stage/app.ts'
import { rest, startEnvironment, userSystemd } from '../stage/electron.ts'
import { settingsOf, windowlessCommand } from '../stage/windowless.ts'
import { sessionForEach } from './desktop-session.ts'

const started: ChildProcess[] = []
test.afterEach(() => {
  for (const { pid, exitCode } of started.splice(0)) if (exitCode === null) process.kill(-pid!, 'SIGKILL')
})

/** The app of a user who knows where its icon is. */
function startAtLogin(folder: string) {
  const profile = path.join(folder, 'windowless')
  rest(profile)
  const { program, args, env } = windowlessCommand(folder, ['--config', settingsOf(folder), '--hidden'])
  const environment = { ...startEnvironment, ...launchEnvironment(folder), HOME: env['HOME'] }
  // A session of its own: whatever it leaves behind is found by that.
  const child = spawn(program, ['-r', userSystemd, '--lang=ja', ...args], {
    env: environment,
    stdio: 'ignore',
    detached: true,
  })
  started.push(child)
  return { child, ended: once(child, 'exit'), profile }
}

/** Processes of a session, by /proc. */
const sessionOf = (leader: number): string[] =>
  readdirSync('/proc').filter((one) => {
    if (!/^\d+$/.test(one)) return false
    try {
      const [, , , session] = readFileSync(`/proc/${one}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ')
      return Number(session) === leader
    } catch {
      return false
    }
  })

test.describe('the app at rest', () => {
  const session = sessionForEach()
  test.beforeEach(() => {
    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
  })

  test('looks, finds nothing due and is gone, with all its processes; the system starts it the next day', async ({
    openBank,
    folder,
  }) => {
    await openBank('valid')
    const { child, ended, profile } = startAtLogin(folder)
    expect(sessionOf(child.pid!)).not.toEqual([])
    expect(await ended).toEqual([0, null])
    await expect.poll(() => sessionOf(child.pid!)).toEqual([])
    const service = readFileSync(path.join(folder, 'home/.config/systemd/user/koshin-look.service'), 'utf8')
    expect(service).toMatch(/^ExecStart=.* "--hidden"$/m)
    expect(readFileSync(path.join(profile, 'logs/koshin.log'), 'utf8')).toContain('app.rested')
    expect(session().shownNotifications()).toBe(0)
  })

  test('stays in the tray where a certificate is due, and reminds', async ({ openBank, folder }) => {
    await openBank('due')
    const { child, ended } = startAtLogin(folder)
    await expect.poll(() => session().trayToolTip(), { timeout: 45_000 }).toContain('更新の時期です - あと20日')
    await expect.poll(() => session().shownNotifications()).toBe(1)
    expect(child.exitCode).toBeNull()
    session().clickMenu('終了')
    await ended
  })
})

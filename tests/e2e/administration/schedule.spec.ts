/** `koshin --schedule`, where no systemd of a user is in reach, and under a policy that has decided. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../stage/app.ts'
import { runWindowless } from '../stage/windowless.ts'
import { manage, missingForManagement } from './managed-machine.ts'

/** Not the systemd of whoever runs the tests. */
const alone = ['env', '-u', 'DBUS_SESSION_BUS_ADDRESS', '-u', 'XDG_RUNTIME_DIR']

test('a daily renewal is not promised where nobody would start it: at login alone, it is told', async ({ folder }) => {
  const run = (wanted: string) => runWindowless(folder, ['--schedule', wanted, '--yes'], '', alone)
  const daily = await run('daily')
  expect(daily.output).toContain('Not every day, but at each login to a desktop,')
  expect(daily.errors).toContain('koshin --unattended renew')
  expect(daily.code).toBe(0)
  const entry = path.join(folder, 'home/.config/autostart/koshin-daily.desktop')
  expect([existsSync(path.join(folder, 'home/.config/systemd')), existsSync(entry)]).toEqual([false, true])
  const off = await run('off')
  expect([off.code, off.output]).toEqual([0, 'No daily renewal is scheduled.\n'])
  expect(existsSync(entry)).toBe(false)
})

test('a user changes nothing that the policy has decided', async ({ folder }) => {
  test.skip(missingForManagement() !== undefined, missingForManagement())
  const on = [...manage(folder, { schedule: 'off' }), ...alone]
  const run = await runWindowless(folder, ['--schedule', 'daily'], '', on)
  expect(run.errors).toContain('koshin: schedule.managed: schedule: off')
  expect(run.code).toBe(2)
})

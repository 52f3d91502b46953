import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from '../stage/app.ts'
import { runWindowless, settingsOf } from '../stage/windowless.ts'

const loopback = '00000000000000000000000001000000'
const hasLoopback = existsSync('/proc/net/if_inet6') && readFileSync('/proc/net/if_inet6', 'utf8').includes('lo\n')
if (!hasLoopback) console.warn('SKIPPED: this machine has no IPv6 loopback, so no renewal over IPv6 was tried')

/** Connections between this machine and the port over IPv6, those that were just closed included. */
function connections(port: number): number {
  const end = `${loopback}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const rows = readFileSync('/proc/net/tcp6', 'utf8').split('\n')
  return rows.filter((row) => row.trim().split(/\s+/)[2] === end).length
}

test('a bank that has only an IPv6 address is renewed at like any other', async ({ openBank, folder }) => {
  test.skip(!hasLoopback, 'no IPv6 loopback')
  await openBank()
  const settings = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: { est: { url: string } } }
  const port = Number(new URL(settings.bank.est.url).port)
  const before = connections(port)
  const renewal = ['--unattended', 'renew', '--yes', '--config', settingsOf(folder)]
  const run = await runWindowless(folder, ['--host-resolver-rules=MAP localhost [::1]', ...renewal])
  // The bank closes what nobody uses, after a few seconds.
  await expect.poll(() => connections(port)).toBeGreaterThan(before)
  expect(run.code, run.output).toBe(0)
})

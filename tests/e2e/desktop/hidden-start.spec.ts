/** Started at login, without a window: nothing that it waits for keeps its user, or another bank, waiting. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { derToPem } from '../../../main/x509/pem.ts'
import { Demo, expect, heading, launchEnvironment, test } from '../stage/app.ts'
import { introduce, launchElectron } from '../stage/electron.ts'
import { foreignCa } from '../stage/banks/foreign-bank.ts'
import { runWindowless, settingsOf, windowlessCommand } from '../stage/windowless.ts'
import { sessionForEach } from './session/desktop-session.ts'

const killSwitch = path.resolve(import.meta.dirname, '../../faults/kill-switch.cjs')

/** Starts beside the open demo, on its key store. */
async function startHidden(folder: string, settings: string): Promise<Demo> {
  introduce(path.join(folder, 'windowless'))
  const { args, env } = windowlessCommand(folder, ['--config', settings, '--hidden'])
  const app = await launchElectron(['--lang=ja', ...args], { ...launchEnvironment(folder), ...env })
  return new Demo(app, folder)
}

/** Its user starts it, who knows nothing of it. */
async function startAgain(folder: string, settings: string): Promise<void> {
  expect((await runWindowless(folder, ['--config', settings])).code).toBe(0)
}

/** A bank that takes connections and never says a word. */
async function silentBank() {
  const connections = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    connections.add(socket)
    socket.on('error', () => undefined).on('close', () => connections.delete(socket))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** How many wait for its answer. */
    waiting: () => connections.size,
    close() {
      server.close()
      for (const socket of connections) socket.destroy()
    },
  }
}

test.describe('on a desktop', () => {
  const session = sessionForEach()

  test('a bank that never answers keeps neither the window shut nor the reminder of another bank away', async ({
    openBank,
    folder,
  }) => {
    await openBank()
    const silent = await silentBank()
    const anchors = path.join(folder, 'silent.pem')
    writeFileSync(anchors, derToPem(foreignCa('黙る銀行 CA').der))
    const { bank } = JSON.parse(readFileSync(settingsOf(folder), 'utf8')) as { bank: { trustAnchors: string } }
    const other = { ...bank, id: 'demo', trustAnchors: path.join(folder, 'bank/anchors.pem') }
    const settings = path.join(folder, 'two.json')
    const first = { name: '黙る銀行', est: { url: silent.url }, trustAnchors: anchors }
    writeFileSync(settings, JSON.stringify({ bank: first, otherBanks: [other] }))

    process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
    const hidden = await startHidden(folder, settings)
    await expect.poll(() => session().shownNotifications(), { timeout: 45_000 }).toBe(1)
    await expect.poll(silent.waiting).toBeGreaterThan(0)
    // A page that only opens a connection to the bank may be there for a moment.
    await expect.poll(() => hidden.openPages()).toEqual([])
    await startAgain(folder, settings)
    await expect(heading(await hidden.window(), 'ログイン')).toBeVisible()
    expect(silent.waiting()).toBeGreaterThan(0)
    await hidden.close()
    silent.close()
  })
})

test('a confirmation that is open keeps the window of whoever starts the app again from nothing', async ({
  openBank,
  folder,
}) => {
  await openBank()
  const settings = settingsOf(folder)
  const { program, args, env } = windowlessCommand(folder, ['--config', settings, '--unattended', 'renew', '--yes'])
  const switched = { KOSHIN_MOMENTS: path.join(folder, 'moments'), KOSHIN_KILL_AT: 'after journal: requesting' }
  const [, signal] = (await once(
    spawn(program, ['-r', killSwitch, ...args], { env: { ...env, ...switched }, stdio: 'ignore' }),
    'exit',
  )) as [unknown, string]
  expect(signal).toBe('SIGKILL')

  const hidden = await startHidden(folder, settings)
  await hidden.page('consent.html')
  const window = await hidden.window()
  await startAgain(folder, settings)
  await expect.poll(() => hidden.openPages().toSorted()).toEqual(['consent.html', 'index.html'])
  await hidden.answer('はい')
  await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
  await hidden.close()
})

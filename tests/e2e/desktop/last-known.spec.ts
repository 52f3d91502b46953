/** What is shown of certificates before the key store has told what it holds. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { expect, heading, test } from '../stage/app.ts'
import { sessionForEach } from './desktop-session.ts'

const session = sessionForEach()
test.beforeEach(() => {
  process.env['DBUS_SESSION_BUS_ADDRESS'] = session().address
})

const lacking = spawnSync('python3', ['-c', 'import sqlite3']).status === 0 ? undefined : 'no python3 with sqlite3'

/** As another program that is writing to the user's database; ends with the function that is returned. */
async function hold(home: string): Promise<() => Promise<void>> {
  const script = `
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute('begin immediate')
print('held', flush=True)
sys.stdin.read()
`
  const holder = spawn('python3', ['-c', script, path.join(home, '.pki/nssdb/key4.db')])
  const ended = once(holder, 'exit')
  await once(holder.stdout, 'data')
  return async () => {
    holder.stdin.end()
    await ended
  }
}

test('the next start shows at once what the last one found, and that it is still looking', async ({
  start,
  folder,
}) => {
  test.skip(lacking !== undefined, lacking)
  const first = await start({ certificate: 'valid' })
  await expect(heading(await first.window(), 'ログイン')).toBeVisible()
  await expect.poll(() => session().trayToolTip()).toContain('有効')
  await first.close()

  const release = await hold(path.join(folder, 'home'))
  try {
    const demo = await start({ certificate: 'valid' })
    const window = await demo.window()
    await expect(window.getByText('前回確認した内容です。いまの状態を確認しています。')).toBeVisible()
    await expect(window.getByTestId('login-certificate')).toHaveAttribute('data-status', 'valid')
    await expect.poll(() => session().trayToolTip()).toMatch(/有効 - あと.* - 電子証明書を確認しています/)

    await release()
    await expect(window.getByText('この電子証明書でログインします。')).toBeVisible({ timeout: 45_000 })
    await expect.poll(() => session().trayToolTip()).not.toContain('確認しています')
  } finally {
    await release()
  }
})

/** Faults of the app itself: they leave a trace, and its user is told in words that a user understands. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

const logOf = (folder: string): string => {
  const file = path.join(folder, 'profile/logs/koshin.log')
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

test.describe('a fault of the app', () => {
  const atLogin = shareApp()

  test('that ends the process of its page brings the page back, and is logged', async () => {
    const { demo, window } = await atLogin()
    const crashed = window.waitForEvent('crash')
    await demo.app.evaluate(({ BrowserWindow }) => {
      const windows = BrowserWindow.getAllWindows()
      windows
        .find(({ webContents }) => webContents.getURL().includes('index.html'))
        ?.webContents.forcefullyCrashRenderer()
    })
    await crashed
    const shown = () =>
      demo.app.evaluate(({ BrowserWindow }) => {
        const windows = BrowserWindow.getAllWindows()
        const page = windows.find(({ webContents }) => webContents.getURL().includes('index.html'))?.webContents
        return page?.isCrashed() === false
          ? page.executeJavaScript('document.querySelector("h1")?.textContent')
          : undefined
      })
    await expect.poll(shown).toBe('ログイン')
    expect(logOf(demo.folder)).toMatch(/ ERROR app\.fault kind=render-process-gone reason=(crashed|killed)\n/)
  })

  // The last one: the app would be over.
  test('that nobody foresaw is logged without what it says, and told in Japanese before the app ends', async () => {
    const { demo } = await atLogin()
    // A box of the operating system cannot be pressed from here: it is answered in its place, with 終了.
    await demo.app.evaluate(({ dialog, app }) => {
      const seen: unknown[] = []
      Object.assign(globalThis, { seen })
      app.exit = (code) => void seen.push(code)
      dialog.showMessageBoxSync = (...given: unknown[]) => {
        seen.push(given.at(-1))
        return 1
      }
      setImmediate(() => {
        throw new TypeError('YAMADA TARO')
      })
    })
    const seen = () => demo.app.evaluate(() => (globalThis as unknown as { seen: unknown[] }).seen)
    await expect.poll(seen).toHaveLength(2)
    expect(await seen()).toMatchObject([
      {
        message: 'Koshin で予期しない問題が起きました。',
        detail: expect.stringContaining('お問い合わせ先: デモ銀行 0120-000-000'),
        buttons: ['再起動', '終了'],
      },
      1,
    ])
    expect(logOf(demo.folder)).toMatch(/ ERROR app\.fault kind=uncaught-exception error=TypeError( place=\S+)?\n/)
    expect(logOf(demo.folder)).not.toContain('YAMADA')
  })
})

import path from 'node:path'
import { expect, heading, logOut, test } from '../stage/app.ts'
import { shareDemoWithFiles } from '../stage/shared-app.ts'

const atLogin = shareDemoWithFiles()

test.describe('a window', () => {
  test('has no Node, no Electron and no generic way to the main process', async () => {
    const { window } = await atLogin()
    const reach = await window.evaluate(() => ({
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
      ipc: Object.keys(globalThis).filter((name) => /ipc|electron/i.test(name)),
      koshin: Object.keys(globalThis.window.koshin).sort(),
    }))
    expect(reach).toEqual({
      require: 'undefined',
      process: 'undefined',
      ipc: [],
      koshin: [
        'acquire',
        'bankFile',
        'banks',
        'certificate',
        'chooseBank',
        'completion',
        'ended',
        'failure',
        'genuine',
        'keyStore',
        'login',
        'main',
        'newPc',
        'notice',
        'onBanks',
        'onView',
        'opening',
        'preparing',
        'settings',
        'setup',
        'side',
        'start',
        'support',
        'updates',
        'view',
        'watch',
        'working',
      ],
    })
  })

  test('cannot navigate away, also by what is dropped on it, open windows, reach the network or run a script', async () => {
    const { demo, window } = await atLogin()
    const before = window.url()
    // A file, and a link, as they are dropped on it from a mail.
    const devtools = await demo.app.context().newCDPSession(window)
    const link = { mimeType: 'text/uri-list', data: 'https://example.invalid/dropped' }
    for (const what of [{ items: [], files: ['/etc/hostname'] }, { items: [link] }]) {
      const data = { ...what, dragOperationsMask: 1 }
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await devtools.send('Input.dispatchDragEvent', { type, x: 200, y: 200, data })
    }
    const tried = await window.evaluate(async () => {
      const opened = globalThis.window.open('https://example.invalid/')
      const fetched = await fetch('https://localhost/').then(
        () => 'fetched',
        () => 'refused',
      )
      // In a script element, because what Playwright evaluates itself stands above the policy.
      const script = document.createElement('script')
      script.textContent = 'globalThis.injected = true'
      document.head.append(script)
      const injected = 'injected' in globalThis ? 'ran' : 'refused'
      globalThis.location.href = 'https://example.invalid/'
      return { opened: opened === null ? 'refused' : 'opened', fetched, injected }
    })
    expect(tried).toEqual({ opened: 'refused', fetched: 'refused', injected: 'refused' })
    // Asked in the main process: Playwright's own view of the page waits for the navigation that never comes.
    const shown = await demo.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((one) => one.getURL()),
    )
    expect(shown.filter((url) => url.startsWith('app:')).sort()).toEqual(['app://koshin/demo.html', before])
    expect(shown.join()).not.toContain('example.invalid')
  })

  test('gets each of its files with the policy, as what it is, and nothing that is none of its files', async () => {
    const { demo } = await atLogin()
    const asked = await demo.app.evaluate(async ({ session }) => {
      const pages = session.fromPartition('pages', { cache: false })
      const page = await pages.fetch('app://koshin/index.html').then((answer) => answer.text())
      const parts = [...page.matchAll(/assets\/[^"]+/g)].map(([part]) => `app://koshin/${part}`)
      const names = ['content-type', 'content-security-policy', 'x-content-type-options', 'referrer-policy']
      const ask = (address: string) =>
        pages.fetch(address).then(
          ({ status, headers }) => [status, ...names.map((name) => headers.get(name))].join(' | '),
          () => 'refused',
        )
      const absent = ['app://koshin/assets/absent.js', 'app://koshin/assets', 'app://koshin', 'app://other/index.html']
      const told = (addresses: string[]) => Promise.all(addresses.map(async (one) => [one, await ask(one)] as const))
      return { present: await told(['app://koshin/index.html', ...parts]), absent: await told(absent) }
    })
    const types = { html: 'text/html', js: 'text/javascript', css: 'text/css' }
    expect(asked.present.map(([address]) => path.extname(address)).sort()).toEqual([
      '.css',
      '.html',
      '.js',
      '.js',
      '.js',
    ])
    for (const [address, answer] of asked.present) {
      const type = types[path.extname(address).slice(1) as keyof typeof types]
      expect(answer, address).toMatch(
        new RegExp(
          `^200 \\| ${type}; charset=utf-8 \\| default-src 'none'; script-src 'self'; [^|]* frame-ancestors 'none' \\| nosniff \\| no-referrer$`,
        ),
      )
    }
    for (const [address, answer] of asked.absent) expect(answer, address).toBe('refused')
  })

  test('cannot start what its state does not offer, and malformed messages are refused', async () => {
    const { demo, window } = await atLogin()
    const before = demo.storedCertificates()
    const refused = await window.evaluate(async () => {
      const malformed = globalThis.window.koshin.login.choose('../../etc/passwd').then(
        () => 'accepted',
        (error: Error) => error.message,
      )
      return malformed
    })
    expect(refused).toContain('login:choose: malformed')
    await window.evaluate(() => globalThis.window.koshin.start.begin())
    await window.evaluate(() => globalThis.window.koshin.main.installWaiting())
    await expect(heading(window, 'ログイン')).toBeVisible()
    expect(demo.openPages()).not.toContain('consent.html')
    expect(demo.storedCertificates()).toEqual(before)
  })

  test('that is not the consent window cannot answer a confirmation', async () => {
    const { demo, window } = await atLogin()
    await demo.logIn()
    await demo.begin(window)
    const consent = await demo.page('consent.html')
    expect(await window.evaluate(() => 'koshinConsent' in globalThis)).toBe(false)
    expect(await consent.evaluate(() => Object.keys(globalThis.window.koshinConsent).sort())).toEqual([
      'answer',
      'question',
    ])
    expect(await consent.evaluate(() => 'koshin' in globalThis)).toBe(false)
    await demo.answer('いいえ')
    await window.getByRole('button', { name: 'メインへ' }).click()
    await logOut(window)
  })
})

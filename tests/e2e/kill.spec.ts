/** SIGKILL in the middle of a renewal: the next start carries on or explains, and nothing is lost or doubled. */
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, test } from './app.ts'

/** Ends the whole application at once, as a power cut does. */
async function kill(demo: Demo): Promise<void> {
  const gone = demo.app.waitForEvent('close')
  demo.app.process().kill('SIGKILL')
  await gone
}

async function toFirstConfirmation(demo: Demo): Promise<Page> {
  const window = await demo.logIn()
  await demo.begin(window)
  return window
}

/** Does the window wait for its user? While the journal is read, ログイン is there without its fields. */
async function isSettled(window: Page): Promise<boolean> {
  const title = (await window.getByRole('heading', { level: 1 }).textContent()) ?? ''
  if (title === 'ログイン') return window.getByLabel('お客様 ID').isVisible()
  return /^(電子証明書更新(通知|開始)|.*発行完了)$/.test(title)
}

/** Does what the restarted app asks for, as a patient user would, until 発行完了 is shown. */
async function finish(demo: Demo): Promise<void> {
  const window = await demo.window()
  const shown = () => window.getByRole('heading', { level: 1 }).textContent()
  for (let turn = 0; turn < 10; turn++) {
    await expect.poll(async () => demo.openPages().includes('consent.html') || (await isSettled(window)), { timeout: 30_000 }).toBe(true)
    const title = await shown()
    if (demo.openPages().includes('consent.html')) await demo.answer('はい')
    else if (title === '電子証明書発行 発行完了') return
    else if (title === 'ログイン') await demo.logIn().then((page) => expect(heading(page, 'ログイン')).toBeHidden())
    else if (title === '電子証明書更新通知') {
      await window.getByRole('button', { name: '証明書更新' }).click()
      await expect(heading(window, '電子証明書更新通知')).toBeHidden()
    } else {
      await window.getByRole('button', { name: '更新', exact: true }).click()
      await demo.page('consent.html')
    }
  }
  throw new Error('発行完了 was not reached')
}

test('killed in 電子証明書更新開始, the key that was made ahead is gone after the next start', async ({ start }) => {
  const demo = await start()
  const window = await demo.logIn()
  await demo.prepare(window)
  await expect.poll(() => demo.storedKeys()).toBe(2)
  await kill(demo)

  const next = await start()
  await expect(heading(await next.window(), 'ログイン')).toBeVisible()
  await expect.poll(() => next.storedKeys()).toBe(1)
})

const moments: readonly [string, (demo: Demo) => Promise<void>][] = [
  ['with the first confirmation open', async (demo) => void (await toFirstConfirmation(demo))],
  [
    'right after the first はい',
    async (demo) => {
      await toFirstConfirmation(demo)
      await demo.answer('はい')
    },
  ],
  [
    'with the second confirmation open',
    async (demo) => {
      await toFirstConfirmation(demo)
      await demo.answer('はい')
      await demo.page('consent.html')
    },
  ],
  [
    'right after the second はい',
    async (demo) => {
      await toFirstConfirmation(demo)
      await demo.answer('はい')
      await demo.answer('はい')
    },
  ],
]

for (const [moment, reach] of moments) {
  test(`killed ${moment}, a renewal is finished after the next start with exactly one new certificate`, async ({ start }) => {
    const demo = await start()
    await expect(heading(await demo.window(), 'ログイン')).toBeVisible()
    const [before] = demo.storedCertificates()
    await reach(demo)
    await kill(demo)

    const again = await start()
    expect(again.storedCertificates().length).toBeGreaterThan(0)
    await finish(again)
    const after = again.storedCertificates()
    expect(after).toHaveLength(1)
    expect(after[0]!.thumbprint).not.toBe(before!.thumbprint)
    // The new key and the retired one: no orphan of an attempt that was cut off.
    expect(again.storedKeys()).toBe(2)
  })
}

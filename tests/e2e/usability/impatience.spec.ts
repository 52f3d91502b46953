/** Whoever clicks once too often hits nothing that was not there before. */
import type { Page } from '@playwright/test'
import { expect, test } from '../stage/app.ts'
import { shareApp } from '../stage/shared-app.ts'

const atLogin = shareApp()

/** Puts a button under the pointer, as a new window or a line that slides down would. */
const addButton = (window: Page, label: string): Promise<void> =>
  window.evaluate((text) => {
    const button = document.createElement('button')
    button.textContent = text
    button.style.cssText = 'position: fixed; inset: 300px auto auto 300px; inline-size: 200px; block-size: 60px'
    button.onclick = () => (document.title = `${text}を押した`)
    // Seen also by whoever looks too late.
    const watch = () => button.toggleAttribute('data-rested', button.matches('[data-resting], [data-rested]'))
    new MutationObserver(watch).observe(button, { attributeFilter: ['data-resting'] })
    document.body.append(button)
  }, label)

/** Until it is drawn: from then on a pointer can hit it. */
async function putButton(window: Page, label: string): Promise<void> {
  await addButton(window, label)
  await window.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
}

test('a page that is never still lets a hand that is never still press its button in the end', async () => {
  const { window } = await atLogin()
  await expect(window.locator('html:not([data-resting])')).toBeAttached()
  await window.mouse.move(400, 330)
  await putButton(window, '新しいボタン')
  await window.evaluate(() => {
    const busy = document.createElement('p')
    document.body.append(busy)
    setInterval(() => (busy.textContent = String(performance.now())), 20)
  })
  const button = window.getByRole('button', { name: '新しいボタン' })
  await expect(button).toHaveAttribute('data-rested')
  let moves = 0
  const moved = async () => {
    await window.mouse.move(400 + (moves++ % 2) * 8, 330)
    return button.getAttribute('data-resting')
  }
  await expect.poll(moved, { intervals: [20] }).toBeNull()
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('新しいボタンを押した')
})

test('what the pointer goes to takes a click at once', async () => {
  const { window } = await atLogin()
  await window.mouse.move(10, 10)
  await putButton(window, '見えているボタン')
  await expect(window.locator('html:not([data-resting])')).toBeAttached()
  await window.mouse.move(400, 330)
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('見えているボタンを押した')

  // What one's own scrolling brings under the pointer was looked for, too.
  await window.evaluate(() => {
    document.title = ''
    for (const button of document.querySelectorAll<HTMLElement>('button')) {
      if (button.textContent === '見えているボタン')
        button.style.cssText += 'position: absolute; inset-block-start: 1300px'
    }
    document.documentElement.style.blockSize = '4000px'
    return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
  await window.mouse.wheel(0, 1000)
  await expect.poll(() => window.evaluate(() => scrollY)).toBe(1000)
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('見えているボタンを押した')
})

test('what appears under a resting pointer takes no click at first, and every key', async () => {
  const { window } = await atLogin()
  await expect(window.locator('html:not([data-resting])')).toBeAttached()
  await window.mouse.move(400, 330)
  // Time stands still: four clicks of a test on a busy machine take longer than a hand's. It does so for the app's other
  // windows, too: no test comes after this one.
  await window.clock.install()
  await window.clock.pauseAt(Date.now() + 60_000)
  await addButton(window, '新しいボタン')
  const button = window.getByRole('button', { name: '新しいボタン' })
  await window.clock.runFor(100)
  await expect(button).toHaveAttribute('data-resting')
  for (let clicks = 0; clicks < 4; clicks++) {
    await window.mouse.down()
    await window.mouse.up()
  }
  await expect(button).toHaveAttribute('data-resting')
  await expect(window).not.toHaveTitle('新しいボタンを押した')
  await button.press('Enter')
  await expect(window).toHaveTitle('新しいボタンを押した')

  await window.clock.runFor(500)
  await expect(button).not.toHaveAttribute('data-resting')
  await window.evaluate(() => (document.title = ''))
  await window.mouse.down()
  await window.mouse.up()
  await expect(window).toHaveTitle('新しいボタンを押した')
})

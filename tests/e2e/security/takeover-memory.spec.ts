/** A page that was taken over after its user had typed a password finds no password. */
import type { Page } from '@playwright/test'
import { type Demo, expect, heading, logOut, test } from '../stage/app.ts'
import { shareApp, shareDemoWithFiles } from '../stage/shared-app.ts'
import { runIn } from './intruder.ts'

/**
 * Everything that script can reach from the page's globals: properties, prototypes, symbols, map and set entries, the
 * whole document with its fields, and what React hangs on it, with the earlier states that it keeps.
 */
const reachable = (marker: string) => `(async () => {
  const marker = ${JSON.stringify(marker)}.split('').reverse().join('')
  const seen = new Set()
  const found = []
  const queue = [[globalThis, 'globalThis']]
  const walker = document.createTreeWalker(document, NodeFilter.SHOW_ALL)
  while (walker.nextNode()) queue.push([walker.currentNode, 'document'])
  for (const storage of [localStorage, sessionStorage]) queue.push([{ ...storage }, 'storage'])
  for (const { name } of await indexedDB.databases()) found.push('a database: ' + name)
  for (const name of await (globalThis.caches?.keys().catch(() => []) ?? [])) found.push('a cache: ' + name)
  queue.push([document.cookie, 'cookie'], [history.state, 'history'], [performance.getEntries().map((one) => one.toJSON()), 'performance'])
  const bridge = await Promise.all([koshin.view(), koshin.banks()])
  queue.push([JSON.stringify(bridge), 'the bridge'])
  let own = 0
  while (queue.length > 0) {
    const [value, path] = queue.pop()
    if (typeof value === 'string') { if (value.includes(marker)) found.push(path); continue }
    if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) continue
    if (value === seen || value === queue || value === found) continue
    seen.add(value)
    if (value instanceof Map) for (const [k, v] of value) queue.push([k, path + '<key>'], [v, path + '<value>'])
    if (value instanceof Set) for (const v of value) queue.push([v, path + '<item>'])
    for (const key of Reflect.ownKeys(value)) {
      own++
      let inner
      try { inner = value[key] } catch { continue }
      queue.push([inner, path.slice(-160) + '.' + String(key)])
    }
    if (value instanceof HTMLInputElement) queue.push([[value.value, value.defaultValue, value.getAttribute('value'), value.outerHTML].join(), path + ':field'])
    try { queue.push([Object.getPrototypeOf(value), path + '.__proto__']) } catch { /* a proxy that refuses */ }
  }
  return { found, looked: seen.size, own }
})()`

const mirrored = (text: string): string => [...text].reverse().join('')

async function search(demo: Demo, marker: string): Promise<string[]> {
  // Handed over backwards, so that the search does not find itself.
  const { found, looked } = (await runIn(demo, 'index.html', reachable(mirrored(marker)))) as {
    found: string[]
    looked: number
  }
  expect(looked).toBeGreaterThan(2000)
  return found
}

/** Ctrl+Z, in every field and wherever the focus is. */
const undo = `(() => {
  const values = []
  for (const field of [document.activeElement, ...document.querySelectorAll('input')]) {
    field.focus?.()
    for (let turn = 0; turn < 40; turn++) document.execCommand('undo')
    values.push(field.value ?? '')
    for (let turn = 0; turn < 40; turn++) document.execCommand('redo')
    values.push(field.value ?? '')
  }
  return values.join('|')
})()`

async function typeIn(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).click()
  await page.keyboard.type(text)
}

test.describe('a page that was taken over cannot read the password that was typed', () => {
  const atLogin = shareDemoWithFiles()

  test('while it stands in the field it would be found: so the search is worth something', async () => {
    const { demo, window } = await atLogin()
    await typeIn(window, 'パスワード', 'plum-pickle-3108')
    expect((await search(demo, 'plum-pickle-3108')).length).toBeGreaterThan(0)
    expect(await runIn(demo, 'index.html', undo)).toContain('plum-pickle')
  })

  test('after the bank refused it, with the same form still there', async () => {
    const { demo, window } = await atLogin()
    const [customer] = await demo.customers()
    const password = 'quince-relish-5572'
    await typeIn(window, 'お客様 ID', customer!.customerId)
    await typeIn(window, 'パスワード', password)
    await window.keyboard.press('Enter')
    await expect(window.getByTestId('login-failure')).toHaveAttribute('data-code', 'bank.login-refused')
    expect(await search(demo, password)).toEqual([])
    expect(await runIn(demo, 'index.html', undo)).not.toContain(password.slice(0, 6))
  })

  test('after the login, in the windows that follow', async () => {
    const { demo, window } = await atLogin()
    const [customer] = await demo.customers()
    await typeIn(window, 'お客様 ID', customer!.customerId)
    await typeIn(window, 'パスワード', customer!.password)
    await window.keyboard.press('Enter')
    await expect(heading(window, '電子証明書更新通知')).toBeVisible()
    expect(await search(demo, customer!.password)).toEqual([])
    expect(await runIn(demo, 'index.html', undo)).not.toContain(customer!.password.slice(0, 6))

    await window.getByRole('button', { name: 'メインへ' }).click()
    await expect(heading(window, 'メイン')).toBeVisible()
    expect(await search(demo, customer!.password)).toEqual([])
    await window.reload()
    await expect(heading(window, 'メイン')).toBeVisible()
    expect(await search(demo, customer!.password)).toEqual([])
    await logOut(window)
  })
})

test.describe('a page that was taken over cannot read the one-time password that was typed', () => {
  const atLogin = shareApp({ certificate: 'absent' })

  test('after it was typed and the window left without sending it', async () => {
    const { demo, window } = await atLogin()
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    const password = 'ABCD-EFGH-3108'
    await typeIn(window, '取得用パスワード', password)
    await window.getByTestId('acquire-back').click()
    await expect(heading(window, 'ログイン')).toBeVisible()
    expect(await search(demo, password)).toEqual([])
    expect(await runIn(demo, 'index.html', undo)).not.toContain(password.slice(0, 6))
  })

  test('after an acquisition, nor the one-time password that the bank refused', async () => {
    const { demo, window } = await atLogin()
    await window.getByRole('button', { name: '電子証明書取得' }).click()
    const { customerId, password } = await demo.invited()
    await window.getByLabel('お客様 ID').fill(customerId)
    await typeIn(window, '取得用パスワード', 'WRNG-WRNG-3108')
    await window.keyboard.press('Enter')
    await demo.answer('はい')
    await expect(window.getByTestId('acquire-failure')).toBeVisible()
    expect(await search(demo, 'WRNG-WRNG-3108')).toEqual([])
    expect(await runIn(demo, 'index.html', undo)).not.toContain('WRNG-W')

    await typeIn(window, '取得用パスワード', password)
    await window.keyboard.press('Enter')
    await demo.answer('はい')
    await expect(heading(window, '電子証明書発行 発行完了')).toBeVisible()
    expect(await search(demo, password)).toEqual([])
    expect(await runIn(demo, 'index.html', undo)).not.toContain(password.slice(0, 6))
  })
})

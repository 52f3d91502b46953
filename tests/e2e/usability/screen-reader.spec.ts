/** What a screen reader is told: not the page's own tree, but what comes out of the desktop's accessibility bus (AT-SPI). */
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { removeFolder } from '../../../main/compose/throw-away-folder.ts'
import { expect, heading, launch, test } from '../stage/app.ts'
import { failureCodes } from '../../../main/renewal/errors.ts'
import { type Scene, scenes } from '../looks/scenes.ts'
import { openStage, type Stage } from '../looks/stage.ts'
import { type Control, controlsOf, pageOf, shownControls } from './controls.ts'
import { missingReader, readerSwitches, type ScreenReader, startScreenReader, type Told } from './screen-reader.ts'

/** Each window once, and whatever tells a failure: roles and names of all others are in tests/e2e/looks/expected. */
const windowOf = (scene: Scene): string => (scene.page === 'index.html' ? scene.view.window : scene.page)
const told = Object.entries(scenes)
  .filter(([, scene], index, all) => {
    const failed = scene.page === 'index.html' && 'failure' in scene.view
    return failed || all.findIndex(([, other]) => windowOf(other) === windowOf(scene)) === index
  })
  .map(([name]) => name)

test.describe('a screen reader', () => {
  test.skip(missingReader !== undefined, missingReader)
  let home: string
  let reader: ScreenReader
  let stage: Stage | undefined
  test.beforeAll(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'koshin-reader-'))
    mkdirSync(path.join(home, 'outer-home'))
    reader = await startScreenReader(path.join(home, 'outer-home'))
  })
  test.afterAll(async () => {
    await closeGallery()
    reader.stop()
    removeFolder(home)
  })

  async function openGallery(): Promise<Stage> {
    return (stage ??= await openStage(home, readerSwitches, reader.environment))
  }

  async function closeGallery(): Promise<void> {
    await stage?.app.close()
    stage = undefined
  }

  test('is told each control of each window by role, name and state, where the focus is, and what has failed', async () => {
    test.setTimeout(300_000)
    const gallery = await openGallery()
    for (const name of told) {
      const page = await gallery.show(name, 'ja')
      // The bus learns of a page piece by piece, and may have told the half of it.
      await expect(async () => compareWithPage(name, page, await reader.tree(await page.title()))).toPass({
        timeout: 15_000,
      })
    }
  })

  test('reads out each failure as it comes, with what is safe, what to do and whom to call', async () => {
    test.setTimeout(300_000)
    const page = await (await openGallery()).show('ended-declined', 'ja')
    await reader.tree(await page.title())
    for (const code of failureCodes) {
      reader.said.length = 0
      await page.evaluate((failed) => {
        const { showView } = window as unknown as { showView: (view: object) => void }
        const failure = { code: failed, retry: 'later' }
        showView({ window: 'ended', purpose: 'renewal', outcome: 'failed', failure, retry: 'by-hand', leadsTo: 'main' })
      }, code)
      const alert = page.getByTestId('ended-failure')
      await expect(alert).toHaveAttribute('data-code', code)
      const what = await alert.locator('.failure-what').innerText()
      const said = (): string => reader.said.join('\n').replaceAll(/\s/g, '')
      await expect.poll(said, { message: code }).toContain(what.replaceAll(/\s/g, '').slice('エラー:'.length))
      for (const part of ['電子証明書への影響', '次にすること', '電話0120-000-000'])
        await expect.poll(said, { message: code }).toContain(part)
    }
  })

  test('is told the same of the real windows on the way to the confirmation', async ({ openBank }) => {
    await closeGallery()
    const demo = await launch(await openBank(), { options: readerSwitches }, reader.environment)
    const named = (title: string, role: Control['role']) =>
      expect.poll(async () =>
        controlsOf(await reader.tree(title))
          .filter((one) => one.role === role)
          .map(({ name }) => name),
      )
    try {
      const window = await demo.window()
      await expect(window.getByTestId('login-certificate')).toBeVisible()
      await named('ログイン', 'entry').toEqual(['お客様ID'])
      await named('ログイン', 'password text').toEqual(['パスワード'])
      await demo.logIn()
      await expect(heading(window, '電子証明書更新通知')).toBeVisible()
      await named('電子証明書更新通知', 'push button').toEqual(expect.arrayContaining(['メインへ', '証明書更新']))
      await demo.prepare(window)
      await window.getByRole('button', { name: '更新', exact: true }).click()
      await expect(heading(await demo.page('consent.html'), 'Web アクセスの確認')).toBeVisible()
      await named('Web アクセスの確認', 'push button').toEqual(expect.arrayContaining(['はい', 'いいえ']))
    } finally {
      await demo.close()
    }
  })
})

/** Each control, the heading, the one focus and each alert are told as the page shows them. */
async function compareWithPage(name: string, page: Page, tree: readonly Told[]): Promise<void> {
  const within = pageOf(tree)
  const [title] = (await page.title()).split(' - Koshin')
  expect(
    within.filter((one) => one.role === 'heading' && one.name === title),
    name,
  ).not.toEqual([])
  expect(controlsOf(within), name).toEqual(await page.evaluate(shownControls))
  const focused = within.filter(({ states }) => states.includes('focused'))
  expect(
    focused.map((one) => one.name),
    name,
  ).toHaveLength(1)
  for (const text of await page.getByRole('alert').allInnerTexts()) {
    const [what] = text.split('\n').slice(-1)
    expect(alertsIn(within).join(), name).toContain(what!.trim())
  }
}

/** Of each alert, all that is read of it. */
function alertsIn(tree: readonly Told[]): string[] {
  return tree.flatMap(({ role, depth }, index) => {
    if (role !== 'notification' && role !== 'alert') return []
    const rest = tree.slice(index + 1)
    const end = rest.findIndex((one) => one.depth <= depth)
    return [
      rest
        .slice(0, end === -1 ? undefined : end)
        .filter((one) => one.role === 'static')
        .map(({ name }) => name)
        .join(' '),
    ]
  })
}

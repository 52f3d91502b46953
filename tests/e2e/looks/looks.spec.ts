/**
 * Each window in each state, language and theme: as it was when it was last found good (`npm run screenshots` takes
 * the looks anew), and WCAG 2.2 AA, also at twice the text size and at 320 px.
 */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Page, TestInfo } from '@playwright/test'
import { formatInstant } from '../../../preload/dates.ts'
import { colourStyle } from '../../../main/desktop/windows/look/colour-style.ts'
import { findings } from '../stage/axe.ts'
import { coloursAreIn, expectedLook, keepLook, lookText, settled } from './look-text.ts'
import { pageLook, type PageLook } from './page-look.ts'
import { focusedStop, overflowing, smallTargets, tabStops } from './reach.ts'
import { windows } from './samples.ts'
import { scenes } from './scenes.ts'
import {
  expect,
  fontIsThere,
  type Language,
  languages,
  pictureFont,
  type Stage,
  test,
  type Theme,
  themes,
} from './stage.ts'

// Each scene is loaded anew: two of them are looked at at a time.
test.describe.configure({ mode: 'parallel', timeout: 300_000 })

const hasFont = fontIsThere()
if (!hasFont)
  console.warn(`looks: "${pictureFont}" (Debian: fonts-noto-cjk) is not installed; where things are is not compared`)

/** The rules of axe for it. */
const contrast = ['color-contrast', 'link-in-text-block']

/** Its window grows with it, as far as the screen goes: tests/e2e/renewal/completion.spec.ts. */
const longest = 'consent-long'

for (const name of Object.keys(scenes)) {
  for (const language of languages) {
    test(`${name} looks as it did and can be used by everybody, in ${language}`, async ({ stage }, info) => {
      const page = await stage.show(name, language)
      const looks = new Map<Theme, PageLook>()
      const violations: Record<string, unknown> = {}
      for (const theme of Object.keys(themes) as Theme[]) {
        await page.emulateMedia(themes[theme])
        const look = await page.evaluate(pageLook, looks.size > 0)
        looks.set(theme, look)
        // Names, roles and order are the same in all themes; what a theme can break is contrast. That of colours which the
        // window has in Japanese, too, is looked at there.
        const isLight = theme === 'light'
        if (!isLight && language !== 'ja' && coloursAreIn(expectedLook(`${name}-ja`), theme, look)) continue
        Object.assign(violations, under(theme, await findings(page, isLight ? undefined : contrast)))
      }
      if (stage.asks(name) && name !== longest)
        expect.soft(looks.get('light')!.window, 'a question whole in its window').not.toContain('scroll')
      expect.soft(await buttonsBelow(page), 'the button that goes on, on a screen of 1366 x 768').toEqual([])
      expect.soft(violations, 'what axe finds').toEqual({})
      if (language === 'ja') expect.soft(await unreachedByTab(page), 'what the Tab key does not reach').toEqual([])
      expect.soft(await unreachable(page), 'what cannot be reached or hit').toEqual({})
      await compare(`${name}-${language}`, lookText(looks), () => takePictures(stage, name, language, info), info)
    })
  }
}

for (const language of languages) {
  test(`both answers stay whole in their window, however long its names and large its text, in ${language}`, async ({
    stage,
  }) => {
    const page = await stage.show(longest, language)
    for (const size of [100, 125, 150, 175, 200]) {
      await page.evaluate((percent) => void (document.documentElement.style.fontSize = `${percent}%`), size)
      for (const testId of ['consent-yes', 'consent-no'])
        await expect(page.getByTestId(testId), `${testId} at ${size} %`).toBeInViewport({ ratio: 1 })
    }
  })
}

test('what is printed of 発行完了 is a record for the files: who, which, when, confirmed by whom; and no buttons', async ({
  stage,
}) => {
  const page = await stage.show('completion-more', 'ja')
  await page.emulateMedia({ media: 'print' })
  const printed = await page.evaluate(() => ({
    text: document.body.innerText,
    pressed: [...document.querySelectorAll('button, summary')].filter((one) => one.checkVisibility()).length,
  }))
  await page.emulateMedia({ media: null })
  const { completedAt, certificate, retired } = windows.completion
  for (const said of [
    'デモ銀行',
    certificate.holder,
    certificate.serial,
    retired.serial,
    ...[certificate.notBefore, certificate.notAfter, completedAt].map(inJapan),
    '2回とも「はい」（パソコンの利用者 hanako）',
  ])
    expect(printed.text).toContain(said)
  expect(printed.pressed).toBe(0)
})

test('メイン is whole on a screen of 1366 x 768', async ({ stage }) => {
  for (const name of ['main', 'main-due']) {
    const page = await stage.show(name, 'ja')
    await page.setViewportSize({ width: page.viewportSize()!.width, height: smallScreen })
    expect(await page.evaluate(() => document.documentElement.scrollHeight), name).toBeLessThanOrEqual(smallScreen)
  }
})

test('a page that cannot be drawn says so, and whom to call', async ({ stage }) => {
  const page = await stage.show('main', 'ja')
  await page.evaluate(() => {
    const { showView } = window as unknown as { showView: (view: object) => void }
    showView({ window: 'completion' })
  })
  await expect(page.getByTestId('crash')).toContainText('電話 0120-000-000')
  await page.evaluate(() => {
    const { showView } = window as unknown as { showView: (view: object) => void }
    showView({ window: 'welcome' })
  })
  await expect(page.getByRole('heading', { level: 1, name: 'はじめに' })).toBeVisible()
})

/** As whose computer is in Japan reads it. */
const inJapan = (time: number): string => formatInstant(time, 'ja').replace('（日本時間）', '')

/** As light as they may be on light ground, and as dark on dark ground. */
const hardest = { accent: '#6a6a6a', accentDark: '#979797' }

test('in the colours of a bank everything can still be read, and forced colours stay the system’s', async ({
  stage,
}) => {
  for (const name of [
    'login',
    'acquire-resuming',
    'main-waiting',
    'ended-failed',
    'ended-automatic',
    'help',
    'consent-request',
  ]) {
    const page = await stage.show(name, 'ja')
    const contrasted = async (): Promise<PageLook> => {
      await page.emulateMedia(themes.contrast)
      return page.evaluate(pageLook, false)
    }
    const before = await contrasted()
    await stage.insertStyle(colourStyle(hardest))
    expect(await contrasted(), `${name}, forced colours`).toEqual(before)
    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia(themes[theme])
      const accent = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'))
      expect(accent).toBe(theme === 'light' ? hardest.accent : hardest.accentDark)
      await page.locator('.button').first().hover()
      expect(await findings(page, contrast), `${name}, ${theme}`).toEqual({})
    }
  }
})

test('no look is kept of a window that is no more', () => {
  const known = Object.keys(scenes).flatMap((name) => languages.map((language) => `${name}-${language}.txt`))
  expect(readdirSync(path.join(import.meta.dirname, 'expected')).sort()).toEqual(known.sort())
})

async function compare(file: string, text: string, picture: () => Promise<void>, info: TestInfo): Promise<void> {
  if (info.config.updateSnapshots === 'all') return keepLook(file, settled(text, expectedLook(file)))
  const expected = expectedLook(file)
  const now = settled(text, expected, hasFont ? undefined : Infinity)
  if (now !== expected) await picture()
  expect.soft(now.split('\n'), `${file}, as npm run screenshots would keep it`).toEqual(expected.split('\n'))
}

/** Of a window that looks otherwise than it did: into the test's output. */
async function takePictures(stage: Stage, name: string, language: Language, info: TestInfo): Promise<void> {
  for (const theme of Object.keys(themes) as Theme[]) {
    const page = await stage.show(name, language, theme)
    await page.screenshot({ path: info.outputPath(`${name}-${language}-${theme}.png`), fullPage: true })
  }
}

/** WCAG 1.4.10: as wide as a window of 1280 px at 400 %. 1.4.4: text twice as large in the window as it opens. */
async function unreachable(page: Page): Promise<Record<string, unknown>> {
  const { width, height } = page.viewportSize()!
  await page.emulateMedia(themes.light)
  const small = { ...under(`${width} px`, await page.evaluate(smallTargets)) }
  const large = { ...under(`${width} px, text at 200 %`, await page.evaluate(overflowing, 200)) }
  await page.setViewportSize({ width: 320, height })
  const narrow = { ...under('320 px', await page.evaluate(overflowing, 100)) }
  return { ...small, ...large, ...narrow, ...under('320 px, small', await page.evaluate(smallTargets)) }
}

/** px of a window on a screen of 1366 x 768, without the task bar and the window's title. */
const smallScreen = 690

/**
 * The button that goes on, where it is out of sight as the window opens there; what needs no more height is left as it is.
 * A form that was refused brings its own into sight with the focus: tests/e2e/usability/accessibility.spec.ts.
 */
async function buttonsBelow(page: Page): Promise<string[]> {
  const { width, height } = page.viewportSize()!
  if (height <= smallScreen) return []
  await page.setViewportSize({ width, height: smallScreen })
  const below = await page.evaluate(() => {
    const button = document.querySelector('.button-primary')
    const isRefused = button?.closest('form') !== null && document.querySelector('[role="alert"]') !== null
    if (button === null || isRefused || button.getBoundingClientRect().bottom <= innerHeight) return []
    return [button.outerHTML]
  })
  await page.setViewportSize({ width, height })
  return below
}

/**
 * WCAG 2.1.1, 2.4.3 and 2.4.7: what the Tab key passes over, takes out of its order, or shows no focus on. It goes round,
 * from wherever the window has put the focus.
 */
async function unreachedByTab(page: Page): Promise<string[]> {
  const wanted = await page.evaluate(tabStops)
  const reached: string[] = []
  for (const _ of wanted) {
    await page.keyboard.press('Tab')
    reached.push(await page.evaluate(focusedStop))
  }
  const first = Math.max(reached.indexOf(wanted[0] ?? ''), 0)
  const round = [...reached.slice(first), ...reached.slice(0, first)]
  return wanted.flatMap((stop, index) => (stop === round[index] ? [] : [`${stop}, but ${round[index]}`]))
}

function under(name: string, found: object): Record<string, unknown> {
  return Object.keys(found).length === 0 ? {} : { [name]: found }
}

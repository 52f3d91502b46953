/**
 * Each window in each state, language and theme: as it was when it was last found good (`npm run screenshots` takes
 * the looks anew), and WCAG 2.2 AA, also at twice the text size and at 320 px.
 */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { Page, TestInfo } from '@playwright/test'
import { findings, giveReader } from '../stage/axe.ts'
import { expectedLook, keepLook, lookText, settled } from './look-text.ts'
import { pageLook, type PageLook } from './page-look.ts'
import { overflowing, smallTargets } from './reach.ts'
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

test.describe.configure({ timeout: 300_000 })

const hasFont = fontIsThere()
if (!hasFont)
  console.warn(`looks: "${pictureFont}" (Debian: fonts-noto-cjk) is not installed; where things are is not compared`)

for (const name of Object.keys(scenes)) {
  for (const language of languages) {
    test(`${name} looks as it did and can be used by everybody, in ${language}`, async ({ stage }, info) => {
      const page = await stage.show(name, language)
      const looks = new Map<Theme, PageLook>()
      const violations: Record<string, unknown> = {}
      for (const theme of Object.keys(themes) as Theme[]) {
        await page.emulateMedia(themes[theme])
        await giveReader(page)
        looks.set(theme, await page.evaluate(pageLook))
        // Names, roles and order are the same in all themes; what a theme can break is contrast.
        const rules = theme === 'light' ? undefined : ['color-contrast', 'link-in-text-block']
        Object.assign(violations, under(theme, await findings(page, rules)))
      }
      if (stage.asks(name))
        expect.soft(looks.get('light')!.window, 'a question whole in its window').not.toContain('scroll')
      if (name.startsWith('completion')) expect.soft(await endOf(page, 'completion-close')).toBeLessThan(lowest)
      expect.soft(violations, 'what axe finds').toEqual({})
      expect.soft(await unreachable(page), 'what cannot be reached or hit').toEqual({})
      await compare(`${name}-${language}`, lookText(looks), () => takePictures(stage, name, language, info), info)
    })
  }
}

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

/** px of a window on a screen of 1366 x 768 with its task bar: what ends a procedure is in sight there. */
const lowest = 690

async function endOf(page: Page, testId: string): Promise<number> {
  const { y, height } = (await page.getByTestId(testId).boundingBox())!
  return y + height
}

function under(name: string, found: object): Record<string, unknown> {
  return Object.keys(found).length === 0 ? {} : { [name]: found }
}

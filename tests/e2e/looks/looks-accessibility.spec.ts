/** WCAG 2.2 AA in every window, state, language and theme, at twice the text size, and at 320 px. */
import { findings } from '../stage/axe.ts'
import { scenes } from './scenes.ts'
import { expect, languages, test, type Theme, themes } from './stage.ts'

test.describe.configure({ timeout: 300_000 })

const names = Object.keys(scenes)

for (const language of languages) {
  test(`axe finds nothing in any state of any window and in any theme, in ${language}`, async ({ stage }) => {
    const found: Record<string, unknown> = {}
    for (const name of names) {
      const page = await stage.show(name, language, 'light')
      for (const theme of Object.keys(themes) as Theme[]) {
        await page.emulateMedia(themes[theme])
        // Names, roles and order are the same in all themes; what a theme can break is contrast.
        const violations = await findings(
          page,
          theme === 'light' ? undefined : ['color-contrast', 'link-in-text-block'],
        )
        if (Object.keys(violations).length > 0) found[`${name} ${theme}`] = violations
      }
    }
    expect(found).toEqual({})
  })

  test(`nothing has to be scrolled sideways at 320 px or at 200 % text, in ${language}`, async ({ stage }) => {
    const found: Record<string, unknown> = {}
    for (const name of names) {
      const page = await stage.show(name, language)
      // WCAG 1.4.10: as wide as a window of 1280 px at 400 %. 1.4.4: text twice as large in the window as it opens.
      for (const { width, text } of [
        { width: 320, text: 100 },
        { width: page.viewportSize()!.width, text: 200 },
      ]) {
        await page.setViewportSize({ width, height: 640 })
        const over = await page.evaluate(overflowing, text)
        if (over.length > 0) found[`${name} ${width} px, ${text} %`] = over
      }
    }
    expect(found).toEqual({})
  })
}

test('whatever can be clicked is at least 24 px wide and high, at 320 px, too', async ({ stage }) => {
  const found: Record<string, unknown> = {}
  for (const name of names) {
    const page = await stage.show(name, 'ja')
    for (const width of [900, 320]) {
      await page.setViewportSize({ width, height: 840 })
      const small = await page.evaluate(smallTargets)
      if (small.length > 0) found[`${name} ${width} px`] = small
    }
  }
  expect(found).toEqual({})
})

/** What reaches over the right edge of the window, with text so large (per cent). */
function overflowing(text: number): string[] {
  document.documentElement.style.fontSize = `${text}%`
  const edge = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= edge) return []
  const over = [...document.querySelectorAll('#root *')].filter((one) => one.getBoundingClientRect().right > edge + 1)
  return over.map((one) => `${one.tagName} ${one.className}`)
}

/** WCAG 2.5.8, without its exceptions but one: the label of a small control counts as its target. */
function smallTargets(): string[] {
  const targets = [...document.querySelectorAll('button, input, select, a[href], summary')]
  const boxOf = (one: Element): DOMRect => (one.closest('label') ?? one).getBoundingClientRect()
  return targets
    .filter((one) => one.getClientRects().length > 0)
    .filter((one) => boxOf(one).width < 24 || boxOf(one).height < 24)
    .map((one) => one.outerHTML.slice(0, 120))
}

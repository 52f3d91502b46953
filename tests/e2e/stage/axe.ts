/** axe-core in a page of ours. It opens no page of its own for frames, as its wrappers do: no window of ours has any. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type axe from 'axe-core'

/** WCAG 2.2 AA, and all that it contains. */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Half a megabyte; with its comments and its long names it would be twice as much. */
const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Puts axe into the page as it is now. */
async function giveReader(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(source)
}

/** Puts axe into each page that is loaded from now on: Chromium is handed it once. */
export async function giveReaderAlways(page: Page): Promise<void> {
  await page.addInitScript(source)
}

/** What axe finds in what the page shows now, as rule: elements. */
export async function findings(page: Page, rules?: readonly string[]): Promise<Record<string, string[]>> {
  await giveReader(page)
  const runOnly =
    rules === undefined ? { type: 'tag' as const, values: levels } : { type: 'rule' as const, values: [...rules] }
  const violations = await page.evaluate(async (wanted) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe }
    const found = await inPage.run(document, { runOnly: wanted, resultTypes: ['violations'] })
    return found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)] as const)
  }, runOnly)
  return Object.fromEntries(violations)
}

/** axe-core in a page of ours. It opens no page of its own for frames, as its wrappers do: no window of ours has any. */
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** WCAG 2.2 AA, and all that it contains. */
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** Puts axe into the page. It is half a megabyte: once for each page that was loaded. */
export async function giveReader(page: Page): Promise<void> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
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

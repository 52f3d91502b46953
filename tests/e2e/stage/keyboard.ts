/** What somebody does who has no mouse. */
import type { Page } from '@playwright/test'

/** @throws Error where nobody gets there with the Tab key */
export async function focusOn(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 30; presses++) {
    if (await page.getByTestId(testId).evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${testId} cannot be reached with Tab`)
}
